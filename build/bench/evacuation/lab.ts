import { configPath } from "../../../test/support/guests/files.ts";
import { GuestLab } from "../../../test/support/guests/guest-lab.ts";
import type { GuestHost } from "../../../test/support/guests/host.ts";
import { startAll } from "../../../test/support/guests/start-all.ts";
import { furnishXendomains, xendomainsStop } from "../../../test/support/guests/xendomains.ts";
import { downtimeOf } from "./downtime.ts";
import { areIdle, awaitGuests, destroyAll, linkSpeed, nameScript, pace, prepare, run } from "./on-host.ts";
import { busySince, processorTime } from "./processors.ts";
import type { Evacuation } from "./result.ts";
import { type Scenario, totalMebibytes } from "./scenario.ts";

/** Of the cluster file, but for the deadlines as it is when it says nothing. */
const evacuation = "{ deadlineSeconds: 900, shutdownSeconds: 30 }";

type Emptied = Pick<Evacuation, "way" | "peers" | "seconds" | "busy" | "downtimes">;

/**
 * Empties a host of the guests of a scenario in every way that is compared, in a lab of four hosts with slow links: by
 * xendomains alone, one guest after the other to a fixed host; by xendomains with xensan, to one host; and to three.
 */
export async function evacuate(
  scenario: Scenario,
  say: (what: string) => void,
): Promise<{ readonly link: number; readonly evacuations: readonly Evacuation[] }> {
  const guests = scenario.guests.map(({ name }) => name);
  const memoryMebibytes = Object.fromEntries(scenario.guests.map(({ name, mebibytes }) => [name, mebibytes]));
  say(`${scenario.name}: booting four hosts.`);
  await using lab = await GuestLab.start(4, { guests, memoryMebibytes });
  const [host1, host2, host3, host4] = lab.hosts;
  if (!host1 || !host2 || !host3 || !host4) throw new Error("The lab has four hosts.");
  for (const host of lab.hosts) await prepare(host, scenario.guests);
  await Promise.all(lab.hosts.map((host) => furnishXendomains(host, guests, evacuation)));
  const link = await linkSpeed(host1, host2);
  say(`One link brings ${link.toFixed(0)} MiB of guests in a second.`);

  const emptied: Emptied[] = [];
  const measure = async (how: Pick<Emptied, "way" | "peers">, from: GuestHost) => {
    say(`${how.way}, ${how.peers} peer${how.peers > 1 ? "s" : ""}.`);
    await areIdle(lab.hosts);
    const before = processorTime();
    const stop = await xendomainsStop(from, "6");
    const busy = busySince(before);
    const left = await from.domains();
    if (stop.exitCode !== 0 || left.length > 0 || stop.stdout.includes("Shutting down Xen domain"))
      throw new Error(`${from.name} is not empty: ${stop.stdout}`);
    const others = lab.hosts.filter((each) => each !== from);
    await awaitGuests(others, guests);
    const downtimes = await Promise.all(
      guests.map((guest) => downtimeOf(lab.cluster.san.device(`san2/${guest}`), pace)),
    );
    for (const guest of guests) {
      const { complaints } = await lab.records(guest);
      if (complaints.length > 0) throw new Error(`The disk of ${guest}: ${complaints.join(" ")}`);
    }
    emptied.push({ ...how, seconds: stop.seconds, busy, downtimes });
    say(`${stop.seconds.toFixed(1)} s.`);
  };

  await nameScript(lab.hosts, guests, "block");
  for (const guest of guests) await run(host1, "xl", "create", configPath(guest));
  // But for these as Debian's package has them.
  const settings = 'XENDOMAINS_MIGRATE="host2"\nXENDOMAINS_SAVE=""\nXENDOMAINS_STOP_MAXWAIT=300\n';
  const stock = `cp /etc/default/xendomains /run/ours && printf '%s' '${settings}' >/etc/default/xendomains`;
  await run(host1, "sh", "-c", stock);
  await measure({ way: "stock", peers: 1 }, host1);
  await destroyAll(host2);

  say("xensan takes over.");
  await nameScript(lab.hosts, guests, "block-xensan");
  await run(host1, "cp", "/run/ours", "/etc/default/xendomains");
  await Promise.all([host2, host3, host4].map((host, index) => hadAGuest(host, guests[index] ?? "")));
  await startAll(host1, guests);
  for (const host of [host3, host4]) await run(host, "xensan", "maintenance", "on");
  await measure({ way: "ours", peers: 1 }, host1);
  // As if it had booted meanwhile.
  for (const host of [host1, host3, host4]) await run(host, "xensan", "maintenance", "off");
  await measure({ way: "ours", peers: 3 }, host2);

  const total = totalMebibytes(scenario);
  return {
    link,
    evacuations: emptied.map((each) => ({
      ...{ ...each, scenario: scenario.name, guests: guests.length, mebibytes: total },
      boundSeconds: total / link / each.peers,
    })),
  };
}

/** A host that never had a guest joins the lease volume first, which takes sanlock some seconds: no part of an evacuation. */
async function hadAGuest(host: GuestHost, guest: string): Promise<void> {
  await startAll(host, [guest]);
  await run(host, "xensan", "stop", guest);
}
