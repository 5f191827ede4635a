import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { whyClosed } from "../../../../../lib/guard/intake/closure.ts";
import { intakeStore } from "../../../../../lib/guard/intake/intake-store.ts";

let folder: string;
let now = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "xensan-intake-"));
  now = 1_700_000_000_000;
});

afterEach(() => rmSync(folder, { recursive: true }));

const paths = () => ({
  evacuation: join(folder, "run", "evacuation.json"),
  maintenance: join(folder, "lib", "maintenance.json"),
});
const store = () => intakeStore(paths(), () => now);

describe("whether a host takes guests in", () => {
  test("it does as long as nothing is written down", () => {
    expect(store().read()).toBeUndefined();
    store().open("maintenance");
    store().open("evacuation");
    expect(store().read()).toBeUndefined();
  });

  test("what closes it is there for every program, until it is opened for that reason", () => {
    store().close("evacuation", "root");
    expect(store().read()).toEqual({ kind: "evacuation", sinceMs: now, by: "root" });
    store().close("maintenance", "admin1");
    expect(store().read()).toEqual({ kind: "maintenance", sinceMs: now, by: "admin1" });
    store().open("evacuation");
    expect(store().read()).toMatchObject({ kind: "maintenance" });
    store().open("maintenance");
    expect(store().read()).toBeUndefined();
  });

  test("closed a second time, it keeps its beginning", () => {
    store().close("maintenance", "admin1");
    now += 1_000;
    store().close("maintenance", "admin2");
    expect(store().read()).toEqual({ kind: "maintenance", sinceMs: now - 1_000, by: "admin1" });
  });

  test("leaves nothing beside its files", () => {
    store().close("evacuation", "root");
    expect(readdirSync(join(folder, "run"))).toEqual(["evacuation.json"]);
    store().open("evacuation");
    expect(readdirSync(join(folder, "run"))).toEqual([]);
  });

  test.each([
    ["half of it", (path: string) => writeFileSync(path, '{"version":1,"clos')],
    ["nothing", (path: string) => writeFileSync(path, "")],
    ["of another release", (path: string) => writeFileSync(path, '{"version":2,"closure":{}}')],
    ["far too long", (path: string) => writeFileSync(path, " ".repeat(5_000))],
    ["a folder", (path: string) => mkdirSync(path)],
    ["a link", (path: string) => symlinkSync("/dev/null", path)],
  ])("a file with %s closes it too", (_, make) => {
    mkdirSync(join(folder, "lib"));
    make(paths().maintenance);
    const read = store().read();
    expect(read).toMatchObject({ kind: "unclear" });
    expect(read === undefined ? "" : whyClosed(read, "host1")).toMatch(
      /^host1 may be in maintenance \(.*maintenance\.json .*\): run xensan maintenance off there if it is not$/,
    );
  });

  test("what cannot be written down is an error that names the file", () => {
    writeFileSync(join(folder, "lib"), "");
    expect(() => store().close("maintenance", "root")).toThrow(
      /^.*maintenance\.json cannot be written \(E\w+\): look at the disk, then try again\.$/,
    );
    expect(existsSync(paths().maintenance)).toBe(false);
    chmodSync(folder, 0o700);
  });

  test("another user than root is told to be root", () => {
    chmodSync(folder, 0o755);
    process.seteuid?.(65534);
    try {
      expect(() => store().close("maintenance", "guest")).toThrow(
        /^.*maintenance\.json cannot be written \(EACCES\): run this as root\.$/,
      );
    } finally {
      process.seteuid?.(0);
    }
  });
});

describe("why a host is closed", () => {
  test("is said with since when, by whom, and what ends it", () => {
    expect(whyClosed({ kind: "maintenance", sinceMs: 0, by: "admin1" }, "host2")).toBe(
      "host2 is in maintenance since 1970-01-01T00:00:00.000Z, by admin1: run xensan maintenance off there when that is over",
    );
    expect(whyClosed({ kind: "evacuation", sinceMs: 0, by: "root" }, "host2")).toBe(
      "host2 is being emptied since 1970-01-01T00:00:00.000Z: choose another host, or run xensan maintenance off there when that is over",
    );
  });
});
