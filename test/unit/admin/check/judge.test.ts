import { describe, expect, it } from "vitest";
import type { Facts, Interval } from "../../../../admin/check/facts.ts";
import { checkNames } from "../../../../admin/check/finding.ts";
import { allChecks } from "../../../../admin/check/judge.ts";
import type { HostFacts } from "../../../../admin/check/wire/facts.ts";
import { digest, factsWith, near, wellHost, without, wwid } from "./host-facts.ts";

const problems = (more: Readonly<Record<string, Partial<HostFacts>>>, rest: Partial<Facts> = {}) =>
  allChecks(factsWith(more, rest))
    .filter(({ status }) => status !== "ok")
    .map(({ check, status, sentence }) => `${check} ${status}: ${sentence}`);

const clocks = (host2: Interval) => {
  const { hosts } = factsWith();
  return new Map(
    [...hosts].map(([host, each]) => [
      host,
      host === "host2" ? { ...each, clock: host2 } : { ...each, clock: { leastMs: 0, mostMs: 0 } },
    ]),
  );
};

const paths = (...states: readonly boolean[]) =>
  states.map((isUp, index) => ({ device: `sd${"abc"[index]}`, isUp }));
const maps = (alias: string, wwidOfMap: string, ...states: readonly boolean[]): Partial<HostFacts> => ({
  multipath: { kind: "listed", maps: [{ alias, wwid: wwidOfMap, paths: paths(...states) }] },
});
const unknown = { kind: "unknown", reason: "it is on fire" } as const;

