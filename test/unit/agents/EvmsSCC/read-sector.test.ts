import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { readSector } from "../../../../agents/EvmsSCC/read-sector.ts";
import { runCommand } from "../../../../lib/system/command.ts";
import { listProcesses, type Process } from "../../../../lib/system/processes.ts";
import { attachLoop, detachLoop, makeNode, resizeLoop } from "../../lib/storage/nodes.ts";
import { exited, scripted } from "../../lib/storage/scripted-run.ts";

const path = "/dev/evms/san2/vm1";
const args = [`if=${path}`, "of=/dev/null", "bs=512", "count=1", "iflag=direct"];
const command = `dd ${args.join(" ")}`;
const dd = (...given: readonly string[]): Process => ({ pid: 4711, name: "dd", arguments: ["dd", ...given] });

const oneSector = exited(0, "", "1+0 records in\n1+0 records out\n512 bytes copied, 0.001 s, 512 kB/s\n");

function reading(processes: readonly Process[], result = oneSector) {
  const { run } = scripted([{ command, result, timeoutMs: 5_000 }]);
  return readSector({ run, listProcesses: () => processes }, path, 512, 5_000);
}

describe("readSector", () => {
  it("reads one sector past the page cache", async () => {
    expect(await reading([])).toEqual({ kind: "read" });
  });

  it("tells why a read failed", async () => {
    const failed = exited(1, "", `dd: error reading '${path}': Input/output error\n`);
    expect(await reading([], failed)).toEqual({
      kind: "failed",
      reason: `a read with dd exited with 1: dd: error reading '${path}': Input/output error`,
    });
  });

  it("takes no success without a sector for a read: a device of size 0 has its end at once", async () => {
    expect(await reading([], exited(0, "", "0+0 records in\n0+0 records out\n"))).toEqual({
      kind: "failed",
      reason: "a read with dd found the device empty",
    });
  });

  it("starts no second read while one of its own hangs", async () => {
    const { run } = scripted([]);
    expect(await readSector({ run, listProcesses: () => [dd(...args)] }, path, 512, 5_000)).toEqual({
      kind: "failed",
      reason: "an earlier read still hangs (process 4711)",
    });
  });

  it.each([
    ["an administrator's copy of the volume", dd(`if=${path}`, "of=/backup/vm1", "bs=1M")],
    ["a read of another volume", dd("if=/dev/evms/san2/vm10", ...args.slice(1))],
    ["a program with the same arguments", { ...dd(...args), name: "sh" }],
    ["a dd that has ended and is not collected", { pid: 4711, name: "dd", arguments: [] }],
  ])("does not take %s for it", async (_title, process) => {
    expect(await reading([process])).toEqual({ kind: "read" });
  });
});

describe("readSector with the real dd", () => {
  let folder = "";
  let loop: string | undefined;
  afterEach(() => {
    if (loop !== undefined) detachLoop(loop);
    loop = undefined;
    rmSync(folder, { recursive: true });
  });
  const effects = { run: runCommand, listProcesses };

  it("reads a device, and fails on one without a driver and on one of size 0", async () => {
    folder = mkdtempSync(join(tmpdir(), "xensan-read-"));
    const image = join(folder, "image");
    loop = attachLoop(image, 1_048_576);
    expect(await readSector(effects, loop, 512, 5_000)).toEqual({ kind: "read" });
    // A major number that no driver has: to open a node of the loop driver would make the device.
    const dead = join(folder, "dead");
    makeNode(dead, "b", 4_000, 1);
    expect(await readSector(effects, dead, 512, 5_000)).toEqual({
      kind: "failed",
      reason: `a read with dd exited with 1: dd: failed to open '${dead}': No such device or address`,
    });
    resizeLoop(loop, image, 0);
    expect(await readSector(effects, loop, 512, 5_000)).toEqual({
      kind: "failed",
      reason: "a read with dd found the device empty",
    });
  });
});
