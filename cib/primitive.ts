import { refuseUnknown } from "./check-shape.ts";
import { CibError, type Path, step } from "./cib-error.ts";
import { controlCharacters, refuseCharacters } from "./element.ts";
import { checkResourceId } from "./id.ts";
import { checkParameters, type Parameters } from "./nvpair.ts";
import { type Operation, operations } from "./operation.ts";
import { type ResourceOptions, resourceOptions } from "./resource-options.ts";

/** One resource that an OCF agent runs: /usr/lib/ocf/resource.d/<provider>/<type>. */
export type Primitive = {
  readonly kind: "primitive";
  readonly id: string;
  readonly provider: string;
  readonly type: string;
  readonly description?: string | undefined;
  readonly options: ResourceOptions;
  readonly parameters: Parameters;
  readonly operations: readonly Operation[];
};

/** What `primitive` takes; a Primitive is one too. */
export type PrimitiveSpec = Pick<Primitive, "id" | "provider" | "type" | "description"> & {
  readonly kind?: "primitive";
  readonly options?: ResourceOptions | undefined;
  readonly parameters?: Parameters | undefined;
  readonly operations?: readonly Operation[] | undefined;
};

const known = ["kind", "id", "provider", "type", "description", "options", "parameters", "operations"];

/**
 * @param around path of the clone around it
 * @throws CibError with the path to what is refused
 */
export function primitive(spec: PrimitiveSpec, around: Path = []): Primitive {
  const path = [...around, step("primitive", spec.id)];
  refuseUnknown(spec, known, path);
  checkResourceId(spec.id, path);
  checkFileName("provider", spec.provider, path);
  checkFileName("type", spec.type, path);
  if (spec.description !== undefined) refuseCharacters(spec.description, controlCharacters, path);
  return {
    ...spec,
    kind: "primitive",
    options: resourceOptions(spec.options ?? {}, path),
    parameters: checkParameters({ ...spec.parameters }, path),
    operations: operations(spec.operations ?? [], path),
  };
}

/** Provider and type are names of a folder and a file. */
function checkFileName(name: string, value: unknown, path: Path): void {
  if (typeof value !== "string" || !/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(value)) {
    throw new CibError(path, `the ${name} "${value}" is not allowed; take letters, digits and _ . -`);
  }
}
