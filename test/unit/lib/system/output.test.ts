import { spawn } from "node:child_process";
import { mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compile, start } from "../ocf/program.ts";

/** Writes 1 MB to the descriptor that is named, then tells on the other one how that went. */
const source = `
import { writeSync } from "node:fs";
import { Socket } from "node:net";
import { writeFully } from "./lib/system/output.ts";

const descriptor = Number(process.argv[2]) as 1 | 2;
const other = 3 - descriptor;
if (process.argv[3] === "non-blocking") {
  // Opening it as a socket is what makes it non-blocking.
  new Socket({ fd: descriptor, readable: false, writable: true }).unref();
  try {
    for (;;) writeSync(descriptor, "x".repeat(65536));
  } catch (error) {
    writeSync(other, error.code + " ");
  }
}
try {
  const isHeard = writeFully(descriptor, "ü".repeat(500_000));
  writeSync(other, isHeard ? "written" : "nobody");
} catch (error) {
  writeSync(other, error.code);
}
`;

let folder = "";
let program = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "xensan-output-"));
  program = await compile(source, folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("writeFully", () => {
  it.each([1, 2] as const)("writes all of a long text to descriptor %i", async (descriptor) => {
    const { code, stdout, stderr } = await start(program, [String(descriptor)]).ended;
    const [text, told] = descriptor === 1 ? [stdout, stderr] : [stderr, stdout];
    expect({ code, told, length: text.length }).toEqual({ code: 0, told: "written", length: 500_000 });
    expect(text).toMatch(/^ü+$/);
  });

  it("waits where the pipe is full and does not block", async () => {
    const { child, ended } = start(program, ["1", "non-blocking"]);
    child.stdout?.pause();
    child.stderr?.once("data", () => setTimeout(() => child.stdout?.resume(), 300));
    const { code, stdout, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "EAGAIN written" });
    expect(stdout.match(/ü/g)?.length).toBe(500_000);
  });

  it("gives up quietly where the reader has gone, and says so to its caller", async () => {
    const shell = spawn("sh", ["-c", `"$0" "$1" 1 | true`, process.execPath, program], {
      stdio: ["ignore", "inherit", "pipe"],
    });
    let told = "";
    shell.stderr.setEncoding("utf8").on("data", (text: string) => {
      told += text;
    });
    await new Promise((resolve) => shell.once("close", resolve));
    expect(told).toBe("nobody");
  });

  it("says so where standard output is a full disk, and does not where standard error is", async () => {
    const full = openSync("/dev/full", "w");
    expect(await start(program, ["1"], { stdio: ["ignore", full, "pipe"] }).ended).toMatchObject({
      stderr: "ENOSPC",
    });
    expect(await start(program, ["2"], { stdio: ["ignore", "pipe", full] }).ended).toMatchObject({
      stdout: "written",
    });
  });
});
