import { childElements, element, type XmlElement, type XmlNode } from "../element.ts";
import { type Placed, place } from "../walk.ts";
import { open, type Upgrading } from "./reading.ts";
import { copyRule } from "./rule.ts";
import { type Pair, readValueSet, type ValueSet, writeValueSet } from "./value-set.ts";

export type UpgradedOptions = {
  readonly crmConfig: readonly XmlNode[];
  /** Sets of values for rsc_defaults and op_defaults: Heartbeat 2 has such defaults among the cluster's options. */
  readonly resourceDefaults: readonly XmlElement[];
  readonly operationDefaults: readonly XmlElement[];
};

/** Upgrades the inside of crm_config, or a cluster_property_set on its own. */
export function upgradeClusterOptions(upgrading: Upgrading, container: Placed): UpgradedOptions {
  const crmConfig: XmlNode[] = [];
  const resourceDefaults: XmlElement[] = [];
  const operationDefaults: XmlElement[] = [];
  const nodes: readonly XmlNode[] =
    container.element.name === "cluster_property_set" ? [container.element] : container.element.children;
  for (const child of nodes) {
    if (child.kind === "comment") {
      crmConfig.push(child);
      continue;
    }
    const at = child === container.element ? container : place(child, container);
    if (child.name !== "cluster_property_set") continue;
    const set = readValueSet(upgrading, at);
    if (set === undefined) continue;
    const { cluster, resources, operations } = sort(upgrading, set);
    const id = upgrading.ids.claim(at, "cib-bootstrap-options");
    crmConfig.push(writeValueSet(upgrading, "cluster_property_set", id, { ...set, pairs: cluster }));
    resourceDefaults.push(...defaults(upgrading, set, resources, `rsc_defaults-${id}`));
    operationDefaults.push(...defaults(upgrading, set, operations, `op_defaults-${id}`));
  }
  return {
    crmConfig: [...crmConfig, ...fencingOff(upgrading, container, crmConfig)],
    resourceDefaults,
    operationDefaults,
  };
}

function defaults(
  upgrading: Upgrading,
  set: ValueSet,
  pairs: readonly Pair[],
  base: string,
): readonly XmlElement[] {
  if (pairs.length === 0) return [];
  const rule = set.rule.map((each) => copyRule(upgrading, each));
  const id = upgrading.ids.fresh(base);
  return [writeValueSet(upgrading, "meta_attributes", id, { ...set, pairs, rule, comments: [] })];
}

type Sorted = {
  readonly cluster: readonly Pair[];
  readonly resources: readonly Pair[];
  readonly operations: readonly Pair[];
};

function sort(upgrading: Upgrading, set: ValueSet): Sorted {
  const sorted = { cluster: [] as Pair[], resources: [] as Pair[], operations: [] as Pair[] };
  for (const pair of set.pairs) {
    const canonical = pair.name.replaceAll("_", "-");
    const gone = goneOptions.get(canonical);
    const moved = movedOptions.get(canonical);
    if (gone && pair.at) upgrading.report.lostElement(pair.at, gone.why, gone.todo);
    else if (moved && !upgrading.hasConfiguration && pair.at) {
      const why = "Pacemaker has it outside crm_config";
      upgrading.report.lostElement(
        pair.at,
        why,
        `crm_attribute --type ${moved.type} --name ${moved.name} --update ${pair.value}`,
      );
    } else if (moved) sorted[moved.to].push({ ...pair, name: moved.name });
    else sorted.cluster.push({ ...pair, name: clusterName(pair.name), value: clusterValue(pair) });
  }
  return sorted;
}

/** Old names that Pacemaker's schema refuses; every other name stands as it is. */
function clusterName(name: string): string {
  if (name.replaceAll("-", "_") === "transition_idle_timeout") return "cluster-delay";
  return renamedOptions.includes(name) ? name.replaceAll("_", "-") : name;
}

function clusterValue({ name, value }: Pair): string | undefined {
  return name.replaceAll("_", "-") === "stonith-action" && value === "poweroff" ? "off" : value;
}

const renamedOptions = [
  ...["cluster_recheck_interval", "dc_deadtime", "election_timeout", "no_quorum_policy", "remove_after_stop"],
  ...["shutdown_escalation", "startup_fencing", "stonith_action", "stonith_enabled", "stop_orphan_actions"],
  ...["stop_orphan_resources", "symmetric_cluster"],
];

type Moved = { readonly to: "resources" | "operations"; readonly type: string; readonly name: string };

const movedOptions: ReadonlyMap<string, Moved> = new Map([
  ["default-resource-stickiness", { to: "resources", type: "rsc_defaults", name: "resource-stickiness" }],
  ["is-managed-default", { to: "resources", type: "rsc_defaults", name: "is-managed" }],
  ["default-migration-threshold", { to: "resources", type: "rsc_defaults", name: "migration-threshold" }],
  ["default-action-timeout", { to: "operations", type: "op_defaults", name: "timeout" }],
]);

const goneOptions: ReadonlyMap<string, { readonly why: string; readonly todo: string }> = new Map([
  [
    "default-resource-failure-stickiness",
    {
      why: "Pacemaker counts failures and does not weigh them",
      todo: "set migration-threshold in rsc_defaults",
    },
  ],
  ["cluster-infrastructure", { why: "the new cluster sets it itself", todo: "nothing" }],
  ["expected-quorum-votes", { why: "Corosync counts votes", todo: "set them in corosync.conf if need be" }],
  ["notification-agent", { why: "Pacemaker has alerts instead", todo: "define an alert" }],
  ["notification-recipient", { why: "Pacemaker has alerts instead", todo: "define an alert" }],
]);

/** The defaults differ, and with Pacemaker's a cluster without fencing devices starts nothing at all. */
function fencingOff(
  upgrading: Upgrading,
  container: Placed,
  crmConfig: readonly XmlNode[],
): readonly XmlElement[] {
  if (container.element.name !== "crm_config") return [];
  const always = crmConfig.filter((set) => set.kind === "element" && childElements(set, "rule").length === 0);
  const isSet = always.some(
    (set) =>
      set.kind === "element" &&
      childElements(set).some(({ attributes }) => {
        return attributes["name"] === "stonith-enabled" && attributes["value"] !== undefined;
      }),
  );
  if (isSet) return [];
  const why = "it was Heartbeat 2's default, and Pacemaker's is true";
  const todo = "set it to true only where there are fencing devices";
  upgrading.report.changed(container, "stonith-enabled=false is written out", why, todo);
  const id = upgrading.ids.fresh("cib-bootstrap-options");
  const pair = { name: "stonith-enabled", value: "false" };
  return [
    writeValueSet(upgrading, "cluster_property_set", id, {
      pairs: [pair],
      score: undefined,
      rule: [],
      comments: [],
    }),
  ];
}

/** Reports what crm_config holds besides sets of options. */
export function closeCrmConfig(upgrading: Upgrading, container: Placed): void {
  const reading = open(upgrading, container);
  reading.children("cluster_property_set");
  reading.close();
}

/** `<rsc_defaults>` or `<op_defaults>`, where there is something to put in. */
export function defaultsElement(name: string, sets: readonly XmlElement[]): readonly XmlElement[] {
  return sets.length === 0 ? [] : [element(name, {}, sets)];
}
