import type { Clock } from "../../system/clock.ts";
import type { RunCommand } from "../../system/command.ts";
import type { Dialect } from "../dialect.ts";
import { mendPictures } from "./mend-pictures.ts";
import type { Watched } from "./watchers.ts";

export type Arrived = {
  readonly run: RunCommand;
  readonly clock: Clock;
  readonly dialect: Dialect;
  readonly guests: readonly Watched[];
  readonly here: string;
  /** All of the cluster. */
  readonly hosts: readonly string[];
  /** Whether a guest may be here still. */
  readonly isHere: (guest: Watched) => Promise<boolean>;
};

/** A guest, by its name, that is not shown where it is. */
export type NotShown = {
  readonly guest: string;
  /** One clause. */
  readonly problem: string;
};

/**
 * Before each look. In the first a source that lives has had the cluster manager look anew itself; in the others a cluster that
 * has just lost its source finds itself again, or gets to the guest: after many have moved it is busy for a minute.
 */
const pausesMs = [5_000, 10_000, 20_000, 40_000];

/** So long it may be at it, once it was told. */
const busyMs = 30_000;

/**
 * Sees to it that the cluster manager shows guests where they have just come to. Their source does so too, as the last thing in a
 * migration, but not when it dies before that, nor when it goes down.
 *
 * @returns those that are not shown here; not those that are here no more
 */
export async function untilShown(arrived: Arrived): Promise<readonly NotShown[]> {
  const { run, clock, dialect, here, hosts, isHere } = arrived;
  let notShown: readonly NotShown[] = [];
  const toldMs = new Map<string, number>();
  const isBusyWith = (name: string) =>
    clock.nowMs() - (toldMs.get(name) ?? Number.NEGATIVE_INFINITY) < busyMs;
  let guests = arrived.guests;
  for (const pauseMs of pausesMs) {
    await clock.sleep(pauseMs);
    const areHere = await Promise.all(guests.map(isHere));
    const placed = guests
      .filter((_, index) => areHere[index])
      .map((guest) => ({ guest, on: [here], justTold: isBusyWith(guest.name) }));
    if (placed.length === 0) return [];
    const old = await mendPictures(run, dialect, placed, hosts);
    if (old.length === 0) return [];
    for (const { guest, told } of old) if (told) toldMs.set(guest, clock.nowMs());
    notShown = old.map(({ guest, problems: [problem] }) => ({
      guest,
      problem: problem ?? `it was told to look, and did not show it on ${here}`,
    }));
    guests = guests.filter(({ name }) => notShown.some(({ guest }) => guest === name));
  }
  return notShown;
}
