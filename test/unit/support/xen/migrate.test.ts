import { describe, expect, it } from "vitest";
import { monotonicClock } from "../../../../lib/system/clock.ts";
import { poll } from "../../../support/lab/poll.ts";
import { streamOf } from "../../lib/xen/recordings.ts";
import { departure, inOrder, lines, recorded } from "./departure.ts";
import { endOf, type StandInHost, soon } from "./scene.ts";

describe.concurrent("a migration in the stand-in for xl", () => {
  it("says what xl says, passes through xl's stages on both hosts and loses no record", async (test) => {
    const { scene, source, destination } = await departure(test);
    source.set("rate", 80);
    source.set("destroy", 3);
    source.set("downtime", 3);
    const ended = endOf(source.start("migrate", "domU", "host2"));
    const [atSource, atDestination, { code, stderr }] = await Promise.all([
      watch(source, ended),
      watch(destination, ended),
      ended,
    ]);
    expect(code).toBe(0);
    expect(lines(stderr)).toEqual(recorded("migrate-pv-ssh-ok.txt"));
    for (const who of ["sender", "target"]) {
      expect(inOrder(stderr, who)).toEqual(inOrder(streamOf("migrate-pv-ssh-ok.txt", "stderr"), who));
    }
    expect(atSource).toEqual(["domU running", "domU suspended", "domU--migratedaway suspended"]);
    // Between the two steps of its start it may be seen with its name and still paused.
    expect(atDestination.filter((each) => each !== "domU paused")).toEqual([
      "domU--incoming paused",
      "domU running",
    ]);
    await destination.comesTo("domU running");
    const { exitCode, stdout } = await scene.checkDisk();
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^1-(\d+) host1 1 (\w{8})\n\d+-\d+ host2 1 \2\n$/);
  });

  it("gives the copy its memory bit by bit, without processors until it has it all", async (test) => {
    const { source, destination } = await departure(test);
    source.set("rate", 15);
    const ended = endOf(source.start("migrate", "domU", "host2"));
    const sizes: string[] = [];
    const look = async () => {
      const row = (await destination.run("list")).stdout.split("\n")[2] ?? "";
      if (row.startsWith("domU--incoming")) sizes.push(row.slice(46, 58).trim().replace(/ +/, "/"));
      return row.startsWith("domU ");
    };
    expect(await poll(look, soon)).toBe(true);
    await ended;
    const growth = [...new Set(sizes)];
    expect(growth.length).toBeGreaterThan(3);
    expect(growth.every((each) => /^(?:\d+\/0|64\/1)$/.test(each))).toBe(true);
  });

  it("leaves the copy paused with -p, and the real lib/xen drives it", async (test) => {
    const { source, destination } = await departure(test);
    expect(await source.toolstack.migrate({ domid: 1, host: "host2", leavePaused: true }, 30_000)).toEqual({
      kind: "said-done",
    });
    expect(await source.states()).toEqual([]);
    expect(await destination.states()).toEqual(["domU paused"]);
    expect(await destination.toolstack.unpause(1, 30_000)).toEqual({ kind: "done" });
  });

  it("goes both ways at once, for two guests", async (test) => {
    const { scene, source, destination } = await departure(test);
    await destination.run("create", scene.config("nfs1", 64, ""));
    const both = [source.run("migrate", "domU", "host2"), destination.run("migrate", "nfs1", "host1")];
    expect((await Promise.all(both)).map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(await source.states()).toEqual(["nfs1 running"]);
    expect(await destination.states()).toEqual(["domU running"]);
    expect((await scene.checkDisk()).exitCode).toBe(0);
  });

  it("twice at once of one guest fails once", async (test) => {
    const { scene, source } = await departure(test);
    scene.host("host3");
    const both = await Promise.all([
      source.run("migrate", "domU", "host2"),
      source.run("migrate", "domU", "host3"),
    ]);
    // Who comes second resumes the source, as xl does: nothing here keeps the two from writing both.
    expect(both.filter(({ exitCode }) => exitCode === 0)).toHaveLength(1);
    expect(both.filter(({ exitCode }) => exitCode === 1)).toHaveLength(1);
  });
});

describe.concurrent("a guest in a file in the stand-in for xl", () => {
  it("goes on where it was saved", async (test) => {
    const { scene, source, destination } = await departure(test);
    const file = `${scene.folder}/saved`;
    await scene.recordsReach(2);
    expect((await source.run("save", "domU", file)).exitCode).toBe(0);
    expect(await source.states()).toEqual([]);
    expect((await destination.run("restore", file)).exitCode).toBe(0);
    expect(await destination.states()).toEqual(["domU running"]);
    expect((await scene.checkDisk()).exitCode).toBe(0);
  });
});

/** Where each shows up after the other: all that is listed on a host until the migration has ended. */
async function watch(host: StandInHost, child: Promise<unknown>): Promise<readonly string[]> {
  const seen: string[] = [];
  let ended = false;
  void child.then(() => {
    ended = true;
  });
  while (!ended) {
    for (const each of await host.states()) if (seen.at(-1) !== each) seen.push(each);
    await monotonicClock.sleep(20);
  }
  return seen;
}
