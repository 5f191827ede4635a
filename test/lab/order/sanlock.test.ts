import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { systemdOrder } from "../../../admin/host/order/systemd-order.ts";
import { poll } from "../../support/lab/poll.ts";
import { bootSystemd, type SystemdMachine } from "../../support/systemd/machine.ts";

let machine: SystemdMachine | undefined;
afterEach(async () => {
  await machine?.remove();
  machine = undefined;
});

const volume = "/var/log/leases";
const cluster = `nodes:
  - { name: host1, leaseId: 1, addresses: { cluster: 192.168.10.1 } }
  - { name: host2, leaseId: 2, addresses: { cluster: 192.168.10.2 } }
toolstack: xl
dialect: pacemaker
lease: ${volume}
guests: []
`;

/** Debian's sanlock by its own unit, without a watchdog, and the built xensan. */
function files() {
  const ours = systemdOrder({ evacuationSeconds: 60, leases: true });
  return {
    ...Object.fromEntries(ours.map(({ path, text }) => [path, text])),
    "usr/lib/systemd/system/sanlock.service": readFileSync("/lib/systemd/system/sanlock.service", "utf8"),
    // Without what only a host's own root may set.
    "etc/default/sanlock": 'sanlock_opts="-w 0 -h 0 -l 0"\nSANLOCK_PRIVILEGED=0\n',
    "etc/hostname": "host1\n",
    "etc/xensan/cluster.yaml": cluster,
    "usr/sbin/xensan": readFileSync(join(import.meta.dirname, "../../../dist/root/usr/sbin/xensan"), "utf8"),
    "etc/systemd/system/xensan-test.target":
      "[Unit]\nWants=sanlock.service\nConflicts=shutdown.target\nRequires=basic.target\nAfter=basic.target\n",
  };
}

async function says(host: SystemdMachine, ...words: readonly string[]): Promise<string> {
  const result = await host.run(...words);
  if (result.kind === "exited" && result.exitCode === 0) return result.stdout;
  throw new Error(`${words.join(" ")}: ${JSON.stringify(result)}`);
}

/** Its unit has started before it listens. */
async function listens(host: SystemdMachine): Promise<void> {
  const answers = async () => {
    await says(host, "sanlock", "client", "gets");
    return true;
  };
  expect(await poll(answers, { timeoutMs: 10_000 })).toBe(true);
}

/** How long a work takes. Milliseconds. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

it("a real sanlock that has joined the lease volume ends in seconds, at a restart and at a shutdown", async () => {
  const host = await bootSystemd(files());
  machine = host;
  const joins = () =>
    says(host, "sanlock", "client", "add_lockspace", "-s", `xensan:1:${volume}:0`, "-o", "1");
  await says(host, "truncate", "-s", "16M", volume);
  await says(host, "sanlock", "direct", "init", "-s", `xensan:0:${volume}:0`, "-o", "1");
  await listens(host);
  await joins();
  expect(await says(host, "xensan", "lease", "leave", "--dry-run")).toContain("host1 would leave");
  // Debian's unit alone takes 90 s and more for each.
  expect(await timed(() => says(host, "systemctl", "restart", "sanlock.service"))).toBeLessThan(30_000);
  await listens(host);
  expect(await says(host, "sanlock", "client", "gets", "-h", "1")).toBe("");
  expect(await says(host, "sanlock", "direct", "read_leader", "-s", `xensan:1:${volume}:0`)).toMatch(
    /^timestamp 0$/m,
  );
  await joins();
  expect(await timed(host.powerOff)).toBeLessThan(30_000);
});
