import { describe, expect, it, type TestContext } from "vitest";
import { stage } from "./scene.ts";

describe.concurrent("on request, the stand-in for xl", () => {
  /** A host with a guest. */
  const guestStage = async (test: TestContext) => {
    const { scene, host } = stage(test);
    await host.run("create", scene.config("nfs1"));
    return { scene, host };
  };

  it("fails with a text, once", async (test) => {
    const { host } = stage(test);
    host.fault("list", "fail 1 libxl_list_domain failed.");
    expect(await host.toolstack.list(30_000)).toEqual({
      kind: "unknown",
      reason: "xl list -v exited with 1: libxl_list_domain failed.",
    });
    expect(await host.toolstack.list(30_000)).toMatchObject({ kind: "listed" });
  });

  it("prints garbage, or is slow, as the lines say, one after the other", async (test) => {
    const { host } = stage(test);
    host.fault("list", "prints Segmentation fault\nok\nslow 0.3\nprints []");
    expect((await host.run("list")).stdout).toBe("Segmentation fault\n");
    expect((await host.run("list")).stdout).toMatch(/^Name /);
    const started = performance.now();
    expect((await host.run("list")).stdout).toMatch(/^Name /);
    expect(performance.now() - started).toBeGreaterThan(300);
    expect(await host.toolstack.list(30_000)).toMatchObject({ kind: "unknown" });
  });

  it("hangs always, even where it is asked to end", async (test) => {
    const { host } = stage(test);
    for (const how of ["hang", "hang-hard"]) {
      host.fault("info", `always ${how}`);
      expect(await host.toolstack.info(200)).toMatchObject({
        kind: "unknown",
        reason: expect.stringMatching(/0\.2 s/),
      });
    }
  });

  it("does so for `list -l` alone", async (test) => {
    const { host } = stage(test);
    host.fault("list-l", "always fail 1");
    expect((await host.run("list", "--long")).exitCode).toBe(1);
    expect((await host.run("list", "-v")).exitCode).toBe(0);
  });

  it("leaves a domain out of `list -l`, and has no name for dom0", async (test) => {
    const { host } = await guestStage(test);
    host.fault("unlisted", "nfs1");
    host.fault("nameless-dom0", "");
    const { stdout } = await host.run("list", "-l");
    expect(JSON.parse(stdout)).toMatchObject([{ domid: 0, config: { c_info: { name: "(null)" } } }]);
    expect((await host.run("list")).stdout).toMatch(/\n\(null\) +0 /);
  });

  it("has guests that ignore a shutdown, and such that do not react at all", async (test) => {
    const { host } = await guestStage(test);
    host.fault("deaf", "nfs1");
    expect((await host.run("shutdown", "nfs1")).exitCode).toBe(0);
    host.fault("mute", "nfs1");
    host.set("patience", 1);
    expect(await host.run("shutdown", "nfs1")).toMatchObject({
      exitCode: 1,
      stderr: `Shutting down domain 1
libxl: error: libxl_domain.c:854:pvcontrol_cb: guest didn't acknowledge control request: -9
shutdown failed (rc=-9)
`,
    });
    expect(await host.states()).toEqual(["nfs1 running"]);
  });

  it("lets a domain run on after its destruction was reported", async (test) => {
    const { scene, host } = await guestStage(test);
    await host.run("create", scene.config("nfs2", 64, ""));
    host.fault("slow-death", 5);
    expect(await host.toolstack.destroy(2, 30_000)).toEqual({ kind: "done" });
    expect(await host.states()).toEqual(["nfs1 running", "nfs2 running"]);
    await host.comesTo("nfs1 running");
  });

  it("shows the source of a migration without its name before it goes", async (test) => {
    const { scene, host } = await guestStage(test);
    await host.run("create", scene.config("nfs3", 64, ""));
    const other = scene.host("host2");
    host.fault("null-name", 5);
    const migration = host.run("migrate", "nfs3", "host2");
    await host.comesTo("nfs1 running", "undefined suspended");
    expect((await migration).exitCode).toBe(0);
    expect(await other.states()).toEqual(["nfs3 running"]);
  });

  it("refuses a fault that it does not know", async (test) => {
    const { host } = stage(test);
    host.fault("list", "explode");
    expect(await host.run("list")).toMatchObject({
      exitCode: 99,
      stderr: "xl (stand-in): faults/list has a line that says nothing: explode\n",
    });
  });
});
