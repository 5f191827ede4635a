import { type LeaseHost, ownerName } from "./host.ts";
import { readSignsOfLife } from "./signs-of-life.ts";

/**
 * Why the lease volume does not bear out that a claim's owner is dead, as one clause; undefined: it does.
 * @param ownerId the number on the volume, which may be one that no node has any more
 */
export async function doubtOfDeath(
  host: LeaseHost,
  ownerId: number,
  timeoutMs: number,
): Promise<string | undefined> {
  const owner = ownerName(host, ownerId);
  const signs = await readSignsOfLife(
    { ...host, nodes: new Map([...host.nodes, [owner, ownerId]]) },
    timeoutMs,
  );
  const sign = signs.get(owner);
  if (sign === "dead") return undefined;
  return sign === "alive"
    ? `${owner} still writes its sign of life to ${host.path}: switch it off first`
    : `it is not known yet that ${owner} writes nothing to ${host.path} any more: this host must be joined and watch ` +
        "for about 140 s; try again then";
}
