import { whyClosed, whyPinned, whyUnwelcome } from "./problem.ts";
import { neededMiB, type RunningGuest, type Situation } from "./situation.ts";

/**
 * Why a guest is left, one clause: what is wrong with the guest itself, else with each host that it could have gone to.
 *
 * @param left room on each open host after the plan
 */
export function reasonFor(
  guest: RunningGuest,
  situation: Situation,
  left: ReadonlyMap<string, number>,
): string {
  if (guest.obstacle !== undefined) return guest.obstacle;
  const { peers } = situation;
  if (peers.length === 0) return `the cluster file has no other host than ${situation.here}`;
  const { pins } = guest;
  const closed = peers
    .filter(({ name }) => pins.length === 0 || pins.includes(name))
    .flatMap((peer) => whyClosed(peer, situation) ?? []);
  if (peers.every(({ sight }) => sight.kind === "seen" && sight.shuttingDown)) {
    return "every other host is going down too";
  }
  const open = peers.filter((peer) => whyClosed(peer, situation) === undefined);
  const unwelcome = open.map(({ name }) => whyUnwelcome(guest, name)).filter((why) => why !== undefined);
  const crowded = open.filter(({ name }) => whyUnwelcome(guest, name) === undefined);
  const need = neededMiB(guest);
  const rooms = crowded.map(
    ({ name }) => `${name} has ${Math.max(0, Math.floor(left.get(name) ?? 0))} MiB left for it`,
  );
  const lacks = rooms.length === 0 ? [] : [`it needs ${need} MiB, and ${rooms.join(", ")}`];
  const pinned = pins.length > 0 && rooms.length === 0 ? [whyPinned(pins)] : [];
  return [...new Set([...lacks, ...pinned, ...unwelcome, ...closed])].join("; ");
}

/** Whether a host that could take it, as far as is known, does not answer. */
export function waitsForAnswer(guest: RunningGuest, { peers, onlyTo }: Situation): boolean {
  return (
    guest.obstacle === undefined &&
    peers.some(
      ({ name, sight, migrationAddress }) =>
        sight.kind === "silent" &&
        migrationAddress !== undefined &&
        (onlyTo === undefined || onlyTo === name) &&
        whyUnwelcome(guest, name) === undefined,
    )
  );
}
