import { expect } from "vitest";
import {
  type EvacuationRecord,
  evacuationRecord,
  type MoveRecord,
} from "../../../lib/evacuation/record/record.ts";
import type { GuestLab } from "../../support/guests/guest-lab.ts";
import type { GuestHost } from "../../support/guests/host.ts";
import { furnishXendomains, xendomainsStop } from "../../support/guests/xendomains.ts";
import { hostOf } from "./sound.ts";
import type { UseOptions } from "./use-guest-lab.ts";

/** Tests in which a host is emptied mostly wait, and a busy machine makes them wait longer. */
export const unhurried = { timeout: 300_000 };

export const threeHosts: UseOptions = { hosts: 3, guests: ["nfs1", "web1"] };

export type Emptied = {
  readonly exitCode: number;
  /** Both streams. */
  readonly said: string;
  readonly seconds: number;
  readonly record: EvacuationRecord;
};

/** Debian's own `xendomains stop` on a host, and what is on record of it there afterwards. */
export async function emptied(host: GuestHost): Promise<Emptied> {
  const { exitCode, stdout, seconds } = await xendomainsStop(host);
  const latest = 'cd /var/lib/xensan/evacuations && cat "$(ls | tail -n 1)"';
  const read = await host.run("sh", ["-c", latest]);
  expect(read, stdout).toMatchObject({ exitCode: 0 });
  const record = evacuationRecord(JSON.parse(read.stdout), "");
  expect(record.endedMs, stdout).toBeGreaterThan(record.beganMs);
  expect(record.host).toBe(host.name);
  return { exitCode, said: stdout, seconds, record };
}

/** xendomains on every host, with what the cluster file says of evacuations. */
export async function furnish(lab: GuestLab, evacuation: string): Promise<void> {
  for (const host of lab.hosts) await furnishXendomains(host, lab.guests, evacuation);
}

/** Has every guest run on one host, wherever it is now. */
export async function gather(lab: GuestLab, name: string): Promise<void> {
  for (const guest of lab.guests) {
    const [place] = await lab.whereabouts(guest);
    if (place === undefined) await succeeds(lab.host(name).xensan("start", guest));
    else if (hostOf(place) !== name) await succeeds(lab.host(hostOf(place)).xensan("migrate", guest, name));
  }
}

async function succeeds(output: ReturnType<GuestHost["xensan"]>): Promise<void> {
  const { exitCode, stderr } = await output;
  expect(exitCode, stderr).toBe(0);
}

/** The host that is taking a guest in, as soon as one does. */
export async function receiverOf(lab: GuestLab, guest: string): Promise<GuestHost> {
  let found: GuestHost | undefined;
  await lab.until(
    `${guest} arrives somewhere`,
    async () => {
      const places = await lab.whereabouts(guest);
      const incoming = places.find((place) => place.includes(`${guest}--incoming`));
      if (incoming !== undefined) found = lab.host(hostOf(incoming));
      return found !== undefined || places.join(", ");
    },
    { timeoutMs: 60_000 },
  );
  if (found === undefined) throw new Error(`${guest} arrives nowhere.`);
  return found;
}

/** "nfs1 host2 done" for each move of a record. */
export function movesOf({ moves }: Pick<EvacuationRecord, "moves">): readonly string[] {
  return moves.map(({ guest, to, outcome }: MoveRecord) => `${guest} ${to} ${outcome}`);
}
