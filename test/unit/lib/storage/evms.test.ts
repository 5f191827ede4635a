import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lookAtDevice } from "../../../../lib/storage/block-device.ts";
import { evms, listFolder } from "../../../../lib/storage/evms.ts";
import { makeNode } from "./nodes.ts";
import { exited, scripted } from "./scripted-run.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "xensan-evms-"));
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true }));

const makeFolder = (name: string) => mkdirSync(join(folder, name), { recursive: true });
const makeVolume = (name: string) => makeNode(join(folder, name), "b", 7, 1_000_000);
const listed = (...names: readonly string[]) => ({
  kind: "listed",
  volumes: names.map((name) => ({ name, path: join(folder, name) })),
});

describe("listFolder", () => {
  it("lists block devices in every depth, by name and in order, and a dead one too", () => {
    makeFolder("san2");
    makeFolder("lvm2/san3");
    for (const name of ["san2/vm2", "san2/vm1", "lvm2/san3/nfs1", "top"]) makeVolume(name);
    expect(listFolder(folder, lookAtDevice)).toEqual(listed("lvm2/san3/nfs1", "san2/vm1", "san2/vm2", "top"));
  });

  it("leaves out files, character devices, links to nothing, empty folders and EVMS's own .nodes", () => {
    makeFolder(".nodes/san2");
    makeFolder("empty");
    makeVolume(".nodes/san2/vm1");
    makeVolume(".hidden");
    makeVolume("vm1");
    writeFileSync(join(folder, "file"), "");
    makeNode(join(folder, "null"), "c", 1, 3);
    symlinkSync("nowhere", join(folder, "dangling"));
    symlinkSync(".", join(folder, "endless"));
    expect(listFolder(folder, lookAtDevice)).toEqual(listed("vm1"));
  });

  it("follows a link to a volume", () => {
    makeFolder(".nodes");
    makeVolume(".nodes/1");
    symlinkSync(".nodes/1", join(folder, "vm1"));
    expect(listFolder(folder, lookAtDevice)).toEqual(listed("vm1"));
  });

  it("is empty where EVMS has made no folder yet", () => {
    expect(listFolder(join(folder, "none"), lookAtDevice)).toEqual({ kind: "listed", volumes: [] });
  });

  it("keeps a node that cannot be looked at: it is there, and the check after this says why it is no use", () => {
    makeVolume("vm1");
    expect(listFolder(folder, () => ({ kind: "unknown", reason: "EIO" }))).toEqual(listed("vm1"));
  });

  it("fails where the folder, or one below it, cannot be read", () => {
    writeFileSync(join(folder, "file"), "");
    const file = join(folder, "file");
    expect(listFolder(file, lookAtDevice)).toEqual({
      kind: "failed",
      reason: `${file} cannot be read (ENOTDIR)`,
    });
    makeFolder("san2");
    chmodSync(join(folder, "san2"), 0o700);
    process.seteuid?.("nobody");
    try {
      expect(listFolder(folder, lookAtDevice)).toEqual({
        kind: "failed",
        reason: `${folder} cannot be read (EACCES)`,
      });
    } finally {
      process.seteuid?.("root");
    }
    expect(statSync(join(folder, "san2")).uid).toBe(0);
  });
});

describe("EVMS", () => {
  const on = (host: { readonly installed: boolean; readonly running: boolean }) =>
    evms({
      run: scripted([]).run,
      lookAtDevice,
      isInstalled: (program) => program === "evmsd" && host.installed,
      isRunning: (program) => program === "evmsd" && host.running,
    });

  it("waits for evmsd only where it is installed and does not run", () => {
    expect(on({ installed: true, running: true }).waitsFor()).toBeUndefined();
    expect(on({ installed: false, running: false }).waitsFor()).toBeUndefined();
    expect(on({ installed: true, running: false }).waitsFor()).toBe(
      "evmsd is not running (Heartbeat starts it with 'respawn root /sbin/evmsd' in ha.cf)",
    );
  });

  it("activates all with one quiet call, since evms_activate takes no names", async () => {
    const { run, expectDone } = scripted([
      { command: "evms_activate -q", result: exited(0), timeoutMs: 700 },
    ]);
    const manager = evms({ run, lookAtDevice, isInstalled: () => true, isRunning: () => true });
    expect(await manager.activate(["san2"], 700)).toEqual({ kind: "done" });
    expectDone();
  });

  it("tells why evms_activate failed", async () => {
    const { run } = scripted([
      { command: "evms_activate -q", result: exited(5, "", "x\nengine is locked\n") },
    ]);
    const manager = evms({ run, lookAtDevice, isInstalled: () => true, isRunning: () => true });
    expect(await manager.activate([], 700)).toEqual({
      kind: "failed",
      reason: "evms_activate exited with 5: engine is locked",
    });
  });

  it("cannot deactivate", () => {
    expect(on({ installed: true, running: true }).deactivate).toBeUndefined();
  });
});
