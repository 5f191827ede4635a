import { statSync } from "node:fs";
import type { Surroundings } from "./surroundings.ts";

/** Another one: the cluster file was changed. */
export function stampOf({ clusterFile }: Surroundings): string {
  const stat = statSync(clusterFile, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? "" : `${stat.dev} ${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`;
}
