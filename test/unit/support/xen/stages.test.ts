import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { poll } from "../../../support/lab/poll.ts";
import { departure } from "./departure.ts";
import { endOf, processesOf, soon } from "./scene.ts";

/** One that ends with another one that was killed is gone by then. */
function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

describe.concurrent("at a stage inside a command, the stand-in for xl", () => {
  it("dies with a text, and leaves both ends as they are", async (test) => {
    const { source, destination } = await departure(test);
    source.fault("migrate.acknowledged", "fail 1 killed here");
    const { exitCode, stderr } = await source.run("migrate", "domU", "host2");
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/Target has acknowledged transfer\.\nkilled here\n/);
    expect(await source.states()).toEqual(["domU suspended"]);
    // Its receiver was never told to go on.
    await destination.comesTo("domU--incoming paused");
  });

  it("hangs until it is killed, and lets go of the other end then", async (test) => {
    const { source, destination } = await departure(test);
    destination.fault("migrate-receive.copied", "hang");
    const ended = endOf(source.start("migrate", "domU", "host2"));
    await source.comesTo("domU suspended");
    await destination.comesTo("domU--incoming paused");
    for (const { pid, arguments: words } of processesOf(destination)) {
      if (words.includes("migrate-receive")) killIfThere(pid);
    }
    expect(await ended).toMatchObject({ code: 1, stderr: expect.stringContaining("resuming at sender") });
    await source.comesTo("domU running");
  });

  it("asks a program, and goes on when that lets it", async (test) => {
    const { scene, source, destination } = await departure(test);
    const asked = join(scene.folder, "asked");
    const ask = join(scene.folder, "ask");
    writeFileSync(ask, `#!/bin/sh\necho "$1" >>'${asked}'\nwhile [ -e '${asked}' ]; do sleep 0.05; done\n`, {
      mode: 0o755,
    });
    source.fault("migrate.suspended", `asks ${ask}`);
    const ended = endOf(source.start("migrate", "domU", "host2"));
    await expect.poll(() => readFileSync(asked, "utf8")).toBe("migrate.suspended\n");
    expect(await source.states()).toEqual(["domU suspended"]);
    rmSync(asked);
    expect(await ended).toMatchObject({ code: 0 });
    await destination.comesTo("domU running");
  });

  it("asks at all stages that no file of their own has, in the order of the real xl", async (test) => {
    const { scene, source, destination } = await departure(test);
    const seen = join(scene.folder, "seen");
    const note = join(scene.folder, "note");
    writeFileSync(note, `#!/bin/sh\necho "$1" >>'${seen}'\n`, { mode: 0o755 });
    source.fault("every", `always asks ${note}`);
    destination.fault("every", `always asks ${note}`);
    expect((await source.run("migrate", "domU", "host2")).exitCode).toBe(0);
    const words = readFileSync(seen, "utf8").trim().split("\n");
    const by = (command: string) => words.filter((word) => word.replace(/\..*/, "") === command);
    expect(by("migrate").map((word) => word.replace(/^.*\./, ""))).toEqual([
      ...["migrate", "connected", "copying", "suspended", "sent", "acknowledged", "renamed", "permitted"],
      ...["reported", "destroyed"],
    ]);
    expect(by("migrate-receive").map((word) => word.replace(/^.*\./, ""))).toEqual([
      ...["migrate-receive", "begun", "transferred", "copied", "offered", "permitted", "renamed", "reported"],
    ]);
  });
});

describe.concurrent("a guest that writes to its memory while it moves", () => {
  /** Seconds that it was suspended for. */
  async function downtimeOf(test: Parameters<typeof departure>[0], dirtyRate: number): Promise<number> {
    const { scene, source } = await departure(test);
    source.set("rate", 100);
    source.set("dirty_rate", dirtyRate);
    expect((await source.run("migrate", "domU", "host2")).exitCode).toBe(0);
    await scene.recordsReach(10);
    // Its first record there: until then it still stands still.
    const onHost2 = async () => / host2 /.test((await scene.checkDisk()).stdout);
    expect(await poll(onHost2, soon)).toBe(true);
    const { exitCode, stdout } = await scene.checkDisk();
    expect(exitCode).toBe(0);
    const last = Number(/^1-(\d+) host1/.exec(stdout)?.[1]);
    const times = new Map(
      [...readFileSync(scene.disk, "utf8").matchAll(/^record (\d+) \S+ \S+ \S+ (\S+)/gm)].map((match) => [
        Number(match[1]),
        Number(match[2]),
      ]),
    );
    return (times.get(last + 1) ?? Number.NaN) - (times.get(last) ?? Number.NaN);
  }

  it("stands still for as long as it takes to send what it changes", async (test) => {
    // 64 MiB at 100 MiB/s: four more passes of 0.4 % each, or of all of it.
    const busy = await downtimeOf(test, 400);
    expect(busy).toBeGreaterThan(0.64);
    // A machine that is busy itself makes one move longer, and not every one.
    let idle = await downtimeOf(test, 4);
    for (let more = 2; more > 0 && idle + 0.3 >= busy; more -= 1) {
      idle = Math.min(idle, await downtimeOf(test, 4));
    }
    expect(busy).toBeGreaterThan(idle + 0.3);
  });
});
