import { refuseUnknown } from "./check-shape.ts";
import { CibError, step } from "./cib-error.ts";
import { type Clone, type CloneSpec, clone } from "./clone.ts";
import { type Constraint, constrained, constraint } from "./constraint.ts";
import { type Primitive, type PrimitiveSpec, primitive } from "./primitive.ts";
import { type ClusterOptions, clusterOptions } from "./property.ts";

export type Resource = Primitive | Clone;

/** All that we write into a cluster. Nodes and status are the cluster's own. */
export type Configuration = {
  readonly clusterOptions: ClusterOptions;
  readonly resources: readonly Resource[];
  readonly constraints: readonly Constraint[];
};

export type ConfigurationSpec = {
  readonly clusterOptions?: ClusterOptions | undefined;
  readonly resources?: readonly (
    | ({ readonly kind: "primitive" } & PrimitiveSpec)
    | ({ readonly kind: "clone" } & CloneSpec)
  )[];
  readonly constraints?: readonly Constraint[];
};

/** @throws CibError for an id that is there twice, a constraint on a resource that is not there, and all else refused */
export function configuration(spec: ConfigurationSpec): Configuration {
  refuseUnknown(spec, ["clusterOptions", "resources", "constraints"], ["configuration"]);
  const resources = (spec.resources ?? []).map((each) =>
    each.kind === "clone" ? clone(each, ["resources"]) : primitive(each, ["resources"]),
  );
  const constraints = (spec.constraints ?? []).map((each) => constraint(each, ["constraints"]));
  const ids = new Set<string>();
  const claim = (id: string, path: readonly string[]) => {
    if (ids.has(id)) throw new CibError(path, `the id "${id}" is there twice`);
    ids.add(id);
  };
  for (const resource of resources) {
    const path = ["resources", step(resource.kind, resource.id)];
    claim(resource.id, path);
    if (resource.kind === "clone") {
      claim(resource.primitive.id, [...path, step("primitive", resource.primitive.id)]);
    }
  }
  const resourceIds = new Set(ids);
  for (const each of constraints) {
    const path = ["constraints", step(each.kind, each.id)];
    claim(each.id, path);
    const missing = constrained(each).find((id) => !resourceIds.has(id));
    if (missing !== undefined) throw new CibError(path, `there is no resource "${missing}"`);
  }
  return { clusterOptions: clusterOptions(spec.clusterOptions ?? {}), resources, constraints };
}
