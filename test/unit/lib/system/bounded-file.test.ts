import { execFileSync } from "node:child_process";
import { constants, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readBoundedFile } from "../../../../lib/system/bounded-file.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "xensan-bounded-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("readBoundedFile", () => {
  it("reads a file whole, and of a longer one a byte more than is allowed", () => {
    const path = join(folder, "file");
    writeFileSync(path, "12345");
    expect(readBoundedFile(path, 5)?.bytes.toString()).toBe("12345");
    expect(readBoundedFile(path, 3)?.bytes.toString()).toBe("1234");
    expect(readBoundedFile(path, 5)?.stat.size).toBe(5);
  });

  it("neither reads a folder nor waits for the writer of a pipe", () => {
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    expect(readBoundedFile(pipe, 5)).toBeUndefined();
    expect(readBoundedFile(folder, 5)).toBeUndefined();
  });

  it("throws what the system says, and follows links only where it may", () => {
    expect(() => readBoundedFile(join(folder, "none"), 5)).toThrow("ENOENT");
    writeFileSync(join(folder, "file"), "");
    symlinkSync("file", join(folder, "link"));
    expect(readBoundedFile(join(folder, "link"), 5)?.bytes).toHaveLength(0);
    expect(() => readBoundedFile(join(folder, "link"), 5, constants.O_NOFOLLOW)).toThrow("ELOOP");
  });
});
