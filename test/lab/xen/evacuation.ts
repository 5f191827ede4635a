import { stripVTControlCharacters } from "node:util";
import type { XenHost } from "../../support/xenlab/host.ts";
import { bringBack } from "./clone.ts";
import { lastLine, livesOf, oneWriter, untilItWrites } from "./one-writer.ts";
import { doXensan } from "./patiently.ts";
import { expect, type Point } from "./point.ts";
import { repaired, startAnew } from "./repaired.ts";
import { guest, type Scene } from "./scene.ts";

const longMs = 1_200_000;

/** The article's fourth point: a host that goes down is empty before its cluster goes, and its cluster before Xen. */
export const evacuationPoints: readonly Point[] = [
  {
    title: "xendomains stop, Debian's own script, empties host2",
    prove: async (scene) => {
      const { host1, host2 } = scene;
      await Promise.all([host1, host2].map(orderShutdown));
      await doXensan(host2, "start", guest);
      await untilItWrites(scene);
      const lives = livesOf(scene);
      await host2.do("/etc/init.d/xendomains", ["stop"], { timeoutMs: longMs });
      await movedLive(scene, host2, host1, lives);
      await host2.do("systemctl", ["start", ...units]);
      return oneWriter(scene);
    },
    beginAgain: async (scene) => {
      await scene.host2.do("systemctl", ["start", ...units]);
      await repaired(scene, scene.lab.hosts);
    },
  },
  {
    title: "host1 is shut down as a machine: the guest leaves first, then the cluster stops, then Xen",
    prove: async (scene) => {
      const { host1, host2 } = scene;
      const lives = livesOf(scene);
      const before = host1.console().length;
      // ssh ends with the machine, or before it.
      await host1.run("systemctl", ["poweroff", "--no-block"]).catch(() => undefined);
      expect(await host1.poweredOff(longMs), "host1 does not go down");
      const order = stopOrder(host1.console().slice(before));
      expect(order.join(", ") === wantedOrder.join(", "), `the console shows ${order.join(", ")}`);
      await untilItWrites(scene);
      expect((await host2.do("xl", ["list"])).includes(`${guest} `), `${guest} is not on host2`);
      expect(livesOf(scene) === lives, `${guest} was booted anew`);
      return `the console shows: ${order.join(", ")}. ${oneWriter(scene)}`;
    },
    beginAgain: async (scene) => {
      await bringBack(scene, scene.host1);
      await startAnew(scene, scene.host1);
    },
  },
  {
    title: "host1 comes back, and the clone with it; the guest is where it is",
    prove: async (scene) => {
      await bringBack(scene, scene.host1);
      await doXensan(scene.host2, "stop", guest);
      const checked = await scene.host1.run("e2fsck", ["-f", "-n", "/dev/SAN/nfs1"]);
      expect(checked.exitCode === 0, `e2fsck -n found: ${checked.stdout} ${checked.stderr}`);
      return `${lastLine(checked.stdout)}; ${oneWriter(scene)}`;
    },
  },
];

const units = ["xensan-evacuate.service", "xendomains.service"];

/** As the README says. */
async function orderShutdown(host: XenHost): Promise<void> {
  // The packages' default files stand in its places.
  await host.do("xensan", ["host", "render", "--apply", "--force"]);
  await host.do("systemctl", ["daemon-reload"]);
  await host.do("systemctl", ["enable", "--now", ...units]);
  await host.do("xensan", ["check", "order"]);
}

const wantedOrder = ["xensan-evacuate", "pacemaker", "corosync", "xen"];

/** The units in the order in which systemd said on the console that it had stopped them; it shortens a line in its middle. */
function stopOrder(console: string): readonly string[] {
  return [...stripVTControlCharacters(console).matchAll(/Stopped ([\w.-]+)/g)].flatMap(([, shown = ""]) =>
    wantedOrder.filter((unit) => shown.startsWith(unit) && `${unit}.service`.startsWith(shown)),
  );
}

async function movedLive(scene: Scene, from: XenHost, to: XenHost, lives: number): Promise<void> {
  await untilItWrites(scene);
  expect((await to.do("xl", ["list"])).includes(`${guest} `), `${guest} is not on ${to.name}`);
  expect(!(await from.do("xl", ["list"])).includes(guest), `something of ${guest} is left on ${from.name}`);
  expect(livesOf(scene) === lives, `${guest} was booted anew`);
}
