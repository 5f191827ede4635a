import type { Deadline } from "../../system/deadline.ts";
import { type LeaseHost, ownLeaseId } from "./host.ts";
import { parseLeader } from "./leader.ts";
import { claimWord, type Geometry, indexWord } from "./place.ts";
import { readVolumeBy, sanlock } from "./program.ts";

/** Longer than any guest's name may be. */
const nobody = "no-guest-has-this-name";

/**
 * Gives back the lease on the index where sanlock has not. When two hosts want it at once, the loser may write the
 * record of which the other is the owner; that one then leaves the record as it is when it is done (rindex_create() of
 * 3.8.5), and every other host is refused as long as it lives. One more use by the owner makes it its own record:
 * deleting a name that is not there takes the lease and changes nothing.
 */
export async function settleIndex(host: LeaseHost, geometry: Geometry, deadline: Deadline): Promise<void> {
  const lease = claimWord(host.path, "rindex_lease", 2 * geometry.alignBytes);
  for (let tries = 0; tries < 5; tries++) {
    const said = await readVolumeBy(host, ["read_leader", "-r", lease], deadline.remainingMs());
    const answer = said.kind === "said" ? parseLeader(said.text) : said;
    if (answer.kind !== "leader") return;
    const { timestamp, ownerId, writerId } = answer.leader;
    if (timestamp === 0 || ownerId !== ownLeaseId(host) || writerId === ownerId) return;
    const args = ["client", "delete", "-x", indexWord(host.path, geometry), "-e", nobody];
    await sanlock(host, args, deadline.remainingMs());
  }
}
