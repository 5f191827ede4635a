import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { permitActions } from "../../../../../lib/guard/permit/permit.ts";
import { permitStore } from "../../../../../lib/guard/permit/permit-store.ts";
import { runCommand } from "../../../../../lib/system/command.ts";

const bootId = "0b0c3d1e-6f0a-4b55-9d6b-0a8e6d1f2c3b";
const minute = 60_000;
let run = "";
let folder = "";
let now = { bootId, nowMs: 0 };
const store = () => permitStore(() => now, folder);
const file = (action = "start", guest = "nfs1") => join(folder, `${action}.${guest}`);

beforeEach(() => {
  run = mkdtempSync(join(tmpdir(), "xensan-permit-"));
  folder = join(run, "xensan/permits");
  now = { bootId, nowMs: 500_000 };
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(run, { recursive: true });
});

const issue = () => expect(store().issue("nfs1", "start", minute, "root").kind).toBe("issued");

describe("The permit store", () => {
  it("gives a permit that counts once", () => {
    issue();
    const permit = {
      guest: "nfs1",
      action: "start",
      bootId,
      issuedMs: 500_000,
      expiresMs: 560_000,
      issuer: "root",
    };
    const valid = { kind: "valid", permit, leftMs: minute };
    expect(store().peek("nfs1", "start")).toEqual(valid);
    expect(store().peek("nfs1", "start")).toEqual(valid);
    expect(store().consume("nfs1", "start")).toEqual(valid);
    expect(store().consume("nfs1", "start")).toEqual({ kind: "none" });
    expect(store().peek("nfs1", "start")).toEqual({ kind: "none" });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("gives it for one action on one guest", () => {
    issue();
    for (const action of permitActions) {
      expect(store().consume("nfs", action)).toEqual({ kind: "none" });
      if (action !== "start") expect(store().consume("nfs1", action)).toEqual({ kind: "none" });
    }
    expect(store().consume("nfs1", "start").kind).toBe("valid");
  });

  it("has none where nobody ever gave one", () => {
    expect(store().peek("nfs1", "stop")).toEqual({ kind: "none" });
    expect(store().consume("nfs1", "stop")).toEqual({ kind: "none" });
    expect(existsSync(folder)).toBe(false);
  });

  it("lets a permit expire by the time since the boot, whatever the wall clock says", () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    issue();
    vi.setSystemTime(new Date("2099-01-01"));
    expect(store().peek("nfs1", "start")).toMatchObject({ kind: "valid", leftMs: minute });
    vi.setSystemTime(new Date("1980-01-01"));
    now = { bootId, nowMs: 500_000 + minute + 2_000 };
    expect(store().peek("nfs1", "start")).toEqual({ kind: "expired", agoMs: 2_000 });
    expect(store().consume("nfs1", "start")).toEqual({ kind: "expired", agoMs: 2_000 });
    expect(store().consume("nfs1", "start")).toEqual({ kind: "none" });
  });

  it("lets it die with a reboot", () => {
    issue();
    now = { bootId: "ffffffff-6f0a-4b55-9d6b-0a8e6d1f2c3b", nowMs: 500_001 };
    expect(store().consume("nfs1", "start")).toEqual({
      kind: "unusable",
      reason: "it is of an earlier boot",
    });
  });

  it("replaces an earlier permit for the same", () => {
    issue();
    now = { bootId, nowMs: 530_000 };
    issue();
    now = { bootId, nowMs: 580_000 };
    expect(store().consume("nfs1", "start")).toMatchObject({ kind: "valid", leftMs: 10_000 });
    expect(store().consume("nfs1", "start")).toEqual({ kind: "none" });
  });

  it("writes nothing that others may read, whatever the umask", () => {
    const umask = process.umask(0);
    try {
      issue();
    } finally {
      process.umask(umask);
    }
    expect(statSync(file()).mode & 0o7777).toBe(0o600);
    expect(statSync(folder).mode & 0o7777).toBe(0o700);
    expect(statSync(join(run, "xensan")).mode & 0o7777).toBe(0o700);
  });

  it.each([0, 999, 3_600_001, 1.5, Number.NaN, -1])("gives none for %d ms", (ttlMs) => {
    expect(store().issue("nfs1", "start", ttlMs, "root")).toEqual({
      kind: "failed",
      reason: "A permit lasts from 1 second to 1 hour; choose a time between.",
    });
  });

  it("gives and finds none for what cannot be a guest's name", () => {
    expect(store().issue("../nfs1", "start", minute, "root")).toEqual({
      kind: "failed",
      reason:
        '"../nfs1" cannot be a guest\'s name: use letters, digits and _ + . -, beginning with a letter or a digit.',
    });
    expect(store().consume("7", "start")).toMatchObject({ kind: "unusable" });
  });

  it("says why one cannot be written", () => {
    writeFileSync(join(run, "xensan"), "");
    expect(store().issue("nfs1", "start", minute, "root")).toEqual({
      kind: "failed",
      reason: `The permit cannot be written to ${folder}: ENOTDIR.`,
    });
    expect(store().consume("nfs1", "start")).toMatchObject({ kind: "unusable" });
  });
});

describe("A permit that somebody else may have made", () => {
  const refusals: readonly [string, () => void, string][] = [
    ["a file that the group may read", () => chmodSync(file(), 0o640), "others than its owner may use it"],
    ["a file that others may write", () => chmodSync(file(), 0o602), "others than its owner may use it"],
    ["a file of another user", () => chownSync(file(), 1000, 1000), "user 1000 owns it"],
    [
      "a symbolic link",
      () => {
        linkSync(file(), join(run, "p"));
        rmSync(file());
        symlinkSync(join(run, "p"), file());
      },
      "it is a symbolic link",
    ],
    [
      "a folder",
      () => {
        rmSync(file());
        mkdirSync(file(), 0o700);
      },
      "it is no file",
    ],
    ["a text that is no permit", () => writeFileSync(file(), "{}"), "it is damaged"],
    ["a text that is too long", () => writeFileSync(file(), " ".repeat(4_097)), "it is too long"],
    [
      "another guest's permit",
      () => writeFileSync(file(), readFileSync(file(), "utf8").replace("nfs1", "web1")),
      "it is for start of web1",
    ],
  ];

  it.each(refusals)("is void: %s", (_, spoil, reason) => {
    issue();
    spoil();
    expect(store().peek("nfs1", "start")).toEqual({ kind: "unusable", reason });
    expect(store().consume("nfs1", "start")).toEqual({ kind: "unusable", reason });
    expect(store().consume("nfs1", "start")).toEqual({ kind: "none" });
  });

  it.each<[string, () => void, () => string]>([
    ["the folder is another user's", () => chownSync(folder, 1000, 1000), () => `user 1000 owns ${folder}`],
    [
      "others may look into it",
      () => chmodSync(folder, 0o755),
      () => `others than its owner may use ${folder}`,
    ],
    [
      "others may write to the one above it",
      () => chmodSync(join(run, "xensan"), 0o777),
      () => `others than its owner may use ${join(run, "xensan")}`,
    ],
  ])("is void, and none is given, where %s", (_, spoil, reason) => {
    issue();
    spoil();
    expect(store().peek("nfs1", "start")).toEqual({ kind: "unusable", reason: reason() });
    expect(store().consume("nfs1", "start")).toEqual({ kind: "unusable", reason: reason() });
    expect(store().issue("nfs1", "start", minute, "root")).toEqual({
      kind: "failed",
      reason: `No permit is given, because ${reason()}: remove it as root, it is made anew.`,
    });
  });
});

describe("Two that want one permit at once", () => {
  it("are 8 processes of which exactly one gets it, time after time", async () => {
    // A spin until the same moment, then one rename each.
    const program = join(run, "consume.ts");
    const module = new URL("../../../../../lib/guard/permit/permit-store.ts", import.meta.url).pathname;
    writeFileSync(
      program,
      `import { permitStore } from ${JSON.stringify(module)};
const store = permitStore(() => ({ bootId: "${bootId}", nowMs: 500_000 }), process.argv[2]);
const found = [];
for (let round = 0; round < 25; round += 1) {
  while (Date.now() < Number(process.argv[3]) + round * 20);
  found.push(store.consume("nfs" + round, "start").kind);
}
process.stdout.write(found.join(" "));
`,
    );
    for (let round = 0; round < 25; round += 1) store().issue(`nfs${round}`, "start", minute, "root");
    const begin = String(Date.now() + 4_000);
    const results = await Promise.all(
      Array.from({ length: 8 }, () =>
        runCommand(process.execPath, ["--import", "tsx", program, folder, begin], { timeoutMs: 80_000 }),
      ),
    );
    const answers = results.map((result) => {
      if (result.kind !== "exited" || result.exitCode !== 0) throw new Error(JSON.stringify(result));
      return result.stdout.split(" ");
    });
    for (let round = 0; round < 25; round += 1) {
      const kinds = answers.map((answer) => answer[round]).sort();
      expect(kinds).toEqual([...Array.from({ length: 7 }, () => "none"), "valid"]);
    }
  }, 90_000);
});
