import { CibError } from "./cib-error.ts";
import type { XmlElement } from "./element.ts";
import { type Placed, walk } from "./walk.ts";

/** Pacemaker's ids are unique in the document; Heartbeat 2's among elements of one name. */
export type IdScope = "document" | "element-name";

export type DuplicateId = { readonly first: Placed; readonly again: Placed };

export function duplicateIds(root: XmlElement, scope: IdScope): readonly DuplicateId[] {
  const seen = new Map<string, Placed>();
  const found: DuplicateId[] = [];
  for (const placed of walk(root)) {
    const id = placed.element.attributes["id"];
    if (id === undefined || isReference(placed)) continue;
    const key = scope === "document" ? id : `${placed.element.name} ${id}`;
    const first = seen.get(key);
    if (first) found.push({ first, again: placed });
    else seen.set(key, placed);
  }
  return found;
}

/** @throws CibError with the path to the second of two elements with one id */
export function refuseDuplicateIds(root: XmlElement, scope: IdScope): XmlElement {
  const [duplicate] = duplicateIds(root, scope);
  if (duplicate) {
    throw new CibError(
      duplicate.again.path,
      `the id "${duplicate.again.element.attributes["id"]}" is there twice; the first is ${duplicate.first.path.join(" > ")}`,
    );
  }
  return root;
}

/** Ids that name something else, or that are no XML IDs in Pacemaker's schema (nodes, and the whole status). */
function isReference({ element, ancestors }: Placed): boolean {
  const names = ["node", "node_state", "resource_ref", "obj_ref", "role", "lrm", "status"];
  return (
    names.includes(element.name) || ancestors.some(({ name }) => name === "status" || name === "node_state")
  );
}
