import { expect } from "vitest";
import type { GuestLab } from "../../support/guests/guest-lab.ts";
import type { GuestHost } from "../../support/guests/host.ts";
import { startedOn } from "../../support/lab/crm-mon.ts";
import { cloneId } from "../../support/lab/xensan.ts";
import { repairAll } from "./repair-all.ts";
import { hostOf, sound } from "./sound.ts";

/** What happens to one of the two hosts when it comes to a step of a migration. */
export type Strike = {
  readonly blow: "kill" | "cut";
  readonly on: "source" | "destination";
  /** As Wires.lay takes it. */
  readonly at: string;
};

const guest = "nfs1";

/**
 * Moves the guest to the other host until one of the two comes to a step. There that host is killed, or the network between
 * both is cut; then all comes back, everything is repaired, and the guest must be sound.
 *
 * @throws Error when the step does not come
 */
export async function strike(lab: GuestLab, { blow, on, at }: Strike): Promise<void> {
  const source = await running(lab);
  const destination = otherThan(lab, source);
  const victim = on === "source" ? source : destination;
  for (const host of lab.hosts) host.wires(guest).lay(host === victim ? at : undefined);
  let over = false;
  const move = source
    .xensan("migrate", guest, destination.name)
    // It ends with its host.
    .catch((error: unknown) => ({ stderr: String(error) }))
    .finally(() => {
      over = true;
    });
  const wires = victim.wires(guest);
  if (!(await wires.held(() => over))) {
    throw new Error(`The ${on} never came to ${at}: ${(await move).stderr}`);
  }
  await (blow === "kill" ? victim.kill() : victim.cut());
  wires.release();
  const { stderr } = await move;
  await oneCopy(lab);
  await (blow === "kill" ? victim.boot() : victim.heal());
  for (const host of lab.hosts) host.wires(guest).takeAway();
  await together(lab);
  await repairAll(lab);
  // What it was told on a host that lost sight of the other one.
  if (stderr.includes(`xensan repair ${guest} has it look anew`)) {
    expect(await source.xensan("repair", guest)).toMatchObject({ exitCode: 0 });
  }
  await sound(lab, [guest]);
}

/** While one of the hosts is gone: what could write is in one place at most. */
async function oneCopy(lab: GuestLab): Promise<void> {
  const writing = (await lab.whereabouts(guest)).filter((place) => / [-r][-b]----$/.test(place));
  expect(writing.length, writing.join(", ")).toBeLessThanOrEqual(1);
  expect((await lab.records(guest)).complaints.join("\n")).toBe("");
}

/** All hosts are in the cluster, with their volumes. */
export async function together(lab: GuestLab): Promise<void> {
  await lab.settled();
  await lab.until("the SAN's volumes are active on all hosts", async () => {
    const on = startedOn(await lab.crmMon(), cloneId);
    return on.length === lab.hosts.length || `only on ${on.join(", ")}`;
  });
}

/** Where the guest runs. Where it died with its host, it is started there again: that host still has its lease. */
async function running(lab: GuestLab): Promise<GuestHost> {
  const [place] = await lab.whereabouts(guest);
  if (place !== undefined) return lab.host(hostOf(place));
  const [first] = lab.hosts;
  if (first === undefined) throw new Error("A lab has a host at least.");
  const { exitCode, stderr } = await first.xensan("start", guest);
  if (exitCode === 0) return first;
  expect(stderr).toContain(" has its lease though it does not run there: ");
  const other = otherThan(lab, first);
  expect(await other.xensan("start", guest)).toMatchObject({ exitCode: 0 });
  return other;
}

function otherThan(lab: GuestLab, host: GuestHost): GuestHost {
  const other = lab.hosts.find((each) => each !== host);
  if (other === undefined) throw new Error("There is no other host.");
  return other;
}
