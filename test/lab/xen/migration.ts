import type { XenHost } from "../../support/xenlab/host.ts";
import { readRecords } from "../../support/xenlab/records.ts";
import { lastLine, oneWriter, untilItWrites } from "./one-writer.ts";
import { doXensan } from "./patiently.ts";
import { expect, type Point } from "./point.ts";
import { startAnew } from "./repaired.ts";
import { guest, guestAddress } from "./scene.ts";

/** The article's third point: live, there and back, while the guest writes. */
export const migrationPoints: readonly Point[] = [
  move("host1", "host2"),
  move("host2", "host1"),
  {
    title: `xensan stop ${guest}, and its file system is clean`,
    prove: async (scene) => {
      const { host1 } = scene;
      await doXensan(host1, "stop", guest);
      const checked = await host1.run("e2fsck", ["-f", "-n", "/dev/SAN/nfs1"]);
      expect(checked.exitCode === 0, `e2fsck -n found: ${checked.stdout} ${checked.stderr}`);
      const life = readRecords(scene.lab.san, scene.volumeByte).lives.length - scene.startedAnew;
      expect(life === 1, `it was booted ${life} times, so it was not moved live`);
      return `${lastLine(checked.stdout)}; ${oneWriter(scene)}`;
    },
  },
];

function move(from: "host1" | "host2", to: "host1" | "host2"): Point {
  return {
    title: `xensan migrate ${guest} ${to}, live, while it writes`,
    prove: async (scene) => {
      const [source, destination] = [scene[from], scene[to]];
      const before = readRecords(scene.lab.san, scene.volumeByte);
      const pings = await startPings(destination);
      const started = performance.now();
      const said = await doXensan(source, "migrate", guest, to);
      const seconds = (performance.now() - started) / 1000;
      await untilItWrites(scene);
      const lost = await pings.stop();
      const after = readRecords(scene.lab.san, scene.volumeByte);
      expect((await destination.do("xl", ["list"])).includes(`${guest} `), `${guest} is not on ${to}`);
      expect(!(await source.do("xl", ["list"])).includes(guest), `something of ${guest} is left on ${from}`);
      expect(after.sumsRight > before.sumsRight, "its checksum was not looked at since");
      return (
        `${seconds.toFixed(0)} s in all. ${lastLine(said)} Lost pings, one a second: ${lost} ` +
        `(the article, on real machines: 8, and 6 to 8 s of downtime). ${oneWriter(scene, before.lives.length)}`
      );
    },
    beginAgain: (scene) => startAnew(scene, scene[from]),
  };
}

type Pings = { readonly stop: () => Promise<number> };

/** One a second, from the destination's dom0. */
async function startPings(host: XenHost): Promise<Pings> {
  const script = 'ping -n -i 1 "$1" >/run/pings 2>&1 </dev/null & echo $! >/run/pings.pid';
  await host.do("sh", ["-c", script, "sh", guestAddress]);
  return {
    stop: async () => {
      const end = 'kill -INT "$(cat /run/pings.pid)"; sleep 1; cat /run/pings';
      const text = await host.do("sh", ["-c", end]);
      const [, sent, received] = /(\d+) packets transmitted, (\d+) received/.exec(text) ?? [];
      expect(sent !== undefined, `ping did not count: ${text.slice(-300)}`);
      return Number(sent) - Number(received);
    },
  };
}
