import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readConfigFile } from "../../../../agents/XenVM/config-file.ts";
import { largestConfig } from "../../../../lib/xen/domain-config.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "xensan-config-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("A guest's configuration file", () => {
  it("is read", () => {
    const path = join(folder, "nfs1");
    writeFileSync(path, 'name = "nfs1"\n');
    const read = readConfigFile(path);
    if (read.kind !== "read") throw new Error("not read");
    expect(read.config.settings.get("name")).toMatchObject({ kind: "string", text: "nfs1" });
  });

  it("is missing where there is no such path, and only there", () => {
    writeFileSync(join(folder, "file"), "");
    for (const name of ["none", "none/nfs1", "file/nfs1", "n".repeat(300)]) {
      expect(readConfigFile(join(folder, name))).toEqual({ kind: "missing" });
    }
    expect(readConfigFile(folder)).toEqual({
      kind: "failed",
      reason: `${folder} cannot be read (it is no file).`,
    });
  });

  it("is refused where it is too long", () => {
    const path = join(folder, "nfs1");
    writeFileSync(path, "#".repeat(largestConfig + 5));
    expect(readConfigFile(path)).toEqual({
      kind: "failed",
      reason: `${path}:1:1: expected at most ${largestConfig} bytes, found ${largestConfig + 1}; this is no guest's configuration.`,
    });
  });
});
