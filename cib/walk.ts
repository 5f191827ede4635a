import { type Path, step } from "./cib-error.ts";
import { childElements, type XmlElement } from "./element.ts";

/** An element together with where it stands. */
export type Placed = {
  readonly element: XmlElement;
  /** From the outermost element to this one. */
  readonly path: Path;
  /** From the outermost element to the parent. */
  readonly ancestors: readonly XmlElement[];
};

/** Every element in document order. */
export function* walk(root: XmlElement): Generator<Placed> {
  yield* from(place(root));
}

function* from(placed: Placed): Generator<Placed> {
  yield placed;
  for (const child of childElements(placed.element)) yield* from(place(child, placed));
}

/** Where an element stands below its parent. Paths leave out what every CIB has around its parts. */
export function place(element: XmlElement, parent?: Placed): Placed {
  const own = scaffolding.has(element.name) ? [] : [step(element.name, element.attributes["id"])];
  return {
    element,
    path: [...(parent?.path ?? []), ...own],
    ancestors: parent ? [...parent.ancestors, parent.element] : [],
  };
}

const scaffolding = new Set(["cib", "configuration", "resources", "constraints", "attributes", "operations"]);
