import { describe, expect, it } from "vitest";
import { breakClaim } from "../../../../../lib/guard/sanlock/break-claim.ts";
import { sanlockLease } from "../../../../../lib/guard/sanlock/sanlock-lease.ts";
import type { CommandResult } from "../../../../../lib/system/command.ts";
import { type Expected, exited } from "../../storage/scripted-run.ts";
import { client, host, readsClaim } from "./host.ts";
import { recorded, volume } from "./recordings.ts";

const lease = (script: readonly Expected[], self: "host1" | "host2" = "host1") => {
  const made = host(script, self);
  return { ...made, lease: sanlockLease(made.host) };
};
const first = (result: CommandResult): Expected => ({
  command: `sanlock direct read_leader -s xensan:1:${volume}:0 -a 0`,
  result,
});
const noDaemon = "sanlock's daemon does not run on this host: start it (systemctl start sanlock)";
/** host2's view of what host1 holds: its own record is read for the sizes. */
const asHost2 = (script: readonly Expected[]) =>
  script.map((each) => ({ ...each, command: each.command.replace("-s xensan:1:", "-s xensan:2:") }));

describe("view", () => {
  it.each<readonly [string, CommandResult, string]>([
    [
      "sanlock is not installed",
      { kind: "not-found", file: "sanlock" },
      "sanlock is not installed on this host: install the package sanlock",
    ],
    [
      "the volume hangs",
      { kind: "timed-out", afterMs: 5_000, stdout: recorded("read_leader-held"), stderr: "" },
      "sanlock direct read_leader did not finish within 5 s and was stopped",
    ],
    [
      "sanlock crashes",
      { kind: "signalled", signal: "SIGSEGV", stdout: recorded("read_leader-held"), stderr: "" },
      "sanlock direct read_leader was ended by SIGSEGV",
    ],
    [
      "the volume is not there",
      { kind: "exited", exitCode: 1, stdout: recorded("read_leader-no-volume"), stderr: "" },
      `the lease volume ${volume} cannot be opened: see that it is there and active on this host`,
    ],
    [
      "the volume is empty",
      { kind: "exited", exitCode: 1, stdout: recorded("read_leader-lockspace-blank"), stderr: "" },
      `${volume} holds no leases: run xensan lease init`,
    ],
    [
      "the volume is too small",
      { kind: "exited", exitCode: 1, stdout: "read_leader done -90\n", stderr: "" },
      `the lease volume ${volume} cannot be read: sanlock's read_leader ended with -90 (the volume is too small)`,
    ],
    [
      "another record is read",
      { kind: "exited", exitCode: 0, stdout: recorded("read_leader-held"), stderr: "" },
      `sanlock read another record than that of host number 1 on ${volume}`,
    ],
    [
      "nothing is printed",
      { kind: "exited", exitCode: 0, stdout: "", stderr: "" },
      "sanlock's read_leader printed something other than a record",
    ],
  ])("is unknown where %s", async (_, result, reason) => {
    const [, place] = readsClaim("read_leader-held");
    const { lease: made, expectDone } = lease(place === undefined ? [] : [first(result), place]);
    expect(await made.view("nfs1", 5_000)).toEqual({ kind: "unknown", reason });
    expectDone();
  });

  it("names the owner, also one that no node is", async () => {
    expect(await lease(readsClaim("read_leader-held")).lease.view("nfs1", 9)).toEqual({
      kind: "owned",
      version: 1,
      owner: "host1",
    });
    const [volumeRead, place, leader] = readsClaim("read_leader-held");
    if (volumeRead === undefined || place === undefined || leader?.result.kind !== "exited")
      throw new Error();
    const stdout = leader.result.stdout.replace("owner_id 1", "owner_id 7");
    const strange = [volumeRead, place, { ...leader, result: { ...leader.result, stdout } }];
    expect(await lease(strange).lease.view("nfs1", 9)).toEqual({
      kind: "owned",
      version: 1,
      owner: "host number 7",
    });
  });

  it("asks nothing for a name that no guest can have", async () => {
    const { lease: made, expectDone } = lease([]);
    expect(await made.view("nfs1:x", 9)).toMatchObject({ kind: "unknown" });
    expect(await made.acquire("-r", 0, 9)).toMatchObject({ kind: "refused" });
    expectDone();
  });
});

