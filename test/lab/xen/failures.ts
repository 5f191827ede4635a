import type { XenHost } from "../../support/xenlab/host.ts";
import { bringBack, online, startedOnBoth } from "./clone.ts";
import { lastLine, livesOf, oneWriter, untilItWrites } from "./one-writer.ts";
import { doXensan, xensan } from "./patiently.ts";
import { expect, type Point } from "./point.ts";
import { repaired } from "./repaired.ts";
import { guest, type Scene } from "./scene.ts";

/** Names of its domains on the way, as xl gives them on the destination. */
const incoming = `${guest}--incoming`;

/** What goes wrong while the guest moves. Each ends with one copy that runs, and records that show one writer. */
export const failurePoints: readonly Point[] = [
  failure("the destination has another guest of that name", async (scene, { source, destination }) => {
    await occupy(destination, { name: guest, mebibytes: 80 });
    return await refused(scene, source, destination, guest);
  }),
  failure("the destination has no memory left", async (scene, { source, destination }) => {
    const free = Number(/^free_memory\s*: (\d+)/m.exec(await destination.do("xl", ["info"]))?.[1]);
    const spare = 24;
    await occupy(destination, { name: "filler", mebibytes: free - spare });
    return await refused(scene, source, destination, "filler");
  }),
  failure("the destination dies in the midst of the transfer", async (scene, { source, destination }) => {
    const move = beginMove(source, destination);
    await move.until(incoming);
    await destination.kill();
    const said = await move.ended;
    await stillRunsOn(scene, source);
    await bringBack(scene, destination);
    return said;
  }),
  failure("the source dies after the destination has all of it", async (scene, { source, destination }) => {
    const move = beginMove(source, destination);
    await move.until(guest);
    await source.kill();
    await move.ended;
    const said = await repaired(scene, [destination], ["--confirm-dead", source.name]);
    await untilItWrites(scene);
    await bringBack(scene, source);
    return said;
  }),
  failure("the link is cut before anything travels", async (scene, { source, destination }) => {
    await destination.cut();
    const said = await beginMove(source, destination).ended;
    await heal(scene, destination);
    return said;
  }),
  cutAt("in the midst of the transfer", incoming),
  cutAt("when the copy is whole", guest),
];

type Ends = { readonly source: XenHost; readonly destination: XenHost };

function failure(what: string, happen: (scene: Scene, ends: Ends) => Promise<string>): Point {
  return {
    title: `${what}: one copy runs, and one has written`,
    prove: async (scene) => {
      const ends = await whereItRuns(scene);
      const lives = livesOf(scene);
      const said = await happen(scene, ends);
      await repaired(scene, scene.lab.hosts);
      const { source } = await whereItRuns(scene);
      await untilItWrites(scene);
      expect(livesOf(scene) === lives, `${guest} was booted anew`);
      return `${said} It runs on ${source.name}; ${oneWriter(scene)}`;
    },
  };
}

function cutAt(when: string, name: string): Point {
  return failure(`the link is cut ${when}`, async (scene, { source, destination }) => {
    const move = beginMove(source, destination);
    await move.until(name);
    await destination.cut();
    const said = await move.ended;
    await heal(scene, destination);
    return said;
  });
}

/** Started on host1 where it runs nowhere. @throws Error when more than one domain of it is anywhere */
async function whereItRuns(scene: Scene): Promise<Ends> {
  const [first, second] = scene.lab.hosts;
  const found: XenHost[] = [];
  for (const host of scene.lab.hosts) {
    const names = (await host.do("xl", ["list"])).split("\n").map((row) => row.split(" ")[0] ?? "");
    for (const name of names.filter((each) => each.includes(guest))) {
      expect(name === guest, `${host.name} has ${name}`);
      found.push(host);
    }
  }
  expect(found.length <= 1, `${guest} is on ${found.map(({ name }) => name).join(" and ")}`);
  if (found.length === 0) {
    await doXensan(first, "start", guest);
    await untilItWrites(scene);
  }
  return found[0] === second
    ? { source: second, destination: first }
    : { source: first, destination: second };
}

type BegunMove = {
  /** Waits until a domain on the destination has this name. @throws Error when the move ended before */
  readonly until: (name: string) => Promise<void>;
  /** What it said last, however it ended. */
  readonly ended: Promise<string>;
};

function beginMove(source: XenHost, destination: XenHost): BegunMove {
  const ended = source.run("xensan", ["migrate", guest, destination.name], { timeoutMs: longMs }).then(
    ({ stdout, stderr }) => lastLine(stderr.trim() || stdout),
    (error: unknown) => String(error),
  );
  // From xenstore and not often: a look by xl takes these hosts so long that libxl's own limits run out meanwhile.
  const looks =
    'names() { for id in $(xenstore-list /local/domain); do xenstore-read "/local/domain/$id/name"; done; }; n=0; ' +
    'until names 2>/dev/null | grep -qxF "$1"; do n=$((n + 1)); [ $n -lt 300 ] || exit 1; sleep 3; done';
  return {
    ended,
    until: async (name) => {
      const seen = destination.do("sh", ["-c", looks, "sh", name], { timeoutMs: longMs }).then(() => "");
      // It is not waited for when the move ends before.
      seen.catch(() => undefined);
      const early = await Promise.race([seen, ended]);
      expect(early === "", `${name} never was on ${destination.name}: ${early}`);
    },
  };
}

const longMs = 1_200_000;

async function stillRunsOn(scene: Scene, host: XenHost): Promise<void> {
  expect((await host.do("xl", ["list"])).includes(`${guest} `), `${guest} does not run on ${host.name}`);
  await untilItWrites(scene);
}

async function heal(scene: Scene, host: XenHost): Promise<void> {
  await host.heal();
  await online(scene);
  await startedOnBoth(scene);
}

/** A guest without a disk that never runs. Its kernel needs more than 64 MiB. */
async function occupy(
  host: XenHost,
  { name, mebibytes }: { readonly name: string; readonly mebibytes: number },
): Promise<void> {
  const config =
    'sed -e "/^disk/d; /^vif/d; s/^name.*/name = \\"$1\\"/; s/^memory.*/memory = $2/" "$3" >/root/other.cfg';
  await host.do("sh", ["-c", config, "sh", name, String(mebibytes), `/etc/xen/${guest}.cfg`]);
  await host.do("xl", ["create", "-p", "/root/other.cfg"]);
}

/** The guest is not moved, and runs on. What was in its way is taken away. */
async function refused(scene: Scene, source: XenHost, destination: XenHost, other: string): Promise<string> {
  const { exitCode, stderr } = await xensan(source, ["migrate", guest, destination.name]);
  expect(exitCode === 1, `it ended with ${exitCode}: ${stderr}`);
  await stillRunsOn(scene, source);
  await destination.do("xl", ["destroy", other]);
  return lastLine(stderr);
}
