import { describe, expect, it } from "vitest";
import { statusOf } from "../../../../admin/status/compose.ts";
import { statusJsonSchema, statusSchema } from "../../../../admin/status/document.ts";
import { isWell } from "../../../../admin/status/findings.ts";
import { renderStatus } from "../../../../admin/status/text.ts";
import { absentGuest, runningGuest } from "../../lib/guard/overview/overviews.ts";
import {
  answersOf,
  evacuation,
  factsOf,
  membershipOf,
  troubledStatus,
  volumesActive,
  wellStatus,
} from "./scene.ts";

const sentences = (status: ReturnType<typeof wellStatus>) =>
  status.findings.map(({ level, sentence }) => `${level}: ${sentence}`);
const two = answersOf({ host1: [absentGuest("nfs1")], host2: [absentGuest("nfs1")] });

describe("statusOf", () => {
  it("gives a document as the schema says, also after JSON", () => {
    for (const status of [wellStatus(), troubledStatus()]) {
      expect(statusSchema.parse(JSON.parse(JSON.stringify(status)))).toEqual(status);
    }
    expect(statusJsonSchema()).toMatchObject({ type: "object", additionalProperties: false });
  });

  it("finds nothing where all is well", () => {
    expect(sentences(wellStatus())).toEqual([]);
    expect(isWell(wellStatus())).toBe(true);
  });

  it("names a host that does not answer, and never calls a guest stopped that may be there", () => {
    const answers = answersOf({ host1: [absentGuest("nfs1")], host2: "its sshd refuses" });
    const status = statusOf(factsOf(answers, ["nfs1"]));
    expect(status.guests).toMatchObject([{ verdict: "unknown", silent: ["host2"], places: [] }]);
    expect(sentences(status)).toEqual([
      "unknown: host2 does not answer: its sshd refuses.",
      "unknown: Whether nfs1 runs cannot be told: it may be on host2.",
    ]);
    expect(isWell(status)).toBe(false);
    expect(renderStatus(status)).not.toContain("stopped");
    expect(statusOf(factsOf(two, ["nfs1"])).guests).toMatchObject([{ verdict: "stopped" }]);
  });

  it("puts a guest that runs twice before all else", () => {
    const [first] = troubledStatus().findings;
    expect(first).toMatchObject({ level: "fail", about: "vm5" });
    expect(first?.sentence).toContain("VM5 RUNS ON host1 AND ON host2");
  });

  it("tells what the cluster manager says of nodes, quorum and strangers", () => {
    const membership = membershipOf(
      ["host1", "host2"],
      {
        host1: { kind: "member", conditions: ["standby"] },
        host2: { kind: "gone", seenBy: "this-side", conditions: [] },
      },
      { dc: undefined, quorum: false, unlisted: ["host9"] },
    );
    const status = statusOf(factsOf(two, ["nfs1"], { membership }));
    expect(sentences(status)).toEqual([
      "fail: The cluster has no coordinator (DC) now: wait until it has elected one.",
      "fail: This side of the cluster has no quorum: look at the other hosts and at the network between them.",
      expect.stringMatching(/^fail: The cluster has a node host9, and the cluster file has not: /),
      "fail: host2 is no member of the cluster now; it may be cut off and run guests all the same: look at it.",
      "warn: host1 is in standby for the cluster: end it when the work there is done.",
    ]);
    expect("dc" in status.cluster).toBe(false);
  });

  it("says once that the cluster manager is silent, and knows the guests all the same", () => {
    const reason = "The cluster manager on host1 gave no usable answer: crm_mon is not installed.";
    const membership = {
      nodes: new Map(["host1", "host2"].map((host) => [host, { kind: "unknown", reason } as const])),
      partition: { kind: "no-answer", reason } as const,
    };
    const resources = { kind: "unknown", reason: "crm_mon is not installed" } as const;
    const status = statusOf(factsOf(two, ["nfs1"], { membership, resources }));
    expect(sentences(status)).toEqual([
      `unknown: ${reason}`,
      "unknown: Where EvmsSCC is started cannot be told: crm_mon is not installed.",
    ]);
    expect(status.guests).toMatchObject([{ verdict: "stopped" }]);
  });

  it("tells where EvmsSCC failed, is not started, or is missing altogether", () => {
    const clone = { id: "evmsclone", agent: "EvmsSCC", startedOn: ["host1"], failedOn: [] };
    const shown = (...resources: readonly (typeof clone)[]) =>
      statusOf(factsOf(two, [], { resources: { kind: "shown", resources } }));
    expect(shown(clone).nodes.map((node) => node.clone.kind)).toEqual(["started", "stopped"]);
    expect(sentences(shown(clone))).toEqual([
      "fail: EvmsSCC is not started on host2, so its volumes are not watched: see crm_mon.",
    ]);
    expect(sentences(shown())).toEqual([expect.stringMatching(/^fail: The cluster has no EvmsSCC/)]);
    expect(sentences(shown({ ...clone, agent: "XenVM" }))).toHaveLength(1);
  });

  it("compares the hosts' volumes", () => {
    const other = {
      kind: "known",
      title: "EVMS",
      volumes: [{ name: "san2/nfs1", path: "/dev/evms/san2/nfs1", state: "dead" }],
    } as const;
    const answers = new Map([
      ...answersOf({ host1: [] }, { details: { evacuation: undefined, volumes: volumesActive } }),
      ...answersOf({ host2: [] }, { details: { evacuation: undefined, volumes: other } }),
    ]);
    expect(sentences(statusOf(factsOf(answers, [])))).toEqual([
      "fail: On host2 no device is behind san2/nfs1: look at its paths to the disks.",
      "fail: Active on other hosts and not on host2: san2/web1.",
    ]);
  });

  it("says that the last evacuation was cut off, but not while the host is still being emptied", () => {
    const details = { evacuation: { ...evacuation, endedMs: undefined }, volumes: volumesActive };
    const cut = answersOf({ host1: [] }, { details });
    expect(sentences(statusOf(factsOf(cut, [])))).toEqual([
      "warn: The last evacuation of host1 was cut off: run xensan repair there.",
    ]);
    const closed = { kind: "evacuation", sinceMs: 5, by: "root" } as const;
    const open = answersOf({ host1: [] }, { details, closed });
    expect(sentences(statusOf(factsOf(open, [])))).toEqual([
      expect.stringMatching(/^info: No guest is taken in/),
    ]);
  });

  it("says that hosts have another release, which is a fault, as for xensan check", () => {
    const answers = new Map([
      ...answersOf({ host1: [absentGuest("nfs1")] }),
      ...answersOf({ host2: [runningGuest("nfs1")] }, { xensan: "0.0.9" }),
    ]);
    const status = statusOf(factsOf(answers, ["nfs1"]));
    expect(sentences(status)).toEqual([
      "fail: The hosts have different releases of xensan: 0.1.0 on host1, 0.0.9 on host2. Install the newest.",
    ]);
    expect(isWell(status)).toBe(false);
  });

  it("takes in what xensan check finds, but not that all is well", () => {
    const checked = [
      { check: "memory", status: "ok", hosts: ["host1"], sentence: "Fine." },
      {
        check: "leftovers",
        status: "fail",
        hosts: ["host1", "host2"],
        sentence: "It is left.",
        mend: "Repair it.",
      },
    ] as const;
    const status = statusOf(factsOf(two, ["nfs1"], { checked }));
    expect(status.findings).toEqual([
      { level: "fail", about: "host1, host2", sentence: "It is left. Repair it." },
    ]);
    expect(isWell(status)).toBe(false);
  });
});

