import { CibError } from "../cib-error.ts";
import type { Configuration, Resource } from "../configuration.ts";
import type { Constraint } from "../constraint.ts";
import { formatDuration } from "../duration.ts";
import { element, type XmlElement } from "../element.ts";
import { nvpair } from "../nvpair.ts";
import type { Operation } from "../operation.ts";
import type { Primitive } from "../primitive.ts";
import { type ClusterOptions, clusterOptionNames, setOptions } from "../property.ts";
import type { CloneOptions } from "../resource-options.ts";
import { refuseDuplicateIds } from "../unique-ids.ts";
import type { Renderer } from "./renderer.ts";

/** Pacemaker 1.x and later: options in meta_attributes, with hyphens; ids unique in the document. */
export const pacemaker: Renderer = {
  dialect: "pacemaker",
  resource: (resource) => refuseDuplicateIds(renderResource(resource), "document"),
  constraint: (constraint) => refuseDuplicateIds(renderConstraint(constraint), "document"),
  clusterOptions: renderClusterOptions,
  cib: (configuration) => refuseDuplicateIds(renderCib(configuration), "document"),
};

/** The oldest schema that every Pacemaker since 2.0 loads as it stands, without rewriting it. */
export const schema = "pacemaker-3.0";

function renderResource(resource: Resource): XmlElement {
  if (resource.kind === "primitive") return renderPrimitive(resource);
  const { id, description, options } = resource;
  return element("clone", { id, description }, [
    ...valueSet("meta_attributes", id, {
      ...commonOptions(options),
      notify: options.notify,
      "globally-unique": options.globallyUnique,
      ordered: options.ordered,
      interleave: options.interleave,
      "clone-max": options.cloneMax,
      "clone-node-max": options.cloneNodeMax,
    }),
    renderPrimitive(resource.primitive),
  ]);
}

function renderPrimitive(primitive: Primitive): XmlElement {
  const { id, type, provider, description, options, operations, parameters } = primitive;
  return element("primitive", { id, class: "ocf", type, provider, description }, [
    ...valueSet("meta_attributes", id, commonOptions(options)),
    ...valueSet("instance_attributes", id, parameters),
    ...(operations.length === 0
      ? []
      : [
          element(
            "operations",
            {},
            operations.map((each) => renderOp(id, each)),
          ),
        ]),
  ]);
}

function commonOptions(options: CloneOptions) {
  const { failureTimeoutMs } = options;
  return {
    "is-managed": options.managed,
    "multiple-active": options.multipleActive?.replace("-", "_"),
    "target-role": options.targetRole,
    "resource-stickiness": options.stickiness,
    "failure-timeout": failureTimeoutMs === undefined ? undefined : formatDuration(failureTimeoutMs),
  };
}

type Values = { readonly [name: string]: string | boolean | number | undefined };

/** Ids as crm_resource makes them: a later `crm_resource --set-parameter` changes ours. */
function valueSet(kind: "meta_attributes" | "instance_attributes", owner: string, values: Values) {
  const id = `${owner}-${kind}`;
  const nvpairs = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [nvpair(`${id}-${name}`, name, String(value))],
  );
  return nvpairs.length === 0 ? [] : [element(kind, { id }, nvpairs)];
}

function renderOp(owner: string, operation: Operation): XmlElement {
  const { name, intervalMs, timeoutMs, startDelayMs, enabled, role, onFail } = operation;
  return element("op", {
    id: `${owner}-${name}-${intervalMs ? formatDuration(intervalMs) : "0s"}`,
    name,
    interval: formatDuration(intervalMs ?? 0),
    timeout: timeoutMs === undefined ? undefined : formatDuration(timeoutMs),
    "start-delay": startDelayMs === undefined ? undefined : formatDuration(startDelayMs),
    enabled: enabled === undefined ? undefined : String(enabled),
    role,
    "on-fail": onFail,
  });
}

function renderClusterOptions(options: ClusterOptions): XmlElement {
  if (options.isManagedDefault !== undefined) {
    throw new CibError(
      ["crm_config"],
      "Pacemaker has no cluster option for isManagedDefault; is-managed stands in rsc_defaults there",
    );
  }
  // The ids that crm_attribute makes: a later `crm_attribute -n no-quorum-policy -v …` changes ours.
  const id = "cib-bootstrap-options";
  const nvpairs = setOptions(options).map(([key, value]) =>
    nvpair(`${id}-${clusterOptionNames[key]}`, clusterOptionNames[key], value),
  );
  return element("cluster_property_set", { id }, nvpairs);
}

function renderConstraint(constraint: Constraint): XmlElement {
  const { id } = constraint;
  switch (constraint.kind) {
    case "order":
      return element("rsc_order", {
        id,
        first: constraint.first,
        // biome-ignore lint/suspicious/noThenProperty: it is an XML attribute, and no function
        then: constraint.next,
        kind: constraint.mandatory ? "Mandatory" : "Optional",
      });
    case "colocation":
      return element("rsc_colocation", {
        id,
        rsc: constraint.resource,
        "with-rsc": constraint.with,
        score: String(constraint.score),
      });
    case "location":
      return element("rsc_location", {
        id,
        rsc: constraint.resource,
        node: constraint.node,
        score: String(constraint.score),
      });
  }
}

function renderCib(configuration: Configuration): XmlElement {
  const { clusterOptions, resources, constraints } = configuration;
  const options = setOptions(clusterOptions).length === 0 ? [] : [renderClusterOptions(clusterOptions)];
  return element("cib", { "validate-with": schema, admin_epoch: "0", epoch: "1", num_updates: "0" }, [
    element("configuration", {}, [
      element("crm_config", {}, options),
      element("nodes"),
      element("resources", {}, resources.map(renderResource)),
      element("constraints", {}, constraints.map(renderConstraint)),
    ]),
    element("status"),
  ]);
}
