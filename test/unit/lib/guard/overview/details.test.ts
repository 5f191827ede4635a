import { describe, expect, it } from "vitest";
import type { EvacuationRecord } from "../../../../../lib/evacuation/record/record.ts";
import { inBrief } from "../../../../../lib/guard/overview/details.ts";
import { volumesHere } from "../../../../../lib/guard/overview/own-details.ts";
import type { DeviceState } from "../../../../../lib/storage/block-device.ts";

describe("volumesHere", () => {
  it("says of each volume what stands at its path", async () => {
    const states: { readonly [path: string]: DeviceState } = {
      "/dev/evms/a": { kind: "usable", sectorBytes: 512 },
      "/dev/evms/b": { kind: "absent" },
      "/dev/evms/c": { kind: "dead" },
      "/dev/evms/d": { kind: "unknown", reason: "EIO" },
    };
    const volumes = Object.keys(states).map((path) => ({ name: path.slice(10), path }));
    const manager = { title: "EVMS", list: async () => ({ kind: "listed", volumes }) as const } as const;
    const look = (path: string): DeviceState => states[path] ?? { kind: "absent" };
    expect(await volumesHere(manager, 1_000, look)).toEqual({
      kind: "known",
      title: "EVMS",
      volumes: [
        { name: "a", path: "/dev/evms/a", state: "active" },
        { name: "b", path: "/dev/evms/b", state: "inactive" },
        { name: "c", path: "/dev/evms/c", state: "dead" },
        { name: "d", path: "/dev/evms/d", state: "unknown" },
      ],
    });
  });

  it("knows nothing where the manager fails, and none where there is none", async () => {
    const list = async () => ({ kind: "failed", reason: "lvm lvs did not end within 10 s" }) as const;
    expect(await volumesHere({ title: "LVM2", list }, 10_000)).toEqual({
      kind: "unknown",
      reason: "lvm lvs did not end within 10 s",
    });
    expect(await volumesHere(undefined, 10_000)).toEqual({ kind: "none" });
  });
});

describe("inBrief", () => {
  it("cuts what would not fit into an answer", () => {
    const reason = "x".repeat(20_000);
    const move = { guest: "g", to: "host2", memoryMiB: 1, beganMs: 1, tookMs: 1, downtimeMs: undefined };
    const record: EvacuationRecord = {
      ...{ version: 1, id: "a", host: "host1", by: "root", beganMs: 1, endedMs: undefined, planned: [] },
      moves: Array.from({ length: 10_000 }, () => ({ ...move, outcome: "failed" as const, reason })),
      shutdowns: [],
      left: Array.from({ length: 10_000 }, () => ({ guest: "g", reason })),
    };
    expect(JSON.stringify(inBrief(record)).length).toBeLessThan(400_000);
    expect(inBrief({ ...record, moves: [], left: [] })).toEqual({ ...record, moves: [], left: [] });
  });
});
