import { formatPath } from "../cib-error.ts";
import { dialectEvidence } from "../dialect-evidence.ts";
import { descendants, type XmlElement } from "../element.ts";
import { place } from "../walk.ts";
import { upgradeCibRoot, upgradeConfiguration, upgradeSection } from "./document.ts";
import { assignIds } from "./ids.ts";
import type { Upgrading } from "./reading.ts";
import { type Note, startReport } from "./report.ts";
import { isNameable, survivingResources } from "./resource.ts";

export type Upgrade =
  | { readonly kind: "upgraded"; readonly output: XmlElement; readonly notes: readonly Note[] }
  /** Nothing was written, because the input is not what it must be. */
  | { readonly kind: "refused"; readonly reason: string };

/**
 * Turns a CIB of Heartbeat 2, one of its sections or one of its elements into Pacemaker's form. What cannot be
 * carried over, or is written in another way, is in the notes, in the order of the input. Throws nothing.
 */
export function upgradeCib(root: XmlElement): Upgrade {
  const reason = whyNot(root);
  if (reason !== undefined) return { kind: "refused", reason };
  const report = startReport();
  const hasConfiguration = root.name === "cib" || root.name === "configuration";
  const upgrading: Upgrading = {
    report,
    ids: assignIds(root, { surviving: survivingResources(root), isNameable }, report),
    hasResources: [...descendants(root)].some(({ name }) => name === "resources"),
    hasConfiguration,
    fencing: hasConfiguration ? isFencing(root) : undefined,
  };
  const at = place(root);
  const output =
    root.name === "cib"
      ? upgradeCibRoot(upgrading, at)
      : root.name === "configuration"
        ? upgradeConfiguration(upgrading, at)
        : upgradeSection(upgrading, at);
  const notes = report.notes.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
  if (output === undefined) {
    const why = notes.find(({ kind }) => kind === "lost")?.why ?? "it is empty";
    return { kind: "refused", reason: `nothing of it can be carried over: ${why}` };
  }
  return { kind: "upgraded", output, notes };
}

function isFencing(root: XmlElement): boolean {
  return [...descendants(root)].some(({ name, attributes }) => {
    const option = name === "nvpair" && /^stonith[-_]enabled$/.test(attributes["name"] ?? "");
    return option && /^(true|on|yes|y|1)$/i.test(attributes["value"] ?? "");
  });
}

const accepted = [
  ...["cib", "configuration", "crm_config", "cluster_property_set", "nodes", "node", "resources"],
  ...[
    "primitive",
    "group",
    "clone",
    "master_slave",
    "constraints",
    "rsc_order",
    "rsc_colocation",
    "rsc_location",
  ],
];

function whyNot(root: XmlElement): string | undefined {
  const { heartbeat2, pacemaker } = dialectEvidence(root);
  const where = (found: {
    readonly placed: { readonly element: XmlElement; readonly path: readonly string[] };
  }) =>
    found.placed.element.line === undefined
      ? formatPath(found.placed.path)
      : `line ${found.placed.element.line}`;
  if (heartbeat2 && pacemaker) {
    return (
      `it mixes two forms: ${heartbeat2.what} (${where(heartbeat2)}) is Heartbeat 2's and ${pacemaker.what} ` +
      `(${where(pacemaker)}) is Pacemaker's; no cluster loads both, so write all of it in one form first`
    );
  }
  if (pacemaker) return `it is in Pacemaker's form already: ${pacemaker.what} (${where(pacemaker)})`;
  if (accepted.includes(root.name)) return undefined;
  return `<${root.name}> is no CIB and no part of one that can be upgraded; there are ${accepted.join(", ")}`;
}
