import { type ClusterFileAt, readClusterFileIfAny } from "../guard/cluster-file.ts";

/** What the cluster file on this host says of a guest. */
export type ListedGuest = {
  readonly config: string | undefined;
  readonly provider: string | undefined;
  /** Why it says nothing, whole sentences: there is no file, which `isAbsent` says, or it does not list the guest. */
  readonly reason?: string;
  readonly isAbsent?: true;
};

/**
 * A host without a cluster file is no error here: the resource can be printed without it.
 *
 * @throws AdminError with every problem of a file that cannot be used
 */
export async function listedGuest(at: ClusterFileAt, name: string): Promise<ListedGuest> {
  const read = await readClusterFileIfAny(at);
  if (read.kind === "absent") {
    return { config: undefined, provider: undefined, reason: read.reason, isAbsent: true };
  }
  const { guests, provider } = read.description;
  const guest = guests.find((each) => each.name === name);
  if (guest !== undefined) return { config: guest.config, provider };
  const reason = `${at.clusterFile} does not list ${name}: add it there on every host, or correct the name.`;
  return { config: undefined, provider, reason };
}
