import { describe, expect, it } from "vitest";
import type { DiskUse, HostAnswer } from "../../../../../lib/guard/facts.ts";
import { mayBegin, mayGoOn } from "../../../../../lib/guard/verdict/may-begin.ts";
import { busyWith, leaseFacts, present, says, silent, survey, uses } from "../surveys.ts";

const id = "0d4c";
const start = { kind: "start", id: "other", guest: "nfs1", sinceMs: 0 } as const;

/** May nfs1 begin on host1, given what these hosts say? */
function verdict(answers: Readonly<Record<string, HostAnswer>>, more: Parameters<typeof survey>[0] = {}) {
  return mayBegin({ survey: survey({ answers, ...more }), on: "host1", id });
}

function use(wanted: DiskUse["wanted"], access: DiskUse["access"]): DiskUse {
  return { disk: "/dev/SAN/nfs1", wanted, user: "domain web1", access };
}

describe("a guest may begin", () => {
  it("where every host says that it has nothing of it", () => {
    expect(verdict({})).toEqual({ kind: "allow" });
  });

  it("while its own operation is open", () => {
    expect(verdict({ host1: busyWith({ ...start, id }, true) })).toEqual({ kind: "allow" });
  });

  it("where others only read a disk that it only reads, and where both said w!", () => {
    expect(verdict({ host2: uses(use("read", "read")) }).kind).toBe("allow");
    expect(verdict({ host2: uses(use("write-shared", "write-shared")) }).kind).toBe("allow");
    expect(verdict({ host2: uses(use("write-shared", "read")) }).kind).toBe("allow");
  });
});

describe("a guest may not begin", () => {
  it("where it is already, in whatever state", () => {
    expect(verdict({ host1: says({ presence: present("paused") }) })).toEqual({
      kind: "refuse",
      reason: "it is on host1 already, as domain 5 (paused)",
    });
  });

  it("where nobody is taken in, and there only", () => {
    const closed = { kind: "maintenance", sinceMs: 0, by: "admin1" } as const;
    expect(verdict({ host1: says({ closed }) })).toEqual({
      kind: "refuse",
      reason:
        "host1 is in maintenance since 1970-01-01T00:00:00.000Z, by admin1: run xensan maintenance off there when that is over",
    });
    expect(verdict({ host2: says({ closed }) })).toEqual({ kind: "allow" });
    const waits = survey({ answers: { host1: says({ closed, presence: present("paused") }) } });
    expect(mayGoOn({ survey: waits, on: "host1", id })).toEqual({ kind: "allow" });
  });

  it("while it is on another host, under whatever name", () => {
    const leftover = present("suspended", { role: "left", domid: 7 });
    expect(verdict({ host3: says({ presence: leftover }) })).toEqual({
      kind: "refuse",
      reason: "it is on host3 already, as domain 7 (suspended)",
    });
  });

  it("while a host cannot say whether it is there", () => {
    const presence = { kind: "unknown", reason: "xl did not answer in 10 s" } as const;
    expect(verdict({ host2: says({ presence }) })).toEqual({
      kind: "unknown",
      reason: "host2 cannot say whether it runs there: xl did not answer in 10 s",
    });
  });

  it.each(["write", "write-shared", "read", undefined] as const)(
    "while another domain has a disk that it writes (%s)",
    (access) => {
      expect(verdict({ host1: uses(use("write", access)) }).kind).toBe("refuse");
    },
  );

  it.each(["read", "write-shared"] as const)("with a disk (%s) that another domain writes", (wanted) => {
    expect(verdict({ host2: uses(use(wanted, "write")) })).toEqual({
      kind: "refuse",
      reason: "domain web1 on host2 writes its disk /dev/SAN/nfs1: it must let go of it first",
    });
    expect(verdict({ host2: uses(use(wanted, undefined)) })).toEqual({
      kind: "refuse",
      reason: "domain web1 on host2 may write its disk /dev/SAN/nfs1: it must let go of it first",
    });
  });

  it("while a host cannot say who has its disks", () => {
    const unclear = says({ uses: { kind: "unknown", reason: "/proc/4/mountinfo cannot be read" } });
    expect(verdict({ host2: unclear })).toEqual({
      kind: "unknown",
      reason: "host2 cannot say who has its disks: /proc/4/mountinfo cannot be read",
    });
  });

  it("while anything else is under way or unfinished with it anywhere", () => {
    expect(verdict({ host2: busyWith(start, true) })).toEqual({
      kind: "refuse",
      reason: "a start of nfs1 on host2 is under way since 1970-01-01T00:00:00.000Z: wait for it",
    });
    expect(verdict({ host2: says({ open: { operation: start, active: true, by: "root" } }) })).toEqual({
      kind: "refuse",
      reason: "a start of nfs1 on host2 is under way since 1970-01-01T00:00:00.000Z by root: wait for it",
    });
    expect(verdict({ host2: busyWith(start) })).toEqual({
      kind: "refuse",
      reason: "a start of nfs1 on host2 was not finished: run xensan repair nfs1 on host2",
    });
  });

  it("while a toolstack is at work with it anywhere, such as the xl that creates a guest anew that reboots", () => {
    const reboots = says({ busy: ["xl create, which watches over nfs1, (pid 812)"] });
    expect(verdict({ host2: reboots })).toEqual({
      kind: "refuse",
      reason: "xl create, which watches over nfs1, (pid 812) is at work with it on host2: wait for it",
    });
    // It receives another guest.
    expect(verdict({ host2: says({ busy: ["xl migrate-receive (pid 900)"] }) })).toEqual({ kind: "allow" });
  });

  it("hears first what is known to be wrong, then what is not known", () => {
    expect(verdict({ host2: silent(), host3: says({ presence: present() }) }).kind).toBe("refuse");
  });
});

