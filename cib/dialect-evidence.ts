import type { Dialect } from "../lib/cluster/dialect.ts";
import { childElements, type XmlElement } from "./element.ts";
import { type Placed, walk } from "./walk.ts";

/** Something that only one of the dialects has. */
export type Evidence = { readonly placed: Placed; readonly dialect: Dialect; readonly what: string };

/**
 * The first thing in the text that only Heartbeat 2 has, and the first that only Pacemaker has. Names of cluster
 * options prove nothing: 2.0.8 takes them with hyphens and with underscores. A status section proves nothing
 * either: it is the cluster's own.
 */
export function dialectEvidence(root: XmlElement): { readonly [D in Dialect]: Evidence | undefined } {
  const first: { [D in Dialect]: Evidence | undefined } = { heartbeat2: undefined, pacemaker: undefined };
  for (const placed of walk(root)) {
    if (placed.element.name === "status" || placed.ancestors.some(({ name }) => name === "status")) continue;
    for (const dialect of ["heartbeat2", "pacemaker"] as const) {
      const what = first[dialect] === undefined ? evidenceIn(placed.element, dialect) : undefined;
      if (what !== undefined) first[dialect] = { placed, dialect, what };
    }
  }
  return first;
}

function evidenceIn(element: XmlElement, dialect: Dialect): string | undefined {
  const { elements, attributes } = signs[dialect];
  if (elements.includes(element.name)) return `<${element.name}>`;
  if (
    dialect === "pacemaker" &&
    element.name === "meta_attributes" &&
    childElements(element, "nvpair").length > 0
  ) {
    return "values in <meta_attributes> without <attributes> around them";
  }
  const own = attributes[element.name]?.find((name) => element.attributes[name] !== undefined);
  return own === undefined ? undefined : `${own}="${element.attributes[own]}"`;
}

const resourceAttributes = ["is_managed", "restart_type", "multiple_active", "resource_stickiness"];
const cloneAttributes = [...resourceAttributes, "notify", "globally_unique", "ordered", "interleave"];

type Signs = {
  readonly elements: readonly string[];
  readonly attributes: { readonly [element: string]: readonly string[] | undefined };
};

const signs: { readonly [D in Dialect]: Signs } = {
  heartbeat2: {
    elements: ["attributes", "master_slave"],
    attributes: {
      cib: [
        "have_quorum",
        "dc_uuid",
        "ignore_dtd",
        "cib_feature_revision",
        "ccm_transition",
        "num_peers",
        "generated",
      ],
      primitive: resourceAttributes,
      group: [...resourceAttributes, "ordered", "collocated"],
      clone: cloneAttributes,
      op: ["start_delay", "on_fail", "prereq", "disabled"],
      rsc_order: ["from", "to", "to_action", "type"],
      rsc_colocation: ["from", "to", "from_role", "to_role", "node_attribute"],
      rule: ["boolean_op", "score_attribute"],
    },
  },
  pacemaker: {
    elements: [
      ...["rsc_defaults", "op_defaults", "master", "template", "bundle", "utilization", "resource_set"],
      ...["rsc_ticket", "fencing-topology", "acls", "tags", "alerts"],
    ],
    attributes: {
      cib: ["validate-with", "have-quorum", "dc-uuid"],
      op: ["start-delay", "on-fail", "enabled", "interval-origin", "record-pending"],
      rsc_order: ["first", "then", "first-action", "then-action", "kind"],
      rsc_colocation: ["rsc", "with-rsc", "rsc-role", "with-rsc-role", "node-attribute", "influence"],
      rsc_location: ["node", "score", "rsc-pattern", "role", "resource-discovery"],
      rule: ["boolean-op", "score-attribute"],
    },
  },
};
