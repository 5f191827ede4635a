import type { XmlElement } from "../element.ts";
import { idPattern } from "../id.ts";
import { type Placed, walk } from "../walk.ts";
import type { Report } from "./report.ts";

/**
 * Gives every element an id that Pacemaker takes. Heartbeat 2's ids are any text, unique among elements of one
 * name; Pacemaker's are XML IDs, unique in the document. Resources and constraints choose first, because people
 * and constraints call them by name; the rest follows in document order. So equal input gives equal ids.
 */
export type Ids = {
  /** The id of a resource or constraint. */
  readonly named: (at: Placed) => string;
  /** The id of anything else: its own where Pacemaker takes it, else `fallback` with a number if need be. */
  readonly claim: (at: Placed, fallback: string) => string;
  /** An id for an element that the input does not have. */
  readonly fresh: (fallback: string) => string;
  /** What a constraint's reference to a resource is now called. */
  readonly reference: (id: string) => string;
  /** Whether the output will have a resource that the input calls so and that a constraint may name. */
  readonly defines: (id: string) => boolean;
};

/** What is known of the input's resources. */
export type Resources = {
  readonly surviving: ReadonlySet<XmlElement>;
  readonly isNameable: (at: Placed) => boolean;
};

export function assignIds(root: XmlElement, resources: Resources, report: Report): Ids {
  const taken = new Set<string>();
  const wanted = new Set<string>();
  const given = new Map<XmlElement, string>();
  const renamedResources = new Map<string, string>();
  const nameable = new Set<string>();

  const free = (fallback: string): string => {
    const base = legal(fallback);
    for (let n = 1; ; n++) {
      const id = n === 1 ? base : `${base}-${n}`;
      if (!taken.has(id) && !wanted.has(id)) return id;
    }
  };
  const take = (at: Placed, fallback: string): string => {
    const own = at.element.attributes["id"];
    const keeps = own !== undefined && idPattern.test(own) && !taken.has(own);
    const id = keeps ? own : free(fallback);
    taken.add(id);
    if (own !== undefined && own !== id) report.renamed(at, own, id, whyRenamed(own));
    return id;
  };

  const placed = [...walk(root)].filter(({ element, ancestors }) => !inStatus(element, ancestors));
  for (const { element } of placed)
    if (element.attributes["id"] !== undefined) wanted.add(element.attributes["id"]);
  for (const names of [resourceNames, constraintNames]) {
    for (const at of placed.filter(({ element }) => names.includes(element.name))) {
      if (names === resourceNames && !resources.surviving.has(at.element)) continue;
      const own = at.element.attributes["id"] ?? at.element.name;
      const id = take(at, own);
      given.set(at.element, id);
      if (names !== resourceNames) continue;
      if (!renamedResources.has(own)) renamedResources.set(own, id);
      if (renamedResources.get(own) === id && resources.isNameable(at)) nameable.add(own);
    }
  }
  return {
    named: (at) => given.get(at.element) ?? take(at, at.element.name),
    claim: take,
    fresh: (fallback) => {
      const id = free(fallback);
      taken.add(id);
      return id;
    },
    reference: (id) => renamedResources.get(id) ?? legal(id),
    defines: (id) => nameable.has(id),
  };
}

export const resourceNames: readonly string[] = ["primitive", "group", "clone", "master_slave"];
export const constraintNames: readonly string[] = ["rsc_order", "rsc_colocation", "rsc_location"];

function whyRenamed(own: string): string {
  return idPattern.test(own)
    ? "Pacemaker's ids are unique in the whole document, and this one is taken"
    : "Pacemaker's ids have letters, digits and _ . - only, with a letter or _ first";
}

function legal(text: string): string {
  const replaced = text.replace(/[^A-Za-z0-9_.-]/g, "-");
  return idPattern.test(replaced) ? replaced : `_${replaced}`;
}

function inStatus(element: XmlElement, ancestors: readonly XmlElement[]): boolean {
  return (
    element.name === "status" || element.name === "node" || ancestors.some(({ name }) => name === "status")
  );
}
