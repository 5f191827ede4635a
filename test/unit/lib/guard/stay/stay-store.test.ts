import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { noteStays } from "../../../../../lib/guard/stay/note-stays.ts";
import { stayStore } from "../../../../../lib/guard/stay/stay-store.ts";
import type { Step } from "../../../../../lib/guard/step.ts";

let folder = "";
let bootId = "boot-1";
let nowMs = 1_000;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "xensan-stays-")), "stays");
  bootId = "boot-1";
  nowMs = 1_000;
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true }));
const store = () => stayStore(folder, { bootId: () => bootId, wallClockMs: () => nowMs });

describe("stayStore", () => {
  it("keeps since when a domain runs here, in a file of this user's alone", () => {
    store().note("nfs1", 5, "a start");
    expect(store().read("nfs1", 5)).toEqual({
      ...{ guest: "nfs1", domid: 5, bootId: "boot-1", sinceMs: 1_000, by: "a start" },
    });
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, "nfs1.json")).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["nfs1.json"]);
  });

  it("knows nothing of another domain, of another boot or of a guest that nobody noted", () => {
    store().note("nfs1", 5, "a start");
    expect(store().read("nfs1", 6)).toBeUndefined();
    expect(store().read("web1", 5)).toBeUndefined();
    bootId = "boot-2";
    expect(store().read("nfs1", 5)).toBeUndefined();
  });

  it("keeps a beginning while the same domain runs on, and replaces it for the next one", () => {
    store().note("nfs1", 5, "a start");
    nowMs = 2_000;
    store().note("nfs1", 5, "a repair");
    expect(store().read("nfs1", 5)).toMatchObject({ sinceMs: 1_000, by: "a start" });
    store().note("nfs1", 6, "a migration from host2");
    expect(store().read("nfs1", 6)).toMatchObject({ sinceMs: 2_000, by: "a migration from host2" });
  });

  it.each(["", "{", "[]", '{"version":1,"stay":{}}', "x".repeat(5_000)])("takes %j for no record", (text) => {
    store().note("nfs1", 5, "a start");
    writeFileSync(join(folder, "nfs1.json"), text);
    expect(store().read("nfs1", 5)).toBeUndefined();
  });

  it("takes another guest's record for none, and writes none under a name that no guest can have", () => {
    store().note("nfs1", 5, "a start");
    writeFileSync(join(folder, "web1.json"), readFileSync(join(folder, "nfs1.json")));
    expect(store().read("web1", 5)).toBeUndefined();
    store().note("../web1", 5, "a start");
    expect(store().read("../web1", 5)).toBeUndefined();
    expect(readdirSync(join(folder, "..")).sort()).toEqual(["stays"]);
  });

  it("mends the mode of its folder", () => {
    store().note("nfs1", 5, "a start");
    chmodSync(folder, 0o755);
    store().note("nfs1", 6, "a start");
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });
});

describe("noteStays", () => {
  const done = { kind: "done" } as const;
  const notedAfter = (steps: readonly (readonly [Step, unknown])[]) => {
    const noted: unknown[] = [];
    const noting = noteStays({ noteStay: (...stay) => noted.push(stay) }, "a start", undefined);
    for (const [step, answer] of steps) {
      noting.progress.began(step);
      noting.progress.ended(step, answer, 1);
    }
    expect(noted).toEqual([]);
    noting.note();
    return noted;
  };

  it("notes a domain that was let go, when all is over", () => {
    expect(notedAfter([[{ kind: "unpause", domid: 5 }, done]])).toEqual([[5, "a start"]]);
  });

  it("notes none that did not go, was paused or destroyed again, or only goes on", () => {
    expect(
      notedAfter([
        [
          { kind: "unpause", domid: 5 },
          { kind: "failed", reason: "no" },
        ],
      ]),
    ).toEqual([]);
    expect(
      notedAfter([
        [{ kind: "unpause", domid: 5 }, done],
        [{ kind: "pause", domid: 5 }, done],
      ]),
    ).toEqual([]);
    expect(
      notedAfter([
        [{ kind: "unpause", domid: 5 }, done],
        [{ kind: "destroy", domid: 5 }, done],
      ]),
    ).toEqual([]);
    expect(notedAfter([[{ kind: "resume", domid: 5 }, done]])).toEqual([]);
  });

  it("passes everything on to whoever else watches", () => {
    const seen: string[] = [];
    const { progress } = noteStays({ noteStay: () => undefined }, "a start", {
      began: ({ kind }) => seen.push(`${kind} began`),
      ended: ({ kind }, answer, tookMs) => seen.push(`${kind} ended ${answer} ${tookMs}`),
    });
    progress.began({ kind: "look" });
    progress.ended({ kind: "look" }, "x", 3);
    expect(seen).toEqual(["look began", "look ended x 3"]);
  });
});
