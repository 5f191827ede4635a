import type { GuestHost } from "../../../test/support/guests/host.ts";
import { poll } from "../../../test/support/lab/poll.ts";
import { kibPerMebibyte } from "./scenario.ts";

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
