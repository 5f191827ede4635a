import { configPath } from "../../../test/support/guests/files.ts";
import type { GuestHost } from "../../../test/support/guests/host.ts";
import { seesToArrivals } from "../../../test/support/guests/sees-to-arrivals.ts";
import { poll } from "../../../test/support/lab/poll.ts";
import { kibPerMebibyte, linkMebibytes, type Scenario } from "./scenario.ts";

/** @throws Error with what it said, where it does not succeed */
export async function run(host: GuestHost, file: string, ...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await host.run(file, args, { timeoutMs: 120_000 });
  if (exitCode === 0) return stdout;
  throw new Error(`${file} ${args.join(" ")} on ${host.name} ended with ${exitCode}: ${stderr || stdout}`);
}

/** MiB of guests that two ssh side by side bring from one host to another in a second. */
export async function linkSpeed(from: GuestHost, to: GuestHost): Promise<number> {
  const both = await Promise.all([streamSpeed(from, to), streamSpeed(from, to)]);
  return both[0] + both[1];
}

async function streamSpeed(from: GuestHost, to: GuestHost): Promise<number> {
  // What comes before the first byte is not counted, nor what waits in buffers then.
  const receive =
    "head -c 524288 >/dev/null; read -r a _ </proc/uptime; head -c 4194304 | wc -c; read -r b _ </proc/uptime; echo $a $b";
  const send = `head -c 4718592 /dev/zero | ssh -o BatchMode=yes ${to.name} '${receive}'`;
  const said = await run(from, "sh", "-c", send);
  const [bytes = 0, began = 0, ended = 0] = said.trim().split(/\s+/).map(Number);
  if (bytes !== 4_194_304 || !(ended > began)) throw new Error(`The link cannot be measured: ${said}`);
  return bytes / 1024 / kibPerMebibyte / (ended - began);
}

/** Which script Xen runs for the guests' disks: its own, as where xensan is not, or xensan's, which runs that one behind it. */
export async function nameScript(
  hosts: readonly GuestHost[],
  guests: readonly string[],
  script: "block" | "block-xensan",
): Promise<void> {
  const files = guests.map(configPath);
  const change = `for each; do
    sed -i 's/script=block\\(-xensan\\)\\?/script=${script}/' "$each" && grep -q 'script=${script}[^a-z-]' "$each" || exit
  done`;
  await Promise.all(hosts.map((host) => run(host, "sh", "-c", change, "sh", ...files)));
}

/** Waits until each guest executes on one of the hosts, and nowhere twice. */
export async function awaitGuests(hosts: readonly GuestHost[], guests: readonly string[]): Promise<void> {
  const look = async () => {
    const domains = (await Promise.all(hosts.map((host) => host.domains()))).flat();
    const running = domains.filter(({ flags }) => /^[-r][-b]----$/.test(flags)).map(({ name }) => name);
    return running.toSorted().join() === guests.toSorted().join() || `there run ${running.join(", ")}`;
  };
  const seen = await poll(look, { timeoutMs: 30_000 });
  if (seen !== true) throw new Error(`Not every guest runs after an evacuation: ${seen}.`);
  // Each has to write a record in its new place.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
}

/**
 * What was started or moved before has been seen by the cluster, whose monitors would run into what is measured, and nobody looks
 * any more whether it has.
 */
export async function areIdle(hosts: readonly GuestHost[]): Promise<void> {
  for (const host of hosts) {
    const isQuiet = async () => !(await seesToArrivals(host));
    if ((await poll(isQuiet, { timeoutMs: 300_000 })) !== true)
      throw new Error(`${host.name} goes on looking.`);
  }
  const [host] = hosts;
  if (host !== undefined) await run(host, "crm_resource", "--wait", "--timeout", "110");
}

/** Seconds between two records of a guest: often enough, and cheap enough for all of them on one machine. */
export const pace = 0.4;

/** Room for all guests, and a slow link. */
export async function prepare(host: GuestHost, guests: Scenario["guests"]): Promise<void> {
  await host.set("total_memory", 65_536);
  await host.set("rate", linkMebibytes);
  await host.set("link", 1);
  await host.set("pace", pace);
  // Nobody looks how far its commands are.
  await host.fault("every");
  for (const { name, dirty } of guests) await host.set(`dirty_rate.${name}`, dirty);
  // Else megabytes wait in the sockets, and stand for hundreds of the guest's.
  await run(host, "sh", "-c", smallSockets);
  await host.node.slowDown(linkMebibytes * kibPerMebibyte);
}

const smallSockets =
  "cd /proc/sys/net/ipv4 && echo 4096 16384 65536 >tcp_wmem && echo 4096 65536 131072 >tcp_rmem";

/** Ends all guests of a host, and waits until the xl that watched over each has gone: the guard lets none start beside it. */
export async function destroyAll(host: GuestHost): Promise<void> {
  for (const { domid } of await host.domains()) await run(host, "xl", "destroy", String(domid));
  await run(host, "sh", "-c", "until ! pgrep -x xl >/dev/null; do sleep 0.1; done");
}
