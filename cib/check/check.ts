import type { XmlElement } from "../element.ts";
import { checkClusterOptions } from "./cluster.ts";
import { checkConstraints } from "./constraints.ts";
import { checkDocument } from "./document.ts";
import { checkEvms } from "./evms.ts";
import type { Finding } from "./finding.ts";
import { checkGuests } from "./guests.ts";
import { type Survey, survey } from "./survey.ts";

export type CheckReport =
  | {
      readonly kind: "checked";
      readonly dialect: Survey["dialect"];
      /** In the order of the document. */
      readonly findings: readonly Finding[];
      readonly lookedAt: LookedAt;
    }
  | { readonly kind: "refused"; readonly reason: string };

export type LookedAt = {
  readonly resources: number;
  readonly guests: number;
  readonly evms: number;
  readonly constraints: number;
  /** Whether there are cluster options to judge. */
  readonly clusterOptions: boolean;
};

/**
 * Looks for what would break "guests are started, stopped and moved by hand only", in a CIB or a part of one, in
 * either dialect. A part is judged by what it holds. Throws nothing.
 */
export function checkCib(root: XmlElement): CheckReport {
  if (!roots.includes(root.name)) {
    return { kind: "refused", reason: `<${root.name}> is no CIB and no part of one that can be checked` };
  }
  const surveyed = survey(root);
  const findings = [
    ...checkDocument(surveyed),
    ...checkClusterOptions(surveyed),
    ...checkGuests(surveyed),
    ...checkEvms(surveyed),
    ...checkConstraints(surveyed),
  ];
  const has = (name: string) => surveyed.elements.some(({ element }) => element.name === name);
  return {
    kind: "checked",
    dialect: surveyed.dialect,
    findings: findings.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)),
    lookedAt: {
      resources: surveyed.primitives.length,
      guests: surveyed.guests.length,
      evms: surveyed.evms.length,
      constraints: surveyed.constraints.length,
      clusterOptions: has("crm_config") || has("cluster_property_set"),
    },
  };
}

const roots = [
  ...[
    "cib",
    "configuration",
    "crm_config",
    "cluster_property_set",
    "rsc_defaults",
    "op_defaults",
    "nodes",
    "resources",
  ],
  ...["primitive", "template", "group", "clone", "master", "master_slave", "bundle", "constraints"],
  ...["rsc_order", "rsc_colocation", "rsc_location", "rsc_ticket", "tags"],
];