describe("renderStatus", () => {
  it("is short where all is well", () => {
    expect(renderStatus(wellStatus())).toBe(
      [
        "All is well on 2 hosts with 2 guests.",
        "2026-11-22 09:20:15Z, asked on host1 in 0.4 s. Cluster: pacemaker, coordinator host1, with quorum.",
        "",
        "NODE   CLUSTER      VOLUMES                 FREE MEMORY       GUESTS",
        "host1  member (DC)  started, 2 of 2 active  1024 of 4096 MiB  nfs1",
        "host2  member       started, 2 of 2 active  1024 of 4096 MiB  web1",
        "",
        "GUEST  WHERE  STATE  MEMORY   LEASE  SINCE",
        "nfs1   host1  runs   512 MiB  host1  2026-11-21 09:20:15Z by a start",
        "web1   host2  runs   512 MiB  host2  2026-11-21 09:20:15Z by a start",
        "",
      ].join("\n"),
    );
  });

  it("shows what is wrong first, and the last evacuation; a terminal obeys nothing of it", () => {
    const text = renderStatus(troubledStatus("\u001b[31m"));
    expect(text.split("\n")[0]).toBe("3 wrong, 2 unknown, 1 to look at.");
    expect(text).toContain("\nwrong    VM5 RUNS ON host1 AND ON host2");
    expect(text).toContain("host4  gone         stopped                 unknown           does not answer\n");
    expect(text).toMatch(/\nweb1 +unknown +unknown +- +unknown +-\n/);
    expect(text).toContain(
      "Last evacuation of host1: 2026-11-22 09:10:15Z by root, took 37.0 s: host1 is not empty",
    );
    expect(text).not.toContain("\u001b");
  });
});
