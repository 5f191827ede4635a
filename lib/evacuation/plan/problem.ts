import { neededMiB, type Peer, type RunningGuest, type Situation } from "./situation.ts";

/** The packing problem in a situation: guests that can be moved, hosts that take them, by their indexes. */
export type Problem = {
  readonly jobs: readonly Job[];
  readonly bins: readonly Bin[];
};

export type Job = {
  readonly guest: RunningGuest;
  readonly need: number;
  /** Never empty; each bin once. */
  readonly options: readonly Option[];
  /** The same by bin; undefined: it may not go there. */
  readonly optionByBin: readonly (Option | undefined)[];
};

export type Option = { readonly bin: number; readonly seconds: number };

export type Bin = {
  readonly name: string;
  /** MiB for guests; may be negative. */
  readonly room: number;
  /** For each move that may go there at a time: seconds until it can begin. */
  readonly slots: readonly number[];
};

/** Guests that no host may take, whatever its room, are not part of it. */
export function problemOf(situation: Situation): Problem {
  const { peers, guests, concurrency, dom0ReserveMiB } = situation;
  const open = peers.filter((peer) => whyClosed(peer, situation) === undefined);
  const bins = open.map(({ name, sight, underWaySeconds }): Bin => {
    const room = sight.kind === "seen" ? sight.freeMiB - sight.arrivingMiB - dom0ReserveMiB : 0;
    return { name, room, slots: slotsOf(concurrency, underWaySeconds) };
  });
  const jobs = guests.flatMap((guest): Job[] => {
    if (guest.obstacle !== undefined) return [];
    const options = open.flatMap(({ name, pace }, bin): Option[] => {
      if (whyUnwelcome(guest, name) !== undefined) return [];
      return [{ bin, seconds: pace.secondsBesides + pace.secondsPerMiB * guest.memoryMiB }];
    });
    if (options.length === 0) return [];
    const optionByBin = open.map((_, bin) => options.find((option) => option.bin === bin));
    return [{ guest, need: neededMiB(guest), options, optionByBin }];
  });
  return { jobs, bins };
}

/** Why a peer takes no guest of this host, one clause; undefined: it does. */
export function whyClosed(peer: Peer, { onlyTo }: Pick<Situation, "onlyTo">): string | undefined {
  const { name, sight, migrationAddress } = peer;
  if (onlyTo !== undefined && name !== onlyTo) return `everything was to go to ${onlyTo}`;
  if (sight.kind === "silent") return `${name} does not answer (${sight.reason})`;
  if (sight.shuttingDown) return `${name} is going down itself`;
  if (sight.closed !== undefined) return sight.closed;
  return migrationAddress === undefined ? `the cluster file has no migration address of ${name}` : undefined;
}

/** Why a guest may not go to a peer, however much room it has; one clause. */
export function whyUnwelcome({ pins, refusedBy }: RunningGuest, peer: string): string | undefined {
  if (pins.length > 0 && !pins.includes(peer)) return whyPinned(pins);
  return refusedBy?.get(peer);
}

export function whyPinned(pins: readonly string[]): string {
  return `it is pinned to ${pins.join(" and ")}`;
}

/** One slot for each move at a time; those in use are free when their move is likely to have ended. */
function slotsOf(concurrency: number, underWaySeconds: readonly number[]): readonly number[] {
  const busy = underWaySeconds.toSorted((one, other) => one - other);
  const free = Math.max(0, concurrency - busy.length);
  return [...Array<number>(free).fill(0), ...busy.slice(-Math.max(1, concurrency - free))].slice(
    0,
    concurrency,
  );
}
