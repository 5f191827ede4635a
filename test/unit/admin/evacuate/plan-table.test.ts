import { describe, expect, test } from "vitest";
import { renderPlan } from "../../../../admin/evacuate/plan-table.ts";
import { guestsIn, shownPlan, unclearIn } from "../../../../admin/evacuate/shown-plan.ts";
import { guestsHere } from "../../../../lib/evacuation/facts/guests-here.ts";
import { plan as planFor } from "../../../../lib/evacuation/plan/plan.ts";
import { departure } from "../../lib/guard/operations.ts";
import { absentGuest, overviewWith, runningGuest } from "../../lib/guard/overview/overviews.ts";

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
    expect(renderPlan({ host: "host1", plan, unclear: new Map(), leftover: "shutdown", measured: 0 })).toBe(
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
    expect(
      renderPlan({ host: "host1", plan, unclear: new Map(), leftover: "leave", measured: 12 }),
    ).toContain("All moves take about 62 s, going by 12 earlier moves; at most 1.07 times the shortest.\n");
    const nobody = { moves: [], leftovers, seconds: 0, within: 1, proven: true };
    expect(
      renderPlan({ host: "host1", plan: nobody, unclear: new Map(), leftover: "leave", measured: 0 }),
    ).toContain("old1 cannot be moved, so it would run on here: it is pinned to host1.\n");
    const nothing = { ...nobody, leftovers: [] };
    expect(
      renderPlan({ host: "host1", plan: nothing, unclear: new Map(), leftover: "leave", measured: 0 }),
    ).toBe("No guest is on host1.\n");
  });

  test("does not say what nobody knows: whether a guest is here, and its size", () => {
    const presence = { kind: "unknown", reason: "xl list -v exited with 1" } as const;
    const left = { kind: "open", operation: departure("m1", "host2"), active: false } as const;
    const listed = ["nfs1", "vm1", "web1"].map((name) => ({
      name,
      config: `/etc/xen/${name}`,
      priority: 0,
      pins: [],
    }));
    const overview = overviewWith([
      absentGuest("nfs1", { presence }),
      absentGuest("vm1", { open: left }),
      runningGuest("web1", { state: "paused" }),
    ]);
    const here = guestsHere(overview, listed);
    const situation = {
      here: "host1",
      guests: guestsIn(here),
      peers: [],
      concurrency: 1,
      dom0ReserveMiB: 256,
    };
    const plan = shownPlan(planFor(situation), here);
    expect(
      renderPlan({ host: "host1", plan, unclear: unclearIn(here), leftover: "shutdown", measured: 0 }),
    ).toBe(
      "GUEST  SIZE     TO  BEGINS AFTER  TAKES ABOUT\n" +
        "nfs1   unknown  -\n" +
        "vm1    unknown  -\n" +
        "web1   512 MiB  -\n" +
        "\n" +
        "Whether nfs1 is here cannot be told: xl list -v exited with 1.\n" +
        "vm1 cannot be moved, so it would be shut down: a migration away of it was not finished: run xensan repair vm1.\n" +
        "web1 cannot be moved, so it would be shut down: it is paused: let it go on, or destroy it with xensan stop --force.\n",
    );
    expect(JSON.parse(JSON.stringify(plan.leftovers))).toMatchObject([
      { guest: "nfs1", reason: "whether it is here cannot be told: xl list -v exited with 1" },
      { guest: "vm1" },
      { guest: "web1", memoryMiB: 512 },
    ]);
    expect(plan.leftovers.map((each) => "memoryMiB" in each)).toEqual([false, false, true]);
  });
});