describe("a host that does not answer", () => {
  const answers = { host2: silent("ssh: connection refused") };
  const gone = new Map([
    ["host1", "member"],
    ["host2", "gone"],
    ["host3", "member"],
  ] as const);
  const confirmedDead = ["host2"];

  it("may run the guest", () => {
    expect(verdict(answers, { membership: gone })).toEqual({
      kind: "unknown",
      reason:
        "host2 does not answer (ssh: connection refused), so nfs1 may run there: bring host2 back, or switch it off and say --confirm-dead host2",
    });
  });

  it("counts as dead when an administrator says so and the cluster has lost it", () => {
    expect(verdict(answers, { membership: gone, confirmedDead })).toEqual({ kind: "allow" });
  });

  it("does not count as dead when its machine reacts, whoever says so", () => {
    const reacts = { kind: "silent", reason: "its cluster file does not know nfs1", lives: true } as const;
    expect(verdict({ host2: reacts }, { membership: gone, confirmedDead })).toEqual({
      kind: "unknown",
      reason:
        "host2 does not answer (its cluster file does not know nfs1), so nfs1 may run there: its machine reacts, so it is not dead: mend that first",
    });
  });

  it.each([
    ["member", "the cluster still sees host2, so it is not dead: switch it off"],
    ["unknown", "the cluster on host1 does not say whether host2 is gone: mend the cluster there first"],
  ] as const)("does not count as dead while the membership says %s", (standing, why) => {
    const membership = new Map([...gone, ["host2", standing] as const]);
    expect(verdict(answers, { membership, confirmedDead })).toEqual({
      kind: "unknown",
      reason: `host2 does not answer (ssh: connection refused), so nfs1 may run there: ${why}`,
    });
  });

  it.each([
    ["alive", "host2 still writes to the lease volume, so it is not dead: switch it off"],
    [
      "unknown",
      "the lease volume does not say yet whether host2 is dead: host1 has to watch it for some minutes, then try again",
    ],
  ] as const)("does not count as dead while its sign of life is %s", (sign, why) => {
    const lease = leaseFacts(undefined, undefined, { host2: sign });
    expect(verdict(answers, { membership: gone, confirmedDead, lease })).toEqual({
      kind: "unknown",
      reason: `host2 does not answer (ssh: connection refused), so nfs1 may run there: ${why}`,
    });
  });

  it("counts as dead with leases when its sign of life has ended too", () => {
    const lease = leaseFacts({ kind: "owned", version: 4, owner: "host2" }, undefined, { host2: "dead" });
    expect(verdict(answers, { membership: gone, confirmedDead, lease })).toEqual({ kind: "allow" });
  });
});

describe("the lease", () => {
  it("may be free or this host's own", () => {
    expect(verdict({}, { lease: leaseFacts() }).kind).toBe("allow");
    const own = leaseFacts({ kind: "owned", version: 4, owner: "host1" });
    expect(verdict({}, { lease: own }).kind).toBe("allow");
  });

  it("is refused while a host that is not in the cluster file any more has the lease, whatever is said of that host", () => {
    const owned = leaseFacts({ kind: "owned", version: 4, owner: "host number 7" });
    const given = survey({ lease: owned, confirmedDead: ["host number 7"] });
    expect(mayBegin({ survey: given, on: "host1", id: "0d4c" })).toEqual({
      kind: "refuse",
      reason:
        "host number 7 has its lease: the cluster file has no such host: put it back there with that leaseId, on all hosts, until its guests are settled",
    });
  });

  it("of a host that answers is given up there", () => {
    expect(verdict({}, { lease: leaseFacts({ kind: "owned", version: 4, owner: "host2" }) })).toEqual({
      kind: "refuse",
      reason: "host2 has its lease though it does not run there: run xensan stop nfs1 on host2",
    });
  });

  it("of a host that no node is, is not taken", () => {
    expect(
      verdict({}, { lease: leaseFacts({ kind: "owned", version: 4, owner: "host number 7" }) }).kind,
    ).toBe("refuse");
  });

  it("that cannot be read lets nothing begin", () => {
    const lease = leaseFacts({ kind: "unknown", reason: "the lease volume /dev/SAN/leases is missing" });
    expect(verdict({}, { lease })).toEqual({
      kind: "unknown",
      reason: "its lease cannot be read: the lease volume /dev/SAN/leases is missing",
    });
  });
});
