import { describe, expect, test } from "vitest";
import { guestsHere } from "../../../../../lib/evacuation/facts/guests-here.ts";
import { sightOf } from "../../../../../lib/evacuation/facts/peers.ts";
import type { GuestOverview, HostOverview } from "../../../../../lib/guard/overview/overview.ts";
import { absentGuest, overviewWith, runningGuest } from "../../guard/overview/overviews.ts";

const answered = (overview: HostOverview) => ({ kind: "answered", overview }) as const;
const arrival = (guest: string, source: string): GuestOverview["open"] => ({
  ...{ kind: "open", active: true },
  operation: { kind: "arrival", id: "m1", guest, sinceMs: 5, source, claim: 3 },
});

describe("what a plan knows of a peer", () => {
  const here = overviewWith([runningGuest("nfs1"), absentGuest("web1")]);

  test("is its free memory, and what is on its way there from here and from others", () => {
    const copy = { domid: 9, name: "nfs1--incoming", state: "paused", memoryMiB: 200, vcpus: 0 } as const;
    const host2 = overviewWith([
      absentGuest("nfs1", {
        presence: { kind: "running", domains: [{ domain: copy, role: "arriving" }] },
        open: arrival("nfs1", "host1"),
      }),
      absentGuest("web1", { open: arrival("web1", "host3") }),
    ]);
    const host3 = overviewWith([absentGuest("nfs1"), runningGuest("web1")]);
    const around = new Map([
      ["host2", answered(host2)],
      ["host3", answered(host3)],
    ]);
    // Each guest has 512 MiB and needs 5 besides.
    expect(sightOf("host2", { here, around })).toEqual({
      ...{ kind: "seen", freeMiB: 1_024, closed: undefined, shuttingDown: false },
      arrivingMiB: 317 + 517,
    });
    const withoutHost3 = new Map([["host2", answered(host2)]]);
    expect(sightOf("host2", { here, around: withoutHost3 })).toMatchObject({ arrivingMiB: 317 });
  });

  test("is that it takes nobody in, and why", () => {
    const closed = (kind: "evacuation" | "maintenance") =>
      sightOf("host2", {
        here,
        around: new Map([
          ["host2", answered(overviewWith([], { closed: { kind, sinceMs: 5, by: "root" } }))],
        ]),
      });
    expect(closed("evacuation")).toMatchObject({ shuttingDown: true, closed: undefined });
    expect(closed("maintenance")).toMatchObject({ shuttingDown: false, closed: "host2 is in maintenance" });
    const unclear = overviewWith([], { closed: { kind: "unclear", reason: "a file is torn" } });
    expect(sightOf("host2", { here, around: new Map([["host2", answered(unclear)]]) })).toMatchObject({
      closed: "host2 may be in maintenance",
    });
  });

  test("is nothing where it says nothing, or not how much memory it has", () => {
    expect(
      sightOf("host2", { here, around: new Map([["host2", { kind: "silent", reason: "it is off" }]]) }),
    ).toEqual({
      ...{ kind: "silent", reason: "it is off" },
    });
    const memory = { kind: "unknown", reason: "xl did not answer in 10 s" } as const;
    expect(
      sightOf("host2", { here, around: new Map([["host2", answered(overviewWith([], { memory }))]]) }),
    ).toEqual({
      ...{ kind: "silent", reason: "it does not say how much memory it has: xl did not answer in 10 s" },
    });
    expect(sightOf("host2", { here, around: new Map() }).kind).toBe("silent");
  });
});

describe("what the host that is emptied has of a guest", () => {
  const listed = [{ name: "nfs1", config: "/etc/xen/nfs1.cfg", priority: 7, pins: ["host2"] }];
  const of = (guest: GuestOverview) => guestsHere(overviewWith([guest]), listed).get("nfs1");

  test.each([
    ["nothing", absentGuest("nfs1"), { kind: "absent" }],
    [
      "a guest that runs, with what the cluster file says of it",
      runningGuest("nfs1"),
      { kind: "runs", guest: { name: "nfs1", memoryMiB: 512, vcpus: 1, priority: 7, pins: ["host2"] } },
    ],
    [
      "a guest that reboots",
      runningGuest("nfs1", { state: "rebooting" }),
      {
        kind: "passing",
        memoryMiB: 512,
        reason:
          "it has shut down to reboot, and nobody starts it anew: destroy what is left with xensan stop --force, and start it",
      },
    ],
    [
      "something under way",
      runningGuest("nfs1", { open: arrival("nfs1", "host3") }),
      { kind: "busy", reason: "a migration to it of it is under way", memoryMiB: 512 },
    ],
    [
      "something that nobody knows",
      absentGuest("nfs1", { presence: { kind: "unknown", reason: "xl hangs" } }),
      { kind: "unclear", reason: "xl hangs" },
    ],
    [
      "a record that cannot be read",
      absentGuest("nfs1", { open: { kind: "unreadable", reason: "a file is torn" } }),
      { kind: "stands", reason: "a file is torn", memoryMiB: undefined },
    ],
  ] as const)("%s", (_, guest, expected) => {
    expect(of(guest)).toEqual(expected);
  });
});
