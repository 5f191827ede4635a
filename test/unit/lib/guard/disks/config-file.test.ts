import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { disksOfConfigFile } from "../../../../../lib/guard/disks/config-file.ts";

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "xensan-config-"));
  path = join(folder, "nfs1.cfg");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** As root owns it: a test that another user runs is told so instead. */
const asRoot = process.geteuid?.() === 0;
const owned = (known: unknown) =>
  asRoot ? known : { kind: "unknown", reason: expect.stringContaining("owns it and not root") };

const disksOf = (file: string) => disksOfConfigFile(file, "nfs1");

describe("disksOfConfigFile", () => {
  it("reads the disks of a configuration, without drives that are empty", () => {
    writeFileSync(
      path,
      `name = "nfs1"\ndisk = [ "phy:/dev/SAN/nfs1,xvda,w", ",hdc:cdrom,r", "/dev/SAN/logs,raw,xvdb,ro" ]\n`,
    );
    const known = {
      kind: "known",
      disks: [
        { target: "/dev/SAN/nfs1", access: "write" },
        { target: "/dev/SAN/logs", access: "read" },
      ],
    };
    expect(disksOf(path)).toEqual(owned(known));
    symlinkSync(path, join(folder, "auto"));
    expect(disksOf(join(folder, "auto"))).toEqual(owned(known));
  });

  it("does not trust a file that others than root may write", () => {
    writeFileSync(path, "disk = []\n");
    chmodSync(path, 0o664);
    const reason = `${path} decides whose disks are looked at, but others than root may write to it`;
    expect(disksOf(path)).toEqual(owned({ kind: "unknown", reason }));
  });

  it("does not take another guest's configuration for this one's", () => {
    writeFileSync(path, 'name = "vm2"\ndisk = []\n');
    const another = { kind: "unknown", reason: `${path} is not nfs1's: its name is vm2` };
    expect(disksOf(path)).toEqual(owned(another));
    writeFileSync(path, "disk = []\n");
    expect(disksOf(path)).toEqual(
      owned({ kind: "unknown", reason: `${path} is not nfs1's: it has no name` }),
    );
  });

  it("says what is wrong with it", () => {
    expect(disksOf(path)).toEqual({ kind: "unknown", reason: `${path} does not exist` });
    expect(disksOf(folder)).toEqual({ kind: "unknown", reason: `${folder} is not a regular file` });
    writeFileSync(path, 'disk = [ "phy:/dev/SAN/nfs1,xvda" \n');
    expect(disksOf(path)).toMatchObject({ kind: "unknown" });
    writeFileSync(path, `name = "nfs1"; disk = [ "nonsense" ]\n`);
    const reason = `${path}:1:25: expected a vdev like xvda, found none, in the disk "nonsense"`;
    expect(disksOf(path)).toEqual(owned({ kind: "unknown", reason }));
  });

  it("does not wait for a pipe, nor read a file that is no configuration by its size", () => {
    execFileSync("mkfifo", [path]);
    expect(disksOf(path)).toEqual({ kind: "unknown", reason: `${path} is not a regular file` });
    rmSync(path);
    writeFileSync(path, " ".repeat(256 * 1024 + 1));
    expect(disksOf(path)).toEqual(
      owned({ kind: "unknown", reason: expect.stringContaining("expected at most 262144 bytes") }),
    );
  });
});