describe("a claim that is read again", () => {
  const views = async (script: readonly Expected[], apartMs: number) => {
    const made = lease(script);
    await made.lease.view("nfs1", 9);
    await made.host.clock.sleep(apartMs);
    const second = await made.lease.view("nfs1", 9);
    made.expectDone();
    return second;
  };
  const whole = readsClaim("read_leader-released");
  const claimAlone = whole.slice(2);
  const held = readsClaim("read_leader-held");
  const owned = { kind: "owned", version: 1, owner: "host1" };

  it("is read at its place for half a minute, and then looked up again beside it", async () => {
    expect(await views([...whole, ...held.slice(2)], 30_000)).toEqual(owned);
    expect(await views([...whole, ...held], 30_001)).toEqual(owned);
  });

  it("is looked up where another record stands at its place, or none", async () => {
    const [{ command }] = claimAlone as [Expected];
    const nfs2: Expected = {
      command,
      result: exited(0, recorded("read_leader-held").replace("nfs1", "nfs2")),
    };
    expect(await views([...whole, nfs2, ...held], 1)).toEqual(owned);
    expect(
      await views([...whole, { command, result: exited(1, "read_leader done -223\n") }, ...held], 1),
    ).toEqual(owned);
  });
});

describe("daemonHoldings", () => {
  it("is all that the daemon has, by one call", async () => {
    const held = lease([client("status", recorded("status-held"))]);
    const known = await held.lease.daemonHoldings(5_000);
    expect(known).toMatchObject({ kind: "known" });
    expect(known.kind === "known" && [...known.holdings]).toMatchObject([["nfs1", { kind: "held" }]]);
    held.expectDone();
    const orphan = await lease([client("status", recorded("status-orphan"))]).lease.daemonHoldings(5_000);
    expect(orphan.kind === "known" && orphan.holdings.get("nfs1")).toMatchObject({ kind: "orphaned" });
    const nothing = await lease([client("status", recorded("status-nothing"))]).lease.daemonHoldings(5_000);
    expect(nothing.kind === "known" && nothing.holdings.size).toBe(0);
  });

  it("is not known where no daemon answers", async () => {
    const silent = lease([client("status", recorded("status-no-daemon"), 1)]);
    expect(await silent.lease.daemonHoldings(5_000)).toEqual({ kind: "unknown", reason: noDaemon });
  });
});

describe("holding", () => {
  it("is the daemon's word where it names the claim, and then the volume is not read", async () => {
    const held = lease([client("status", recorded("status-held"))]);
    expect(await held.lease.holding("nfs1", 9)).toMatchObject({ kind: "held", version: 1 });
    held.expectDone();
    const orphan = lease([client("status", recorded("status-orphan"))]);
    expect(await orphan.lease.holding("nfs1", 9)).toEqual({ kind: "orphaned", version: 1 });
  });

  it("is not known while the daemon just acquires it, also before it says where", async () => {
    const acquiring = `${recorded("status-nothing")}r xensan:nfs1::0:0 p 17819 ADD\n`;
    expect(await lease([client("status", acquiring)]).lease.holding("nfs1", 9)).toEqual({
      kind: "unknown",
      reason: "nfs1's claim is being acquired on this host at the moment; ask again",
    });
  });

  it("is orphaned where the volume has it as this host's, and the daemon twice does not know of it", async () => {
    const nothing = client("status", recorded("status-nothing"));
    const once = lease([nothing, ...readsClaim("read_leader-held"), nothing]);
    expect(await once.lease.holding("nfs1", 9)).toEqual({ kind: "orphaned", version: 1 });
    once.expectDone();
    const later = lease([
      nothing,
      ...readsClaim("read_leader-held"),
      client("status", recorded("status-held")),
    ]);
    expect(await later.lease.holding("nfs1", 9)).toMatchObject({ kind: "held" });
    const dying = lease([nothing, ...readsClaim("read_leader-held"), client("status", "", 1)]);
    expect(await dying.lease.holding("nfs1", 9)).toEqual({ kind: "unknown", reason: noDaemon });
  });

  it("is not-held by the volume's word, also without a daemon", async () => {
    const none = client("status", "", 1);
    const free = lease([none, ...readsClaim("read_leader-released")]);
    expect(await free.lease.holding("nfs1", 9)).toEqual({ kind: "not-held" });
    const own = lease([none, ...readsClaim("read_leader-held")]);
    expect(await own.lease.holding("nfs1", 9)).toEqual({ kind: "unknown", reason: noDaemon });
    const others = lease([none, ...asHost2(readsClaim("read_leader-held"))], "host2");
    expect(await others.lease.holding("nfs1", 9)).toEqual({ kind: "not-held" });
  });
});

