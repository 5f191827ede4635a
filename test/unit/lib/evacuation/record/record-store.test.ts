import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { paceTo } from "../../../../../lib/evacuation/record/pace.ts";
import type { EvacuationRecord, MoveRecord } from "../../../../../lib/evacuation/record/record.ts";
import { recordStore } from "../../../../../lib/evacuation/record/record-store.ts";

let folder: string;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "xensan-records-")), "evacuations");
});

afterEach(() => rmSync(join(folder, ".."), { recursive: true }));

function record(beganMs: number, moves: readonly MoveRecord[] = []): EvacuationRecord {
  return {
    ...{ version: 1, id: `e-${beganMs}`, host: "host1", by: "root", beganMs, endedMs: undefined },
    ...{ planned: [], moves, shutdowns: [], left: [{ guest: "nfs1", reason: "it is paused" }] },
  };
}

function move(to: string, tookMs: number, more: Partial<MoveRecord> = {}): MoveRecord {
  return {
    ...{ guest: "nfs1", to, memoryMiB: 1_000, beganMs: 5, tookMs, downtimeMs: 900 },
    ...{ outcome: "done", reason: undefined, ...more },
  };
}

describe("records of evacuations", () => {
  test("come back as they went in, the latest first", () => {
    const store = recordStore(folder);
    expect(store.read()).toEqual([]);
    store.keep(record(2_000, [move("host2", 18_000)]));
    store.keep(record(3_000));
    store.keep(record(1_000));
    expect(store.read()).toEqual([record(3_000), record(2_000, [move("host2", 18_000)]), record(1_000)]);
  });

  test("written anew take their own place, and leave nothing beside", () => {
    const store = recordStore(folder);
    store.keep(record(2_000));
    store.keep({ ...record(2_000), endedMs: 9_000 });
    expect(store.read()).toEqual([{ ...record(2_000), endedMs: 9_000 }]);
    expect(readdirSync(folder)).toEqual(["1970-01-01T00-00-02.000Z.e-2000.json"]);
  });

  test("are bounded in number: the oldest go", () => {
    const store = recordStore(folder);
    for (let at = 1; at <= 60; at += 1) store.keep(record(at * 1_000));
    const kept = store.read();
    expect(kept).toHaveLength(50);
    expect(kept.at(-1)?.beganMs).toBe(11_000);
  });

  test("that cannot be read are left out", () => {
    const store = recordStore(folder);
    store.keep(record(2_000));
    for (const [name, text] of [
      ["3000.half.json", '{"version":1,'],
      ["3001.other.json", '{"version":2}'],
      ["notes.txt", "mine"],
    ] as const) {
      writeFileSync(join(folder, name), text);
    }
    expect(store.read()).toEqual([record(2_000)]);
  });

  test("say so where they cannot be written", () => {
    writeFileSync(folder, "");
    expect(() => recordStore(folder).keep(record(1))).toThrow(/EEXIST|ENOTDIR/);
  });
});

describe("the pace of moves to a host", () => {
  test("is an ordinary network's while nothing was measured", () => {
    expect(paceTo("host2", [])).toEqual({ secondsPerMiB: 0.01, secondsBesides: 2, measured: 0 });
    const failed = record(1, [
      move("host2", 99_000, { outcome: "failed" }),
      move("host2", 9, { memoryMiB: 0 }),
    ]);
    expect(paceTo("host2", [failed]).measured).toBe(0);
  });

  test("is the median of the moves there, else of all", () => {
    const earlier = [
      record(2, [move("host2", 28_000), move("host3", 508_000)]),
      record(1, [move("host2", 48_000), move("host2", 38_000)]),
    ];
    expect(paceTo("host2", earlier)).toEqual({ secondsPerMiB: 0.03, secondsBesides: 2, measured: 3 });
    expect(paceTo("host3", earlier)).toEqual({ secondsPerMiB: 0.5, secondsBesides: 2, measured: 1 });
    expect(paceTo("host9", earlier)).toMatchObject({ secondsPerMiB: 0.04, measured: 4 });
  });

  test("goes by the latest twenty, and is never negative", () => {
    const many = record(
      2,
      Array.from({ length: 20 }, () => move("host2", 5_000)),
    );
    expect(paceTo("host2", [many, record(1, [move("host2", 999_000)])])).toMatchObject({
      secondsPerMiB: 0,
      measured: 20,
    });
  });
});
