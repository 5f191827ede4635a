import type { Dialect } from "../../lib/cluster/dialect.ts";
import type { Configuration, Resource } from "../configuration.ts";
import type { Constraint } from "../constraint.ts";
import type { XmlElement } from "../element.ts";
import type { ClusterOptions } from "../property.ts";

/** Writes the model in one dialect. All of it throws CibError for what the dialect cannot say. */
export type Renderer = {
  readonly dialect: Dialect;
  /** For `cibadmin -o resources`. */
  readonly resource: (resource: Resource) => XmlElement;
  /** For `cibadmin -o constraints`. */
  readonly constraint: (constraint: Constraint) => XmlElement;
  /** A cluster_property_set, for `cibadmin -o crm_config`. */
  readonly clusterOptions: (options: ClusterOptions) => XmlElement;
  /** A whole CIB without nodes and status, for validators and for a first CIB. */
  readonly cib: (configuration: Configuration) => XmlElement;
};
