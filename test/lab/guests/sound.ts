import { expect } from "vitest";
import type { GuestLab } from "../../support/guests/guest-lab.ts";
import type { GuestHost } from "../../support/guests/host.ts";

/**
 * What must be so after everything: each guest is in one place at most, complete and with its lease, or nowhere and without;
 * its disk had one writer at a time, and lacks no record; nothing is left to repair; and crm_mon says where it is.
 */
export async function sound(lab: GuestLab, guests: readonly string[] = lab.guests): Promise<void> {
  const hosts = lab.hosts.filter((host) => host.isUp());
  const held = new Map(
    await Promise.all(hosts.map(async (host) => [host.name, await heldBy(host)] as const)),
  );
  const open = await Promise.all(hosts.map(openOperations));
  expect(open.flat().filter((each) => guests.some((guest) => each.endsWith(` ${guest}`)))).toEqual([]);
  for (const guest of guests) {
    const places = await lab.whereabouts(guest);
    expect(places.length, `${guest} is at ${places.join(", ") || "no place"}`).toBeLessThanOrEqual(1);
    for (const place of places) expect(place).toMatch(new RegExp(`^host\\d: ${guest} [-r][-b]----$`));
    const holders = hosts.map(({ name }) => name).filter((name) => held.get(name)?.includes(guest));
    expect(holders, `who has the lease of ${guest}`).toEqual(places.map(hostOf));
    expect((await lab.records(guest)).complaints.join("\n"), `the disk of ${guest}`).toBe("");
  }
  await shownAsTheyAre(lab, guests);
}

/** crm_mon shows each guest where it is, and nowhere else. */
export async function shownAsTheyAre(lab: GuestLab, guests: readonly string[] = lab.guests): Promise<void> {
  await lab.until(
    `crm_mon shows where ${guests.join(", ")} are`,
    async () => {
      const { resources } = await lab.crmMon();
      for (const guest of guests) {
        const shown = resources.find(({ id }) => id === guest);
        const places = (await lab.whereabouts(guest)).map(hostOf);
        if (shown === undefined) return `crm_mon has no ${guest}`;
        const { nodes, failed, pending } = shown;
        if (failed || pending !== undefined || nodes.join() !== places.join()) {
          const how = `${failed ? "failed, " : ""}${pending ?? ""}`;
          return `${guest} is on [${places.join(", ")}], and crm_mon says [${nodes.join(", ")}] ${how}`;
        }
      }
      return true;
    },
    { timeoutMs: 15_000 },
  );
}

/** Whose leases a living holder has there. */
async function heldBy(host: GuestHost): Promise<readonly string[]> {
  const { stdout } = await host.run("sanlock", ["client", "status"]);
  return [...stdout.matchAll(/^r xensan:([^:]+):\S+ p \d+$/gm)].map(([, guest = ""]) => guest);
}

/** "host1 nfs1" for each guest that has something unfinished on record there. */
export async function openOperations(host: GuestHost): Promise<readonly string[]> {
  const script = "cd /var/lib/xensan/operations 2>/dev/null && ls";
  const { stdout } = await host.run("sh", ["-c", script]);
  return stdout
    .split("\n")
    .filter((name) => name.endsWith(".json"))
    .map((name) => `${host.name} ${name.replace(/\.json$/, "")}`);
}

/** Of a place as GuestLab.whereabouts has it. */
export function hostOf(place: string): string {
  return place.replace(/:.*/, "");
}
