import { sightOf } from "../../../../admin/domains/sight.ts";
import { type StatusFacts, statusOf } from "../../../../admin/status/compose.ts";
import type { Status } from "../../../../admin/status/document.ts";
import type { Membership, NodeMembership } from "../../../../lib/cluster/membership/membership.ts";
import type { EvacuationRecord } from "../../../../lib/evacuation/record/record.ts";
import type { HostDetails } from "../../../../lib/guard/overview/details.ts";
import type { GuestOverview, HostOverview, OverviewAnswer } from "../../../../lib/guard/overview/overview.ts";
import { absentGuest, overviewWith, runningGuest } from "../../lib/guard/overview/overviews.ts";

export const takenMs = Date.UTC(2026, 10, 22, 9, 20, 15);

const member: NodeMembership = { kind: "member", conditions: [] };

export const volumesActive: HostDetails["volumes"] = {
  kind: "known",
  title: "EVMS",
  volumes: ["nfs1", "web1"].map((name) => ({
    ...{ name: `san2/${name}`, path: `/dev/evms/san2/${name}`, state: "active" as const },
  })),
};

/** What host1 and host2 say, by guest; silent where it is a text. */
export type Said = { readonly [host: string]: readonly GuestOverview[] | string };

export function answersOf(said: Said, more: Partial<HostOverview> = {}): StatusFacts["answers"] {
  const details: HostDetails = { evacuation: undefined, volumes: volumesActive };
  return new Map(
    Object.entries(said).map(([host, told]): [string, OverviewAnswer] => [
      host,
      typeof told === "string"
        ? { kind: "silent", reason: told }
        : { kind: "answered", overview: overviewWith(told, { details, ...more }) },
    ]),
  );
}

export function membershipOf(
  hosts: readonly string[],
  other: { readonly [host: string]: NodeMembership } = {},
  partition: Partial<Extract<Membership["partition"], { kind: "answered" }>> = {},
): Membership {
  return {
    nodes: new Map(hosts.map((host) => [host, other[host] ?? member])),
    partition: { kind: "answered", dc: hosts[0], quorum: true, unlisted: [], ...partition },
  };
}

export function factsOf(
  answers: StatusFacts["answers"],
  guests: readonly string[],
  more: Partial<StatusFacts> = {},
): StatusFacts {
  const hosts = [...answers.keys()];
  const clone = { id: "evmsclone", agent: "EvmsSCC", startedOn: hosts, failedOn: [] };
  return {
    ...{
      checked: [],
      here: hosts[0] ?? "host1",
      xensan: "0.1.0",
      takenMs,
      tookMs: 430,
      dialect: "pacemaker",
    },
    ...{ membership: membershipOf(hosts), resources: { kind: "shown", resources: [clone] }, answers },
    sights: guests.map((guest) => sightOf(guest, answers, undefined)),
    ...more,
  };
}

/** host1 with nfs1, host2 with web1, and nothing is wrong. */
export function wellStatus(): Status {
  const since = { sinceMs: takenMs - 86_400_000, by: "a start" };
  const lease = { kind: "held", version: 3, holder: 812 } as const;
  const free = { lease: { kind: "not-held" } } as const;
  const answers = answersOf({
    host1: [runningGuest("nfs1", { since, lease }), absentGuest("web1", free)],
    host2: [absentGuest("nfs1", free), runningGuest("web1", { since, lease })],
  });
  return statusOf(factsOf(answers, ["nfs1", "web1"]));
}

const move = (guest: string, to: string, after: number, tookMs: number) => ({
  ...{ guest, to, memoryMiB: 512, beganMs: takenMs - 600_000 + after, tookMs, downtimeMs: tookMs / 20 },
  ...{ outcome: "done" as const, reason: undefined },
});

export const evacuation: EvacuationRecord = {
  ...{ version: 1, id: "e-1", host: "host1", by: "root", planned: [], shutdowns: [] },
  ...{ beganMs: takenMs - 600_000, endedMs: takenMs - 563_000 },
  moves: [
    move("vm1", "host2", 900, 11_200),
    move("vm2", "host3", 1_100, 14_800),
    {
      ...move("vm3", "host2", 12_700, 9_300),
      ...{ outcome: "refused", downtimeMs: undefined, reason: "host2 takes no guest in" },
    },
    move("vm4", "host3", 16_400, 19_000),
  ],
  left: [{ guest: "vm3", reason: "host2 takes no guest in" }],
};

/** Much that is wrong, on four hosts: one is cut off, and one guest runs twice. */
export function troubledStatus(hostile = ""): Status {
  const lease = { kind: "held", version: 3, holder: 812 } as const;
  const since = { sinceMs: takenMs - 5_400_000, by: `a migration from host1${hostile}` };
  const names = ["nfs1", "vm1", "vm2", "vm3", "vm4", "vm5", "web1"];
  const on = (here: { readonly [guest: string]: GuestOverview }) =>
    names.map((name) => here[name] ?? absentGuest(name, { lease: { kind: "not-held" } }));
  const answers = new Map([
    ...answersOf(
      {
        host1: on({
          nfs1: runningGuest("nfs1", { lease, since }),
          vm5: runningGuest("vm5", { lease: { kind: "not-held" } }),
        }),
      },
      {
        closed: { kind: "maintenance", sinceMs: takenMs - 3_600_000, by: `root${hostile}` },
        others: {
          kind: "known",
          domains: [{ domid: 9, name: `build${hostile}`, state: "running", memoryMiB: 256 }],
        },
        details: { evacuation, volumes: volumesActive },
      },
    ),
    ...answersOf({
      host2: on({
        vm1: runningGuest("vm1", { lease, since }),
        vm3: runningGuest("vm3", { lease, state: "paused" }),
        vm5: runningGuest("vm5", { lease }),
      }),
      host3: on({ vm2: runningGuest("vm2", { lease, since }), vm4: runningGuest("vm4", { lease }) }),
      host4: `it does not react at 192.168.10.4${hostile}: look at host4 and at the network`,
    }),
  ]);
  const hosts = [...answers.keys()];
  const failedOn = [{ node: "host3", reason: `/dev/evms/san2/vm2 is not there${hostile}` }];
  return statusOf(
    factsOf(answers, names, {
      membership: membershipOf(hosts, { host4: { kind: "gone", seenBy: "majority", conditions: [] } }),
      resources: {
        kind: "shown",
        resources: [{ id: "evmsclone", agent: "EvmsSCC", startedOn: ["host1", "host2"], failedOn }],
      },
    }),
  );
}
