import { refuseUnknown } from "./check-shape.ts";
import { type Path, step } from "./cib-error.ts";
import { controlCharacters, refuseCharacters } from "./element.ts";
import { checkResourceId } from "./id.ts";
import { type Primitive, type PrimitiveSpec, primitive } from "./primitive.ts";
import { type CloneOptions, cloneOptions } from "./resource-options.ts";

/** One resource that runs on many nodes at once. */
export type Clone = {
  readonly kind: "clone";
  readonly id: string;
  readonly description?: string | undefined;
  readonly options: CloneOptions;
  readonly primitive: Primitive;
};

/** What `clone` takes; a Clone is one too. */
export type CloneSpec = Pick<Clone, "id" | "description"> & {
  readonly kind?: "clone";
  readonly options?: CloneOptions | undefined;
  readonly primitive: PrimitiveSpec;
};

/** @throws CibError with the path to what is refused, e.g. `clone "a" > primitive "b" > op "monitor"` */
export function clone(spec: CloneSpec, around: Path = []): Clone {
  const path = [...around, step("clone", spec.id)];
  refuseUnknown(spec, ["kind", "id", "description", "options", "primitive"], path);
  checkResourceId(spec.id, path);
  if (spec.description !== undefined) refuseCharacters(spec.description, controlCharacters, path);
  return {
    ...spec,
    kind: "clone",
    options: cloneOptions(spec.options ?? {}, path),
    primitive: primitive(spec.primitive, path),
  };
}
