import { CibError, type Path, step } from "../cib-error.ts";
import type { Configuration, Resource } from "../configuration.ts";
import type { Constraint } from "../constraint.ts";
import { formatDuration } from "../duration.ts";
import { descendants, element, type XmlElement } from "../element.ts";
import { nvpair } from "../nvpair.ts";
import type { Operation } from "../operation.ts";
import type { Primitive } from "../primitive.ts";
import { type ClusterOptions, clusterOptionNames, setOptions } from "../property.ts";
import type { CloneOptions } from "../resource-options.ts";
import { refuseDuplicateIds } from "../unique-ids.ts";
import type { Renderer } from "./renderer.ts";

/**
 * Heartbeat 2.0.8 to 2.1.x: options as XML attributes with underscores, values in <attributes>, other options among
 * the instance attributes. Every element is valid by the crm.dtd of 2.0.8.
 */
export const heartbeat2: Renderer = {
  dialect: "heartbeat2",
  resource: (resource) => checked(renderResource(resource)),
  constraint: (constraint) => checked(renderConstraint(constraint)),
  clusterOptions: (options) => checked(renderClusterOptions(options)),
  cib: (configuration) => checked(renderCib(configuration)),
};

function renderResource(resource: Resource): XmlElement {
  if (resource.kind === "primitive") return renderPrimitive(resource, []);
  const { id, description, options } = resource;
  const path = [step("clone", id)];
  const { notify, globallyUnique, ordered, interleave } = options;
  return element(
    "clone",
    {
      id,
      description,
      ...commonAttributes(options, path),
      notify: text(notify),
      globally_unique: text(globallyUnique),
      ordered: text(ordered),
      interleave: text(interleave),
    },
    [
      ...instanceAttributes(id, {
        clone_max: text(options.cloneMax),
        clone_node_max: text(options.cloneNodeMax),
        target_role: options.targetRole,
      }),
      renderPrimitive(resource.primitive, path),
    ],
  );
}

function renderPrimitive(primitive: Primitive, around: Path): XmlElement {
  const { id, type, provider, description, options, operations, parameters } = primitive;
  const path = [...around, step("primitive", id)];
  return element(
    "primitive",
    { id, class: "ocf", type, provider, description, ...commonAttributes(options, path) },
    [
      ...(operations.length === 0
        ? []
        : [
            element(
              "operations",
              {},
              operations.map((each) => renderOp(id, each)),
            ),
          ]),
      ...instanceAttributes(id, { target_role: options.targetRole, ...parameters }),
    ],
  );
}

function commonAttributes(options: CloneOptions, path: Path) {
  if (options.failureTimeoutMs !== undefined) {
    throw new CibError(
      path,
      "Heartbeat 2 never forgets a failure by itself: it has no word for failureTimeoutMs",
    );
  }
  return {
    is_managed: text(options.managed),
    multiple_active: options.multipleActive?.replace("-", "_"),
    resource_stickiness: text(options.stickiness),
  };
}

function renderOp(owner: string, operation: Operation): XmlElement {
  const { name, intervalMs, timeoutMs, startDelayMs, enabled, role, onFail } = operation;
  return element("op", {
    id: intervalMs ? `${owner}-${name}-${formatDuration(intervalMs)}` : `${owner}-${name}`,
    name,
    interval: intervalMs ? formatDuration(intervalMs) : undefined,
    timeout: timeoutMs === undefined ? undefined : formatDuration(timeoutMs),
    start_delay: startDelayMs === undefined ? undefined : formatDuration(startDelayMs),
    disabled: enabled === undefined ? undefined : String(!enabled),
    role,
    on_fail: onFail,
  });
}

/** Ids as in the article: the set has its owner's id, the values have a number behind it. */
function instanceAttributes(owner: string, values: { readonly [name: string]: string | undefined }) {
  const pairs = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value }],
  );
  if (pairs.length === 0) return [];
  const nvpairs = pairs.map(({ name, value }, index) =>
    nvpair(`${owner}-${String(index + 1).padStart(2, "0")}`, name, value),
  );
  return [element("instance_attributes", { id: owner }, [element("attributes", {}, nvpairs)])];
}

function renderClusterOptions(options: ClusterOptions): XmlElement {
  // The ids that crm_attribute makes: a later `crm_attribute -n no-quorum-policy -v …` changes ours.
  const id = "cib-bootstrap-options";
  const nvpairs = setOptions(options).map(([key, value]) =>
    nvpair(`${id}-${clusterOptionNames[key]}`, clusterOptionNames[key], value),
  );
  return element("cluster_property_set", { id }, [element("attributes", {}, nvpairs)]);
}

function renderConstraint(constraint: Constraint): XmlElement {
  const { id } = constraint;
  switch (constraint.kind) {
    case "order":
      // A score above 0 binds `from` to `to`; 0, the default, only puts them in order (2.0.8's policy engine).
      return element("rsc_order", {
        id,
        from: constraint.first,
        type: "before",
        to: constraint.next,
        score: constraint.mandatory ? "INFINITY" : "0",
      });
    case "colocation":
      return element("rsc_colocation", {
        id,
        from: constraint.resource,
        to: constraint.with,
        score: String(constraint.score),
      });
    case "location": {
      const expression = {
        id: `${id}-expression`,
        attribute: "#uname",
        operation: "eq",
        value: constraint.node,
      };
      const rule = element("rule", { id: `${id}-rule`, score: String(constraint.score) }, [
        element("expression", expression),
      ]);
      return element("rsc_location", { id, rsc: constraint.resource }, [rule]);
    }
  }
}

function renderCib(configuration: Configuration): XmlElement {
  const { clusterOptions, resources, constraints } = configuration;
  const options = setOptions(clusterOptions).length === 0 ? [] : [renderClusterOptions(clusterOptions)];
  return element("cib", { admin_epoch: "0", epoch: "1", num_updates: "0" }, [
    element("configuration", {}, [
      element("crm_config", {}, options),
      element("nodes"),
      element("resources", {}, resources.map(renderResource)),
      element("constraints", {}, constraints.map(renderConstraint)),
    ]),
    element("status"),
  ]);
}

/** Heartbeat 2.0.8 reads XML with its own code, which takes every value as it stands: `&amp;` stays `&amp;`. */
function checked(root: XmlElement): XmlElement {
  for (const { name, attributes } of descendants(root)) {
    for (const [key, value] of Object.entries(attributes)) {
      if (!/[&<>"'\\]/.test(value)) continue;
      throw new CibError(
        [step(name, attributes["id"]), key],
        `Heartbeat 2 cannot read & < > " ' or \\ in a value: ${value}`,
      );
    }
  }
  return refuseDuplicateIds(root, "element-name");
}

function text(value: boolean | number | string | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
