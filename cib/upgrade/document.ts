import { schema } from "../dialect/pacemaker.ts";
import { descendants, element, type XmlElement, type XmlNode } from "../element.ts";
import { type Placed, place } from "../walk.ts";
import { closeCrmConfig, defaultsElement, upgradeClusterOptions } from "./cluster-options.ts";
import { upgradeConstraint } from "./constraint.ts";
import { needsNewSchema } from "./date-expression.ts";
import { constraintNames, resourceNames } from "./ids.ts";
import { upgradeNode } from "./node.ts";
import { open, type Reading, type Upgrading } from "./reading.ts";
import { upgradeResource } from "./resource.ts";

/** A whole <cib>. What the old cluster noted down about itself stays behind, and is reported. */
export function upgradeCibRoot(upgrading: Upgrading, at: Placed): XmlElement {
  const reading = open(upgrading, at);
  const [configuration, ...more] = reading.children("configuration");
  for (const each of more)
    upgrading.report.lostElement(each, "a CIB has one configuration", "keep the one you want");
  const inside = configuration
    ? upgradeConfiguration(upgrading, configuration)
    : element(
        "configuration",
        {},
        sectionNames.map((name) => element(name)),
      );
  for (const status of reading.children("status")) {
    if (status.element.children.length === 0) continue;
    upgrading.report.lostElement(
      status,
      "the status is that of the old cluster; the new one finds its own",
      "nothing",
    );
  }
  for (const name of ownOfTheCluster) {
    if (reading.attribute(name) === undefined) continue;
    upgrading.report.lostAttribute(at, name, "the old cluster noted it down about itself", "nothing");
  }
  const isNew = [...descendants(inside)].some(needsNewSchema);
  const attributes = {
    "validate-with": isNew ? "pacemaker-3.9" : schema,
    admin_epoch: version(upgrading, reading, "admin_epoch"),
    epoch: version(upgrading, reading, "epoch"),
    num_updates: version(upgrading, reading, "num_updates"),
    "cib-last-written": reading.attribute("cib-last-written"),
    "have-quorum": boolean(upgrading, reading, "have_quorum"),
    "dc-uuid": reading.attribute("dc_uuid"),
    "remote-tls-port": reading.attribute("remote_access_port"),
  };
  reading.close();
  return element("cib", attributes, [...reading.comments, inside, element("status")]);
}

const ownOfTheCluster = [
  ...["crm_feature_set", "cib_feature_revision", "generated", "num_peers", "ccm_transition", "ignore_dtd"],
  ...["crm-debug-origin"],
];

const sectionNames = ["crm_config", "nodes", "resources", "constraints"];

export function upgradeConfiguration(upgrading: Upgrading, at: Placed): XmlElement {
  const reading = open(upgrading, at);
  const sections = sectionNames.flatMap((name): readonly XmlElement[] => {
    const [section, ...more] = reading.children(name);
    for (const each of more)
      upgrading.report.lostElement(each, `a configuration has one <${name}>`, "merge them first");
    if (name !== "crm_config") return [section ? upgradeList(upgrading, section) : element(name)];
    const options = upgradeClusterOptions(upgrading, section ?? place(element(name), at));
    if (section) closeCrmConfig(upgrading, section);
    return [
      element("crm_config", {}, options.crmConfig),
      ...defaultsElement("rsc_defaults", options.resourceDefaults),
      ...defaultsElement("op_defaults", options.operationDefaults),
    ];
  });
  reading.close();
  return element("configuration", {}, [...reading.comments, ...sections]);
}

/** A section or an element on its own; undefined where all of it is lost. */
export function upgradeSection(upgrading: Upgrading, at: Placed): XmlElement | undefined {
  const { name } = at.element;
  if (name === "crm_config") {
    const { crmConfig } = upgradeClusterOptions(upgrading, at);
    closeCrmConfig(upgrading, at);
    return element("crm_config", {}, crmConfig);
  }
  if (name === "cluster_property_set") {
    return upgradeClusterOptions(upgrading, at).crmConfig.find((each) => each.kind === "element");
  }
  if (sectionNames.includes(name)) return upgradeList(upgrading, at);
  return upgradeOne(upgrading, at);
}

/** <nodes>, <resources> or <constraints>. */
function upgradeList(upgrading: Upgrading, at: Placed): XmlElement {
  const { name, children } = at.element;
  const reading = open(upgrading, at);
  const known = name === "nodes" ? ["node"] : name === "resources" ? resourceNames : constraintNames;
  reading.children(...known);
  reading.close();
  const upgraded = children.flatMap((child): readonly XmlNode[] => {
    if (child.kind === "comment") return [child];
    const result = known.includes(child.name) ? upgradeOne(upgrading, place(child, at)) : undefined;
    return result ? [result] : [];
  });
  if (name === "nodes") tellAboutNodeIds(upgrading, at);
  return element(name, {}, upgraded);
}

function upgradeOne(upgrading: Upgrading, at: Placed): XmlElement | undefined {
  if (at.element.name === "node") return upgradeNode(upgrading, at);
  if (constraintNames.includes(at.element.name)) return upgradeConstraint(upgrading, at);
  return upgradeResource(upgrading, at);
}

function tellAboutNodeIds(upgrading: Upgrading, at: Placed): void {
  if (!at.element.children.some((child) => child.kind === "element")) return;
  const why = "Corosync gives its nodes ids of its own";
  const todo = "compare with crm_node -l when all nodes have joined, and delete what is left over";
  upgrading.report.changed(at, "the nodes keep Heartbeat's ids", why, todo);
}

function version(upgrading: Upgrading, reading: Reading, name: string): string {
  const value = reading.attribute(name);
  if (value === undefined || /^\d{1,9}$/.test(value)) return value ?? "0";
  upgrading.report.lostAttribute(reading.at, name, "it is no number", "nothing");
  return "0";
}

function boolean(upgrading: Upgrading, reading: Reading, name: string): string | undefined {
  const value = reading.attribute(name);
  if (value === undefined || /^(true|false|1|0)$/.test(value)) return value;
  upgrading.report.lostAttribute(reading.at, name, "it is neither true nor false", "nothing");
  return undefined;
}