describe("allChecks", () => {
  it("has one line for each check where all is well, and in their order", () => {
    const found = allChecks(factsWith());
    expect(found.map(({ check }) => check)).toEqual([...checkNames]);
    expect(found.filter(({ status }) => status !== "ok")).toEqual([]);
  });

  it("has no line less where nothing could be asked", () => {
    const silent = { kind: "silent", reason: "it is late" } as const;
    const { hosts, answers } = factsWith();
    const found = allChecks(
      factsWith(
        {},
        {
          hosts: new Map([...hosts].filter(([host]) => host === "host1")),
          answers: new Map([...answers].map(([host, answer]) => [host, host === "host1" ? answer : silent])),
          cib: unknown,
        },
      ),
    );
    expect(new Set(found.map(({ check }) => check))).toEqual(new Set(checkNames));
    expect(
      found
        .filter(({ status }) => status !== "ok")
        .map(({ check, status, sentence }) => `${check} ${status}: ${sentence}`),
    ).toEqual([
      "ssh unknown: host2 does not answer host1: it is late.",
      "cib unknown: The CIB cannot be read on host1: it is on fire.",
    ]);
    expect(found.filter(({ status }) => status === "ok").map(({ sentence }) => sentence)).toEqual([
      "Only the cluster file of host1 could be looked at.",
      "Only the software of host1 could be looked at.",
      "Only the clock of host1 could be looked at.",
      "On host1 every host is found by /etc/hosts, without DNS.",
      "Every LUN has two paths at least, under one name on host1.",
      "Only the devices of host1 could be looked at.",
      "The LVM of host1 sees what the cluster file names and nothing else.",
      "Only the volumes of host1 could be looked at.",
      "The cluster sees host1 and host2 as members, and has a coordinator and quorum.",
      "EvmsSCC is started on host1 and host2.",
      "On host1 guests leave first, then the cluster stops, then Xen.",
      "On host1 xendomains empties a host that goes down, and starts no guest.",
      "sanlock has joined the lease volume on host1, with a watchdog.",
      "All configuration files on host1 are as the cluster file asks for.",
      "Only the guests' configurations of host1 could be looked at.",
      "No two guests have one disk, by their configurations on host1.",
      "Only the guests of host1 could be looked at.",
      "No migration has left a domain behind on host1.",
      "Nothing is left half done on host1.",
      "host1 could be emptied now.",
    ]);
  });

  it("says of whom all is well, and never of more than were compared", () => {
    const of = (check: string, more: Readonly<Record<string, Partial<HostFacts>>> = {}) =>
      allChecks(factsWith(more)).find((each) => each.check === check)?.sentence;
    expect(of("cluster-file")).toBe("The cluster file is the same on host1 and host2.");
    expect(of("memory")).toBe("Each of host1 and host2 could be emptied now, one at a time.");
    expect(of("disks")).toBe("No two guests have one disk, by their configurations on host1 and host2.");
    const [nfs1, web1] = wellHost("host2").configs;
    if (nfs1 === undefined || web1 === undefined) throw new Error("no configurations");
    const content = { kind: "unknown", reason: "/etc/xen/nfs1.cfg does not exist" } as const;
    expect(of("disks", { host2: { configs: [{ ...nfs1, content }, web1] } })).toBe(
      "No two guests have one disk, by those of their configurations that could be read on host1 and host2.",
    );
  });

  it("ssh: names who does not reach whom", () => {
    const failed = { kind: "failed", reason: "its ssh host key is not known here" } as const;
    const reach = [{ to: "host1", address: "192.168.10.1", port: undefined, result: failed }];
    expect(problems({ host2: { reach } })).toEqual([
      "ssh fail: host2 does not reach host1 at 192.168.10.1 by ssh: its ssh host key is not known here.",
    ]);
  });

  it("cluster-file and versions: what differs", () => {
    expect(problems({ host2: { clusterFile: { kind: "read", sha256: digest("b") } } })).toEqual([
      "cluster-file fail: The cluster file of host2 is another than that of host1.",
    ]);
    expect(problems({ host2: { clusterFile: unknown } })).toEqual([
      "cluster-file unknown: The cluster file of host2 cannot be read: it is on fire.",
    ]);
    const { overview } = wellHost("host2");
    expect(
      problems({
        host2: {
          overview: { ...overview, xensan: "0.0.9" },
          versions: [{ name: "kernel", version: "5.10" }],
        },
      }),
    ).toEqual([
      "versions fail: xensan differs: 0.1.0 on host1 and 0.0.9 on host2.",
      "versions warn: kernel differs: 6.1.0-41-amd64 on host1 and 5.10 on host2.",
    ]);
  });

  it("clocks: what is measured, and what their keepers say", () => {
    expect(problems({}, { hosts: clocks({ leastMs: 62_900, mostMs: 63_100 }) })).toEqual([
      "clocks fail: The clock of host2 is 63.0 s ahead of that of host1.",
    ]);
    expect(problems({}, { hosts: clocks({ leastMs: -5_000, mostMs: -1_001 }) })).toEqual([
      "clocks fail: The clock of host1 is 3.0 s ahead of that of host2.",
    ]);
    expect(problems({}, { hosts: clocks({ leastMs: -3_000, mostMs: 900 }) })).toEqual([
      "clocks warn: Of the clocks of host2 and host1 only that they are less than 3.0 s apart can be told, as answers were slow.",
    ]);
    const kept = (isSynchronised: boolean, offsetMs: number): Partial<HostFacts> => ({
      clock: { kind: "kept", by: "chrony", isSynchronised, offsetMs },
    });
    expect(problems({ host1: kept(false, 0), host2: kept(true, 800) })).toEqual([
      "clocks warn: No time server is followed on host1, by chrony.",
      "clocks warn: The clock of host2 is 0.8 s off, by chrony.",
    ]);
    expect(problems({ host1: { clock: unknown } })).toEqual([
      "clocks unknown: What keeps the clock of host1 cannot be told: it is on fire.",
    ]);
    expect(problems({ host1: { clock: unknown } }, { description: without("time") })).toEqual([
      "clocks warn: What keeps the clock of host1 cannot be told: it is on fire.",
    ]);
  });

  it("names: what /etc/hosts lacks, or has otherwise", () => {
    const names = (
      filesFirst: boolean,
      one: readonly string[],
      two: readonly string[],
    ): Partial<HostFacts> => ({
      names: {
        kind: "read",
        filesFirst,
        names: [
          { name: "host1", addresses: one },
          { name: "host2", addresses: two },
        ],
      },
    });
    expect(
      problems({
        host1: names(false, ["127.0.1.1", "192.168.10.1"], []),
        host2: names(true, ["192.168.10.1"], ["192.168.10.3"]),
      }),
    ).toEqual([
      "names fail: /etc/hosts on host1 does not have host2.",
      "names fail: DNS is asked before /etc/hosts on host1, by /etc/nsswitch.conf.",
      "names warn: /etc/hosts on host1 has 127.0.1.1 for host1, and the cluster file 192.168.10.1.",
      "names fail: /etc/hosts on host2 has 192.168.10.3 for host2, and the cluster file 192.168.10.2.",
    ]);
    expect(problems({ host1: { names: unknown } })).toEqual([
      "names unknown: Which names host1 knows without DNS cannot be told: it is on fire.",
    ]);
  });

  it("multipath: paths that are down, LUNs that are not seen, and names that differ", () => {
    expect(
      problems({ host1: maps("mpath2", wwid, true, false), host2: maps("mpath2", wwid, true, true, false) }),
    ).toEqual([
      "multipath fail: mpath2 has one path on host1 (sdb is down).",
      "multipath warn: mpath2 has lost a path on host2 (sdc is down).",
    ]);
    expect(
      problems({ host1: maps("mpath2", wwid, true), host2: maps("mpath2", wwid, false, false) }),
    ).toEqual([
      "multipath fail: mpath2 has one path on host1.",
      "multipath fail: mpath2 has no path on host2 (sda and sdb are down).",
    ]);
    expect(problems({ host2: maps("mpatha", wwid, true, true) })).toEqual([
      `multipath fail: The LUN ${wwid} is called mpatha on host2, and is to be mpath2.`,
      `multipath fail: The LUN ${wwid} is called mpath2 on host1 and mpatha on host2.`,
    ]);
    expect(problems({ host2: { multipath: { kind: "listed", maps: [] } } })).toEqual([
      `multipath fail: host2 does not see the LUN ${wwid}, which is to be mpath2.`,
    ]);
    expect(
      problems({ host1: { multipath: { kind: "not-installed" } }, host2: { multipath: unknown } }),
    ).toEqual([
      "multipath fail: multipath is not installed on host1.",
      "multipath unknown: The paths to the LUNs cannot be told on host2: it is on fire.",
    ]);
    expect(
      problems({ host1: { multipath: { kind: "not-installed" } } }, { description: without("multipath") }),
    ).toEqual([]);
  });

  it("devices: a path that is another disk, or none", () => {
    const device = (more: Partial<HostFacts["devices"][number]>): Partial<HostFacts> => ({
      devices: [
        ...wellHost("host2").devices.filter(({ path }) => path !== "/dev/SAN/nfs1"),
        { path: "/dev/SAN/nfs1", state: "usable", identity: undefined, bytes: 1 << 30, ...more },
      ],
    });
    expect(problems({ host2: device({}) })).toEqual([]);
    expect(problems({ host2: device({ identity: "LVM-other" }) })).toEqual([
      "devices fail: /dev/SAN/nfs1 has different disks: LVM-/dev/SAN/nfs1 on host1 and LVM-other on host2.",
    ]);
    expect(problems({ host2: device({ bytes: 512 }) })).toEqual([
      "devices fail: /dev/SAN/nfs1 has different sizes: 1073741824 on host1 and 512 on host2.",
    ]);
    expect(problems({ host2: device({ state: "absent", bytes: undefined }) })).toEqual([
      "devices fail: /dev/SAN/nfs1 is not there on host2.",
    ]);
    expect(problems({ host2: device({ state: "unknown", bytes: undefined }) })).toEqual([
      "devices unknown: /dev/SAN/nfs1 cannot be looked at on host2.",
    ]);
  });

  it("lvm: what the hosts' LVM sees besides, and what it does not", () => {
    const sees = (...names: readonly string[]): Partial<HostFacts> => ({
      physical: { kind: "listed", devices: names.map((name) => ({ name, names: [name] })) },
    });
    expect(problems({ host1: sees("/dev/mapper/mpath2", "/dev/sdc"), host2: sees() })).toEqual([
      "lvm fail: The LVM of host1 sees /dev/sdc, which the cluster file does not name.",
      "lvm warn: The LVM of host2 sees no physical volume on /dev/mapper/mpath2.",
    ]);
    expect(problems({ host1: { physical: unknown } })).toEqual([
      "lvm unknown: What the LVM of host1 sees cannot be told: it is on fire.",
    ]);
    expect(problems({ host1: sees("/dev/sdc") }, { description: without("volumes") })).toEqual([]);
  });

  it("volumes: one that is lacking, dead, or another manager's", () => {
    const has = (manager: "EVMS" | "LVM2", ...names: readonly string[]): Partial<HostFacts> => ({
      volumes: {
        kind: "listed",
        manager,
        volumes: names.map((name) => ({ name, path: `/dev/${name}`, isUsable: name !== "SAN/dead" })),
      },
    });
    expect(problems({ host2: has("LVM2", "SAN/dead") })).toEqual([
      "volumes fail: host2 lacks the volume SAN/nfs1.",
      "volumes fail: host1 lacks the volume SAN/dead.",
      "volumes fail: The volume SAN/dead cannot be used on host2.",
    ]);
    expect(problems({ host2: has("EVMS", "SAN/nfs1") })).toEqual([
      "volumes fail: The volume managers differ: LVM2 on host1 and EVMS on host2.",
    ]);
    expect(problems({ host1: { volumes: { kind: "none" } }, host2: { volumes: unknown } })).toEqual([
      "volumes warn: There is neither EVMS nor LVM2 on host1.",
      "volumes unknown: The volumes of host2 cannot be told: it is on fire.",
    ]);
  });

  it("cib, order, xendomains: what the commands of their own say", () => {
    const finding = {
      code: "guest-managed",
      line: 7,
      path: 'primitive "nfs1"',
      what: "the cluster manages it",
      why: "x",
      mend: "set is-managed",
    } as const;
    const found = allChecks(
      factsWith(
        {
          host2: {
            order: { kind: "told", sentences: ["A is late: mend it."] },
            xendomains: { kind: "told", sentences: ["B is on."] },
          },
        },
        { cib: { kind: "checked", findings: [finding] } },
      ),
    );
    expect(found.filter(({ status }) => status !== "ok")).toEqual([
      {
        check: "cib",
        status: "fail",
        hosts: [],
        sentence: 'In the CIB, primitive "nfs1": the cluster manages it.',
        mend: "set is-managed.",
      },
      { check: "order", status: "fail", hosts: ["host2"], sentence: "host2: A is late: mend it." },
      { check: "xendomains", status: "fail", hosts: ["host2"], sentence: "host2: B is on." },
    ]);
    expect(problems({ host1: { order: unknown }, host2: { xendomains: unknown } })).toEqual([
      "order unknown: In which order host1 goes down cannot be told: it is on fire.",
      "xendomains unknown: What xendomains does on host2 cannot be told: it is on fire.",
    ]);
  });

  it("lease: how sanlock stands to the volume, and its watchdog", () => {
    const lease = (more: Partial<Extract<HostFacts["lease"], { kind: "asked" }>>): Partial<HostFacts> => ({
      lease: {
        kind: "asked",
        daemonName: "host2",
        usesWatchdog: true,
        isWatched: true,
        standing: { kind: "joined", leaseId: 2 },
        ...more,
      },
    });
    const ofHost2 = (more: Parameters<typeof lease>[0]) => problems({ host2: lease(more) });
    expect(ofHost2({ standing: { kind: "no-daemon" } })).toEqual([
      "lease fail: sanlock's daemon does not run on host2.",
    ]);
    expect(ofHost2({ standing: { kind: "joined", leaseId: 1 } })).toEqual([
      "lease fail: host2 has joined the lease volume as host number 1, and the cluster file gives it 2.",
    ]);
    expect(ofHost2({ standing: { kind: "not-joined" } })).toEqual([
      "lease warn: sanlock on host2 has not joined the lease volume, so nobody knows there which hosts are dead.",
    ]);
    expect(ofHost2({ standing: unknown })).toEqual([
      "lease unknown: How host2 stands to the lease volume cannot be told: it is on fire.",
    ]);
    expect(ofHost2({ daemonName: "0f3a.host2" })).toEqual([
      "lease fail: sanlock calls host2 0f3a.host2, so that it waits minutes for its own number when it comes back.",
    ]);
    expect(ofHost2({ usesWatchdog: false, isWatched: false })).toEqual([
      "lease fail: sanlock on host2 has no watchdog, and the cluster file wants one.",
    ]);
    expect(ofHost2({ isWatched: false })).toEqual([
      "lease fail: wdmd does not run on host2, so nothing resets it when it loses the lease volume.",
    ]);
  });

  it("files: what lacks, is stale, or is no file", () => {
    const file = (found: HostFacts["files"][number]["found"]): Partial<HostFacts> => ({
      files: [{ path: "/etc/multipath.conf", found }],
    });
    expect(problems({ host2: file({ kind: "part", sha256: digest("0") }) })).toEqual([
      "files fail: /etc/multipath.conf on host2 differs from what the cluster file asks for.",
    ]);
    expect(problems({ host2: file({ kind: "absent" }) })).toEqual([
      "files fail: There is no /etc/multipath.conf on host2, or no part of xensan's in it.",
    ]);
    expect(problems({ host2: file({ kind: "other", what: "is a symbolic link" }) })).toEqual([
      "files fail: /etc/multipath.conf on host2 is a symbolic link.",
    ]);
  });

  it("configs: what differs, lacks, or is not understood", () => {
    const [nfs1, web1] = wellHost("host2").configs;
    if (nfs1 === undefined || web1 === undefined || nfs1.content.kind !== "read")
      throw new Error("no configurations");
    const configs = (content: HostFacts["configs"][number]["content"]): Partial<HostFacts> => ({
      configs: [{ guest: "nfs1", content }, web1],
    });
    expect(problems({ host2: configs({ ...nfs1.content, sha256: digest("d") }) })).toEqual([
      "configs fail: The configuration of nfs1 is not the same on host1 and host2.",
    ]);
    expect(
      problems({ host2: configs({ kind: "unknown", reason: "/etc/xen/nfs1.cfg does not exist" }) }),
    ).toEqual(["configs fail: On host2 /etc/xen/nfs1.cfg does not exist."]);
    expect(problems({ host2: configs({ ...nfs1.content, disks: unknown }) })).toEqual([
      "configs warn: What disks nfs1 has is not understood on host2: it is on fire.",
    ]);
  });

  it("disks: one that two guests have, by whatever path, and unless both only read it", () => {
    const configs = (access: "read" | "write" | "write-shared", thing: string): Partial<HostFacts> => ({
      configs: ["nfs1", "web1"].map((guest) => ({
        guest,
        content: {
          kind: "read",
          sha256: digest("c"),
          disks: { kind: "known", disks: [{ target: `/dev/SAN/${guest}`, access, thing }] },
        },
      })),
    });
    const both = (each: Partial<HostFacts>) => problems({ host1: each, host2: each });
    expect(both(configs("write", "254:3"))).toEqual([
      "disks fail: nfs1 and web1 have one disk by their configurations on host1 and host2: /dev/SAN/nfs1 and /dev/SAN/web1.",
    ]);
    expect(both(configs("write-shared", "254:3"))).toEqual([
      "disks warn: nfs1 and web1 have one disk by their configurations on host1 and host2: /dev/SAN/nfs1 and /dev/SAN/web1.",
    ]);
    expect(both(configs("read", "254:3"))).toEqual([]);
  });

  it("journals: of guests that the cluster file does not have, too", () => {
    expect(
      problems({
        host1: { strayOperations: { kind: "listed", guests: ["old1"] } },
        host2: { strayOperations: unknown },
      }),
    ).toEqual([
      "journals warn: host1 has something on record of old1, which the cluster file does not have.",
      "journals unknown: What is on record on host2 cannot be told: it is on fire.",
    ]);
  });

  it("says once what several hosts have alike, and tells host1 from host10 by their whole names", () => {
    const order = { kind: "told", sentences: ["A is late on host10: mend it."] } as const;
    expect(problems({ host1: { order }, host2: { order, clock: unknown } })).toEqual([
      "clocks unknown: What keeps the clock of host2 cannot be told: it is on fire.",
      "order fail: host1 and host2: A is late on host10: mend it.",
    ]);
    const [line] = allChecks(factsWith({ host1: { clock: unknown }, host2: { clock: unknown } })).filter(
      ({ check }) => check === "clocks",
    );
    expect(line).toMatchObject({
      hosts: ["host1", "host2"],
      sentence: "What keeps the clock of host1 and host2 cannot be told: it is on fire.",
    });
  });

  it("keeps the measured times of hosts that are in step to itself", () => {
    const [line] = allChecks(factsWith()).filter(({ check }) => check === "clocks");
    expect(near.mostMs).toBeLessThan(1_000);
    expect(line?.sentence).toBe("The clocks of host1 and host2 are less than 0.1 s apart.");
  });
});