describe("acquire", () => {
  const joined = client("gets -h 1", recorded("gets-live"));
  /** Whether this host has joined is asked beside the claim, at once. */
  const looks = (leader: string, hosts: Expected = joined): readonly Expected[] => {
    const [volumeRead, place, ...rest] = readsClaim(leader);
    return volumeRead === undefined || place === undefined ? [] : [volumeRead, place, hosts, ...rest];
  };

  it("never takes from sanlock what another host owns", async () => {
    const { lease: made, expectDone } = lease(asHost2(looks("read_leader-held")), "host2");
    expect(await made.acquire("nfs1", 1, 9)).toEqual({
      kind: "refused",
      reason: `host1 owns nfs1's claim on ${volume}: stop nfs1 there, or, where host1 is dead, run xensan lease break nfs1`,
    });
    expectDone();
  });

  const taking = (stdout: string): Expected => ({
    command: `sh sh /usr/lib/xensan/holder nfs1 xl 60 sanlock client command -P 1 -O 1 -r xensan:nfs1:${volume}:3145728:1`,
    result: { kind: "exited", exitCode: 0, stdout, stderr: "" },
  });

  it.each([
    [
      "command-lver",
      "nfs1's claim was not acquired: sanlock's acquire ended with -240 (it has another version by now)",
    ],
    [
      "command-idlive",
      "nfs1's claim was not acquired: sanlock's acquire ended with -243 (the host that owns it is alive)",
    ],
    ["command-no-daemon", `nfs1's claim was not acquired: ${noDaemon}`],
  ])("puts what sanlock says into words: %s", async (name, reason) => {
    const { lease: made, expectDone } = lease([...looks("read_leader-released"), taking(recorded(name))]);
    expect(await made.acquire("nfs1", 1, 9)).toEqual({ kind: "refused", reason });
    expectDone();
  });

  it("waits while sanlock still lists a volume that it has lost, joins anew, and then acquires", async () => {
    const lost = taking("register\nregister done 3\nacquire fd 3\nacquire done -28\n");
    const joins = client("add_lockspace -s xensan:1:/mnt/leases:0", recorded("add_lockspace-adding"));
    const script = [
      ...looks("read_leader-released"),
      ...[lost, joined, lost],
      ...[client("gets -h 1", recorded("gets-no-lockspace")), joins, joined],
      taking(recorded("command-lver")),
    ];
    const { lease: made, expectDone } = lease(script);
    expect(await made.acquire("nfs1", 1, 60_000)).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("ended with -240"),
    });
    expectDone();
  });

  it("refuses where sanlock does not come to give up a volume that it has lost", async () => {
    const lost = taking("register\nregister done 3\nacquire fd 3\nacquire done -28\n");
    const tries = Array.from({ length: 40 }, () => [lost, joined]).flat();
    const { lease: made, expectDone } = lease([...looks("read_leader-released"), ...tries, lost]);
    expect(await made.acquire("nfs1", 1, 60_000)).toEqual({
      kind: "refused",
      reason:
        "nfs1's claim was not acquired: sanlock's acquire ended with -28 (this host has not joined the lease volume, or is losing it)",
    });
    expectDone();
  });

  it("does not know where sanlock was cut off while it wrote", async () => {
    const script = [
      ...looks("read_leader-released"),
      taking("register\nregister done 3\nacquire fd 3\nacquire done -202\n"),
      ...readsClaim("read_leader-released").slice(2),
      client("status", recorded("status-nothing")),
      ...readsClaim("read_leader-released").slice(2),
    ];
    const { lease: made, expectDone } = lease(script);
    expect(await made.acquire("nfs1", 1, 9)).toEqual({
      kind: "unknown",
      reason: "sanlock's acquire ended with -202 (the volume did not answer in time)",
    });
    expectDone();
  });

  it("believes the volume and not the holder", async () => {
    const script = [
      ...looks("read_leader-released"),
      taking("holding 77\n"),
      ...readsClaim("read_leader-released").slice(2),
      client("status", recorded("status-nothing")),
      ...readsClaim("read_leader-released").slice(2),
    ];
    expect(await lease(script).lease.acquire("nfs1", 1, 9)).toEqual({
      kind: "unknown",
      reason: "sanlock ended well, but nfs1's claim is not-held",
    });
  });

  it("does not join with another host's number", async () => {
    const wrong = client("gets -h 1", recorded("gets-live").replace("xensan:1:", "xensan:2:"));
    expect(await lease(looks("read_leader-released", wrong)).lease.acquire("nfs1", 1, 9)).toEqual({
      kind: "refused",
      reason: `this host has joined ${volume} as host number 2, but its leaseId in the cluster file is 1: stop its guests and restart sanlock`,
    });
  });
});

