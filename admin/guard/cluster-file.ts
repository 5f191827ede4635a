import type { ClusterDescription, HostDescription } from "../../lib/cluster/description/description.ts";
import { AdminError, adminExit } from "../terminal.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * The cluster file, which must know this host.
 *
 * @throws AdminError with every problem of the file, one on a line
 */
export async function readClusterFile(surroundings: Surroundings): Promise<ClusterDescription> {
  const description = await readAnyClusterFile(surroundings);
  const { hostName } = surroundings.machine;
  if (description.nodes.some(({ name }) => name === hostName)) return description;
  const known = description.nodes.map(({ name }) => name).join(", ");
  throw new AdminError(
    adminExit.refused,
    `${surroundings.clusterFile} has no node ${hostName}, which is this host's name by "uname -n"; it has ${known}.`,
  );
}

/** Where the cluster file is, and how it is read. */
export type ClusterFileAt = Pick<Surroundings, "fileAccess" | "clusterFile">;

/**
 * The cluster file, also on a host that it does not know. Its reader is loaded only now.
 *
 * @throws AdminError with every problem of the file, one on a line
 */
export async function readAnyClusterFile(at: ClusterFileAt): Promise<HostDescription> {
  const read = await readClusterFileIfAny(at);
  if (read.kind === "description") return read.description;
  throw new AdminError(adminExit.refused, read.reason);
}

/**
 * The same where a command can do without it: "absent" as on a host that is not set up yet. One that cannot be used is not absent.
 *
 * @throws AdminError with every problem of the file, one on a line
 */
export async function readClusterFileIfAny({
  fileAccess,
  clusterFile,
}: ClusterFileAt): Promise<
  | { readonly kind: "description"; readonly description: HostDescription }
  | { readonly kind: "absent"; readonly reason: string }
> {
  const { readDescription } = await import("../../lib/cluster/description/read-description.ts");
  const { describeProblems } = await import("../../lib/cluster/description/problem.ts");
  const read = await readDescription(await fileAccess(), clusterFile);
  if (read.kind === "description") return read;
  const reason = describeProblems(clusterFile, read.problems);
  if (read.kind === "absent") return { kind: "absent", reason };
  throw new AdminError(adminExit.usage, reason);
}

/** Whether there is no cluster file at all, as on a host that is not set up yet. One that cannot be used is not absent. */
export async function isClusterFileAbsent({ fileAccess, clusterFile }: ClusterFileAt): Promise<boolean> {
  const { readDescription } = await import("../../lib/cluster/description/read-description.ts");
  return (await readDescription(await fileAccess(), clusterFile)).kind === "absent";
}
