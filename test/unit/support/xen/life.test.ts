import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { monotonicClock } from "../../../../lib/system/clock.ts";
import { poll } from "../../../support/lab/poll.ts";
import { processesOf, soon, stage } from "./scene.ts";

describe.concurrent("a guest of the stand-in for xl", () => {
  it("shuts down, reboots as another domain after a gap, and goes on with its records", async (test) => {
    const { scene, host } = stage(test);
    await host.run("create", scene.config("nfs1"));
    await scene.recordsReach(3);
    expect(await host.run("reboot", "nfs1")).toMatchObject({ exitCode: 0, stderr: "Rebooting domain 1\n" });
    await host.comesTo();
    await host.comesTo("nfs1 running");
    expect((await host.run("domid", "nfs1")).stdout).toBe("2\n");
    await scene.recordsReach(8);
    expect(await host.toolstack.shutdown(2, true, 30_000)).toEqual({ kind: "done" });
    await host.comesTo();
    const { exitCode, stdout } = await scene.checkDisk();
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^1-\d+ host1 1 [0-9a-f]{8}\n\d+-\d+ host1 2 [0-9a-f]{8}\n$/);
  });

  it("stays as a shut-down domain where the xl that watches over it was killed", async (test) => {
    const { scene, host } = stage(test);
    await host.run("create", scene.config("nfs1"));
    const watcher = processesOf(host).find(({ output }) => output === join(host.state, "log/xl-nfs1.log"));
    expect(watcher).toMatchObject({ name: "xl", input: "/dev/null" });
    process.kill(watcher?.pid ?? 0, "SIGKILL");
    await host.run("shutdown", "nfs1");
    await host.comesTo("nfs1 shut-down");
  });

  it("writes nothing while it is paused, and each pause takes an unpause of its own", async (test) => {
    const { scene, host } = stage(test);
    await host.run("create", "-p", scene.config("nfs1"));
    expect(await host.states()).toEqual(["nfs1 paused"]);
    expect((await scene.checkDisk()).exitCode).toBe(2);
    expect(await host.toolstack.unpause(1, 30_000)).toEqual({ kind: "done" });
    await scene.recordsReach(2);
    for (let times = 0; times < 2; times++)
      expect(await host.toolstack.pause(1, 30_000)).toEqual({ kind: "done" });
    const then = readFileSync(scene.disk);
    await monotonicClock.sleep(300);
    expect(readFileSync(scene.disk).equals(then)).toBe(true);
    await host.run("unpause", "1");
    expect(await host.states()).toEqual(["nfs1 paused"]);
    // lib/xen takes back as many as there are.
    expect(await host.toolstack.pause(1, 30_000)).toEqual({ kind: "done" });
    expect(await host.toolstack.unpause(1, 30_000)).toEqual({ kind: "done" });
  });

  it("is not waited for by a list that saw it paused, where it is let go on meanwhile", async (test) => {
    const { scene, host } = stage(test);
    const [held, waits] = [join(scene.folder, "held"), join(scene.folder, "waits")];
    // Between what the list has seen and its wait for the last record.
    scene.command(
      "flock",
      `case $* in *-w*) : >"${waits}"; while [ -e "${held}" ]; do sleep 0.02; done ;; esac
exec /usr/bin/flock "$@"`,
    );
    await host.run("create", "-p", scene.config("nfs1"));
    writeFileSync(held, "");
    const listed = host.states();
    expect(await poll(() => existsSync(waits), soon)).toBe(true);
    await host.run("unpause", "1");
    await scene.recordsReach(1);
    rmSync(held);
    expect(await listed).toEqual(["nfs1 running"]);
  });

  it("is seen where two write on one disk", async (test) => {
    const { scene, host } = stage(test);
    const other = scene.host("host2");
    const path = scene.config("nfs1");
    await host.run("create", path);
    await scene.recordsReach(2);
    await other.run("create", path);
    const seen = await poll(async () => (await scene.checkDisk()).exitCode === 1, soon);
    expect(seen).toBe(true);
    expect((await scene.checkDisk()).stderr).toMatch(
      /check-disk: a guest met another writer: amiss host[12] 1 /,
    );
  });

  it("ends when the folder of its host goes", async (test) => {
    const { scene } = stage(test);
    const other = scene.host("host2");
    await other.run("create", scene.config("nfs1"));
    // Its guest still writes there, so the folder is moved away in one step.
    renameSync(join(other.state, "domains"), join(other.state, "gone"));
    const ended = await poll(() => processesOf(other).length === 0, soon);
    expect(ended).toBe(true);
  });
});

describe.concurrent("xl's rename and trigger in the stand-in", () => {
  it("are those of xl", async (test) => {
    const { scene, host } = stage(test);
    await host.run("create", scene.config("nfs1"));
    await host.run("create", scene.config("nfs2", 64, ""));
    expect(await host.run("rename", "nfs1", "nfs2")).toMatchObject({
      exitCode: 1,
      stderr:
        "libxl: error: libxl_domain.c:81:libxl__domain_rename: Domain 1:Domain with name \"nfs2\" already exists.\nCan't rename domain 'nfs1'.\n",
    });
    expect(await host.toolstack.rename(1, "nfs3", 30_000)).toEqual({ kind: "done" });
    await host.run("trigger", "nfs3", "power");
    await host.comesTo("nfs2 running");
  });
});
