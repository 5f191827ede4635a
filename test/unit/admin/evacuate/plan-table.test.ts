import { describe, expect, test } from "vitest";
import { renderPlan } from "../../../../admin/evacuate/plan-table.ts";

describe("the plan for a person", () => {
  const moves = [
    { guest: "nfs1", to: "host2", memoryMiB: 4_096, beginsAfterSeconds: 0, seconds: 49 },
    { guest: "web1", to: "host2", memoryMiB: 512, beginsAfterSeconds: 49, seconds: 13.1 },
  ];
  const leftovers = [
    { guest: "old1", memoryMiB: 64, reason: "it is pinned to host1", forWantOfAnswer: false },
  ];

  test("has guest, size, target, expected seconds, and who would be left and why", () => {
    const plan = { moves, leftovers, seconds: 62.1, within: 1, proven: true };
    expect(renderPlan({ host: "host1", plan, leftover: "shutdown", measured: 0 })).toBe(
      "GUEST  SIZE      TO     BEGINS AFTER  TAKES ABOUT\n" +
        "nfs1   4096 MiB  host2  0 s           49 s\n" +
        "web1   512 MiB   host2  49 s          13 s\n" +
        "old1   64 MiB    -\n" +
        "\n" +
        "old1 cannot be moved, so it would be shut down: it is pinned to host1.\n" +
        "All moves take about 62 s, as an ordinary network would do it; no plan is faster.\n",
    );
  });

  test("says what the times go by, and how good it is where that is not proven", () => {
    const plan = { moves, leftovers: [], seconds: 62.1, within: 1.07, proven: false };
    expect(renderPlan({ host: "host1", plan, leftover: "leave", measured: 12 })).toContain(
      "All moves take about 62 s, going by 12 earlier moves; at most 1.07 times the shortest.\n",
    );
    const nobody = { moves: [], leftovers, seconds: 0, within: 1, proven: true };
    expect(renderPlan({ host: "host1", plan: nobody, leftover: "leave", measured: 0 })).toContain(
      "old1 cannot be moved, so it would run on here: it is pinned to host1.\n",
    );
    const nothing = { ...nobody, leftovers: [] };
    expect(renderPlan({ host: "host1", plan: nothing, leftover: "leave", measured: 0 })).toBe(
      "No guest is on host1.\n",
    );
  });
});
