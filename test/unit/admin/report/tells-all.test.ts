import { describe, expect, it } from "vitest";
import { overviewTellsAll } from "../../../../admin/report/tells-all.ts";
import type { HostOverview } from "../../../../lib/guard/overview/overview.ts";
import { absentGuest, overviewWith, runningGuest } from "../../lib/guard/overview/overviews.ts";

const unknown = { kind: "unknown", reason: "xl did not answer" } as const;
const known = [absentGuest("nfs1"), runningGuest("web1", { lease: { kind: "orphaned", version: 3 } })];

describe("overviewTellsAll", () => {
  it("is true of what may be wrong, and is known", () => {
    expect(overviewTellsAll(overviewWith(known))).toBe(true);
    expect(overviewTellsAll(overviewWith([]))).toBe(true);
  });

  it.each<readonly [string, HostOverview]>([
    ["whether a guest is there", overviewWith([...known, absentGuest("db1", { presence: unknown })])],
    ["what is open", overviewWith([absentGuest("db1", { open: { kind: "unreadable", reason: "cut" } })])],
    ["a lease", overviewWith([absentGuest("db1", { lease: unknown })])],
    ["which other domains there are", overviewWith(known, { others: unknown })],
    ["how much memory there is", overviewWith(known, { memory: unknown })],
  ])("is false where nobody knows %s", (_, overview) => {
    expect(overviewTellsAll(overview)).toBe(false);
  });
});