describe("signsOfLife", () => {
  const record = (id: number, name: string): Expected => ({
    command: `sanlock direct read_leader -s xensan:${id}:${volume}:0 -a 0`,
    result: { kind: "exited", exitCode: 0, stdout: recorded(name), stderr: "" },
  });
  const dead = recorded("gets-dead");
  const timestampOfDead = /^h 2 gen 1 timestamp (\d+) DEAD$/m.exec(dead)?.[1] ?? "";
  const signs = async (gets: string, ...records: readonly Expected[]) => {
    const { lease: made, expectDone } = lease([client("gets -h 1", gets), ...records]);
    const found = await made.signsOfLife(1_000);
    expectDone();
    return [found.get("host1"), found.get("host2")];
  };

  it.each([
    ["gets-live", ["alive", "alive"]],
    ["gets-fail", ["alive", "unknown"]],
    ["gets-unknown", ["alive", "unknown"]],
    ["gets-no-daemon", ["unknown", "unknown"]],
    ["gets-adding", ["unknown", "unknown"]],
  ])("in the recording %s are %j", async (name, expected) => {
    expect(await signs(recorded(name))).toEqual(expected);
  });

  it("are not known to a host that has not joined, which then joins", async () => {
    const joins = client("add_lockspace -s xensan:1:/mnt/leases:0", recorded("add_lockspace-adding"));
    const adding = client("gets -h 1", recorded("gets-live"));
    expect(await signs(recorded("gets-no-lockspace"), joins, adding)).toEqual(["unknown", "unknown"]);
  });

  it("are dead only where the volume's own record has not changed since the daemon looked", async () => {
    const written = (timestamp: string): Expected => {
      const live = record(2, "read_leader-lockspace-live");
      if (live.result.kind !== "exited") throw new Error();
      const stdout = live.result.stdout.replace(/^timestamp \d+$/m, `timestamp ${timestamp}`);
      return { ...live, result: { ...live.result, stdout } };
    };
    expect(await signs(dead, written(timestampOfDead))).toEqual(["alive", "dead"]);
    expect(await signs(dead, written(`${Number(timestampOfDead) + 1}`))).toEqual(["alive", "unknown"]);
  });

  it("of a host that is not in the list are its record's: left in order, or unknown", async () => {
    const without = recorded("gets-live").replace(/^h 2 .*\n/m, "");
    const left = record(2, "read_leader-lockspace-free");
    expect(await signs(without, left)).toEqual(["alive", "dead"]);
    expect(await signs(without, record(2, "read_leader-lockspace-live"))).toEqual(["alive", "unknown"]);
    expect(await signs(without, record(2, "read_leader-no-volume"))).toEqual(["alive", "unknown"]);
  });
});

describe("breakClaim", () => {
  it("frees nothing of a host that is alive, unknown or not the owner, and nothing of its own", async () => {
    const live = host(
      [...asHost2(readsClaim("read_leader-held")), client("gets -h 1", recorded("gets-live"))],
      "host2",
    );
    const gets = recorded("gets-live").replace("xensan:1:", "xensan:2:");
    const script = [...asHost2(readsClaim("read_leader-held")), client("gets -h 1", gets)];
    expect(await breakClaim(host(script, "host2").host, "nfs1", "host1", 9)).toEqual({
      kind: "refused",
      reason: `host1 still writes its sign of life to ${volume}: switch it off first`,
    });
    expect(await breakClaim(live.host, "nfs1", "host1", 9)).toMatchObject({
      kind: "refused",
      reason: expect.stringMatching(/^it is not known yet that host1 writes nothing /),
    });
    expect(await breakClaim(host([], "host2").host, "nfs1", "host2", 9)).toEqual({
      kind: "refused",
      reason: "host2 is this host: its own claims are released, not broken",
    });
    const other = host(asHost2(readsClaim("read_leader-held")), "host2");
    expect(await breakClaim(other.host, "nfs1", "host9", 9)).toEqual({
      kind: "refused",
      reason: "host1 owns nfs1's claim, and not host9",
    });
  });
});

it("a lease for a host that the cluster file does not have cannot be made", () => {
  const { host: made } = host([]);
  expect(() => sanlockLease({ ...made, self: "host9" })).toThrow("host9 has no lease id.");
});
