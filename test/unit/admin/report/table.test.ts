import { describe, expect, it } from "vitest";
import { renderReports } from "../../../../admin/report/table.ts";
import type { HostAnswer, HostReport } from "../../../../lib/guard/facts.ts";

const absent: HostReport = {
  presence: { kind: "absent" },
  uses: { kind: "known", uses: [] },
  open: undefined,
  busy: [],
  closed: undefined,
};
const answered = (report: Partial<HostReport>): HostAnswer => ({
  kind: "answered",
  report: { ...absent, ...report },
});
const domain = { domid: 3, name: "nfs1", state: "blocked", memoryMiB: 512, vcpus: 1 } as const;
const operation = { kind: "start", id: "a1", guest: "web1", sinceMs: 1_700_000_000_000 } as const;
const use = { disk: "/dev/SAN/db1", wanted: "write", user: "a mount on /mnt", access: "write" } as const;

describe("renderReports", () => {
  it("has one line for each guest, and nothing below where all is well", () => {
    const presence = { kind: "running", domains: [{ domain, role: "itself" }] } as const;
    expect(
      renderReports("host1", [
        { guest: "nfs1", answer: answered({ presence }) },
        { guest: "web1", answer: answered({}) },
      ]),
    ).toBe(
      [
        "GUEST  ON host1            DISKS          UNDER WAY",
        "nfs1   blocked (domain 3)  no other user  nothing",
        "web1   absent              no other user  nothing",
        "",
      ].join("\n"),
    );
  });

  it("says below what stands in the way, and what to do", () => {
    expect(
      renderReports("host1", [
        { guest: "web1", answer: answered({ open: { operation, active: false } }) },
        {
          guest: "web2",
          answer: answered({ open: { operation: { ...operation, guest: "web2" }, active: true } }),
        },
        {
          guest: "db1",
          answer: answered({ uses: { kind: "known", uses: [use] }, busy: ["xl create (pid 812)"] }),
        },
        { guest: "db2", answer: answered({ uses: { kind: "unknown", reason: "xl exited with 1" } }) },
        { guest: "db3", answer: { kind: "silent", reason: "db3.json cannot be read (EIO)" } },
      ]),
    ).toBe(
      [
        "GUEST  ON host1  DISKS          UNDER WAY",
        "web1   absent    no other user  a start, unfinished",
        "web2   absent    no other user  a start",
        "db1    absent    in use         a program of the toolstack",
        "db2    absent    unknown        nothing",
        "db3    unknown   unknown        unknown",
        "",
        "web1: a start is on record since 2023-11-14T22:13:20.000Z and nobody is at work on it: run xensan repair web1.",
        "web2: a start is on record since 2023-11-14T22:13:20.000Z.",
        "db1: a mount on /mnt writes its disk /dev/SAN/db1.",
        "db1: xl create (pid 812) is at work.",
        "db2: xl exited with 1.",
        "db3: db3.json cannot be read (EIO).",
        "",
      ].join("\n"),
    );
  });
});
