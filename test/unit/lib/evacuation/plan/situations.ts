import fc from "fast-check";
import {
  neededMiB,
  type Peer,
  type Plan,
  type RunningGuest,
  type Situation,
} from "../../../../../lib/evacuation/plan/situation.ts";

export const pace = { secondsPerMiB: 0.01, secondsBesides: 5 };

export function guest(name: string, memoryMiB: number, more: Partial<RunningGuest> = {}): RunningGuest {
  return { name, memoryMiB, vcpus: 1, priority: 0, pins: [], ...more };
}

/** `room`: what it has for guests, of 1 processor, beside the reserve. */
export function peer(name: string, freeMiB: number, more: Partial<Peer> = {}): Peer {
  const sight = { kind: "seen", freeMiB, arrivingMiB: 0, closed: undefined, shuttingDown: false } as const;
  return { name, migrationAddress: "192.168.20.9", sight, pace, underWaySeconds: [], ...more };
}

export function situation(
  guests: readonly RunningGuest[],
  peers: readonly Peer[],
  more: Partial<Situation> = {},
): Situation {
  return { here: "host1", guests, peers, concurrency: 2, dom0ReserveMiB: 0, ...more };
}

const sizes = fc.oneof(fc.constantFrom(128, 256, 512, 1024), fc.integer({ min: 1, max: 2000 }));

const hostNames = ["host2", "host3", "host4", "host5"] as const;

/** Few guests and hosts, with room, pins, paces and hosts that take nobody as it comes. */
export function anySituation(mostGuests: number, mostPeers: number): fc.Arbitrary<Situation> {
  const names = hostNames.slice(0, mostPeers);
  const guests = fc
    .array(
      fc.record({
        memoryMiB: sizes,
        vcpus: fc.integer({ min: 1, max: 4 }),
        priority: fc.constantFrom(0, 0, 10, 100),
        pins: fc.oneof(fc.constant([]), fc.subarray([...names])),
      }),
      { maxLength: mostGuests },
    )
    .map((all) => all.map((each, index) => ({ name: `vm${index}`, ...each })));
  const peers = fc.tuple(...names.map(anyPeer)).chain((all) => fc.subarray(all));
  return fc.record({
    here: fc.constant("host1"),
    guests,
    peers,
    concurrency: fc.constantFrom(1, 2, 2),
    dom0ReserveMiB: fc.constantFrom(0, 256),
  });
}

function anyPeer(name: string): fc.Arbitrary<Peer> {
  const seen = fc.record({
    kind: fc.constant("seen" as const),
    freeMiB: fc.oneof(fc.integer({ min: 0, max: 3000 }), fc.constant(100_000)),
    arrivingMiB: fc.constantFrom(0, 0, 500),
    closed: fc.constantFrom(undefined, undefined, undefined, "it is in maintenance"),
    shuttingDown: fc.constantFrom(false, false, false, false, true),
  });
  return fc.record({
    name: fc.constant(name),
    migrationAddress: fc.constant("192.168.20.9"),
    sight: fc.oneof(
      { weight: 9, arbitrary: seen },
      fc.constant({ kind: "silent" as const, reason: "it is off" }),
    ),
    pace: fc.record({
      secondsPerMiB: fc.constantFrom(0.01, 0.01, 0.02, 0.05),
      secondsBesides: fc.constantFrom(0, 5),
    }),
    underWaySeconds: fc.constantFrom([], [], [7], [30, 4]),
  });
}

export type Optimum = { readonly moved: number; readonly seconds: number };

/** By looking at everything, with none of the planner's own means. */
export function bruteForce({ guests, peers, concurrency, dom0ReserveMiB }: Situation): Optimum {
  const hosts = peers.flatMap(({ name, sight, pace: its, underWaySeconds }) => {
    if (sight.kind === "silent" || sight.closed !== undefined || sight.shuttingDown) return [];
    const busy = [...underWaySeconds].sort((one, other) => one - other);
    const slots = Array.from(
      { length: concurrency },
      (_, slot) => busy[busy.length - concurrency + slot] ?? 0,
    );
    return [{ name, room: sight.freeMiB - sight.arrivingMiB - dom0ReserveMiB, its, slots }];
  });
  let best: Optimum = { moved: 0, seconds: 0 };
  const visit = (index: number, moved: number, ends: number): void => {
    const next = guests[index];
    if (next === undefined) {
      if (moved > best.moved || (moved === best.moved && ends < best.seconds))
        best = { moved, seconds: ends };
      return;
    }
    visit(index + 1, moved, ends);
    if (next.obstacle !== undefined) return;
    for (const host of hosts) {
      if (next.pins.length > 0 && !next.pins.includes(host.name)) continue;
      if (host.room < neededMiB(next)) continue;
      const seconds = host.its.secondsBesides + host.its.secondsPerMiB * next.memoryMiB;
      for (const [slot, load] of host.slots.entries()) {
        host.slots[slot] = load + seconds;
        host.room -= neededMiB(next);
        visit(index + 1, moved + 1, Math.max(ends, load + seconds));
        host.room += neededMiB(next);
        host.slots[slot] = load;
      }
    }
  };
  visit(0, 0, 0);
  return best;
}

/** When the last move ends if each begins as the plan says, no sooner than a place is free: carried out, not computed. */
export function carriedOut({ moves }: Plan, { peers, concurrency }: Situation): number {
  const free = new Map(
    peers.map(({ name, underWaySeconds }) => {
      const busy = [...underWaySeconds].sort((one, other) => one - other);
      return [
        name,
        Array.from({ length: concurrency }, (_, slot) => busy[busy.length - concurrency + slot] ?? 0),
      ];
    }),
  );
  return moves.reduce((last, { to, seconds }) => {
    const slots = free.get(to) ?? [];
    const slot = slots.indexOf(Math.min(...slots));
    slots[slot] = (slots[slot] ?? 0) + seconds;
    return Math.max(last, slots[slot] ?? 0);
  }, 0);
}
