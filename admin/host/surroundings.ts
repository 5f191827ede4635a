import type { Surroundings } from "../guard/surroundings.ts";

/** Of what the guard's commands find around them, what these need. */
export type HostSurroundings = Pick<Surroundings, "clusterFile" | "fileAccess"> & {
  readonly machine: Pick<Surroundings["machine"], "hostName" | "run">;
};
