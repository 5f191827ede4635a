import { describe, expect, it } from "vitest";
import { oldPictureSentence } from "../../../../lib/cluster/refresh/sentence.ts";
import { placesAfter, problemsOf } from "../../../../lib/evacuation/places.ts";
import type { Outcome } from "../../../../lib/evacuation/record/record.ts";

const move = (guest: string, to: string, outcome: Outcome) => ({
  ...{ guest, to, outcome, memoryMiB: 1, beganMs: 1, tookMs: 1 },
  ...{ downtimeMs: undefined, reason: undefined },
});
const shutdown = (guest: string, outcome: Outcome) => ({ guest, outcome, tookMs: 1, reason: undefined });

describe("placesAfter", () => {
  it("knows where what went well is, and says so of nothing else", () => {
    const places = placesAfter({
      moves: [
        move("nfs1", "host2", "failed"),
        move("nfs1", "host3", "done"),
        move("web1", "host2", "failed"),
        move("web2", "host2", "unfinished"),
        move("web3", "host2", "under-way"),
      ],
      shutdowns: [shutdown("web1", "done"), shutdown("web4", "failed")],
    });
    expect(Object.fromEntries(places)).toEqual({
      ...{ nfs1: ["host3"], web1: [], web2: undefined, web3: undefined, web4: undefined },
    });
  });
});

describe("problemsOf", () => {
  const places = new Map([
    ["nfs1", ["host2"]],
    ["web1", ["host2"]],
    ["web2", ["host3"]],
  ]);
  const old = (...problems: readonly string[]) =>
    [...places.keys()].map((guest) => ({ guest, problems, told: problems.length === 0 }));

  it("finds none where the cluster looks anew and sees the destinations", () => {
    expect([...problemsOf(old(), places, "host1", () => false)]).toEqual([]);
  });

  it("tells of a destination that the cluster has lost sight of, once for all its guests", () => {
    expect([...problemsOf(old(), places, "host1", (host) => host === "host2")]).toEqual([
      ["host2 is out of the cluster as host1 sees it", ["nfs1", "web1"]],
    ]);
    const [first] = old();
    const guests = first === undefined ? [] : [first];
    const [[problem, names] = ["", []]] = [...problemsOf(guests, places, "host1", () => true)];
    expect(oldPictureSentence(names, problem)).toBe(
      "the cluster manager may show an old picture of nfs1: host2 is out of the cluster as host1 sees it; xensan repair nfs1 has it look anew.",
    );
  });

  it("tells what is the same for all of them once", () => {
    const [[problem, names] = ["", []], ...more] = problemsOf(
      old("cibadmin is not installed"),
      places,
      "host1",
      () => false,
    );
    expect(more).toEqual([]);
    expect(oldPictureSentence(names, problem)).toBe(
      "the cluster manager may show an old picture of nfs1, web1, web2: cibadmin is not installed; xensan repair nfs1, and so for each of them, has it look anew.",
    );
  });
});
