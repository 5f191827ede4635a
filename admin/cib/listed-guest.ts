/** What the cluster file on this host says of a guest. */
export type ListedGuest = {
  readonly config: string | undefined;
  readonly provider: string | undefined;
  /** Why there is no configuration: one sentence. */
  readonly reason: string;
};

/** A file that cannot be used is no error here: the resource can be printed without it. */
export async function listedGuest(name: string): Promise<ListedGuest> {
  const { clusterFile, readDescription } = await import("../../lib/cluster/description/read-description.ts");
  const { fileAccess } = await import("../../lib/cluster/description/file-access.ts");
  const read = await readDescription(fileAccess, clusterFile);
  if (read.kind !== "description") {
    const { sentence } = read.problems[0] ?? { sentence: `${clusterFile} cannot be used.` };
    return { config: undefined, provider: undefined, reason: sentence };
  }
  const { guests, provider } = read.description;
  return {
    config: guests.find((guest) => guest.name === name)?.config,
    provider,
    reason: `${clusterFile} does not list ${name}.`,
  };
}
