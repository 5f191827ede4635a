import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { acquire } from "../../../lib/guard/sanlock/acquire.ts";
import { poll } from "../../support/lab/poll.ts";
import { type LabHost, ownHolders, sanlockLab, seconds, startAll } from "../../support/sanlock/lab.ts";

const within = 20 * seconds;

describe("a claim between two hosts", () => {
  const lab = sanlockLab({ hosts: ["host1", "host2"] });
  let host1: LabHost;
  let host2: LabHost;
  beforeAll(async () => {
    await startAll(lab, ["host1", "host2"]);
    [host1, host2] = [lab.host("host1"), lab.host("host2")];
  });
  afterAll(() => lab.end());
  /** The version of the free claim, whatever the tests before have made of it. */
  const freeVersion = async () => {
    const view = await host1.lease.view("nfs1", within);
    if (view.kind !== "free") throw new Error(`the claim is ${JSON.stringify(view)}`);
    return view.version;
  };

  it("is free at first, and refused where the caller expects another version", async () => {
    expect(await host2.lease.view("nfs1", within)).toEqual({
      kind: "free",
      version: 0,
      lastOwner: undefined,
    });
    expect(await host2.lease.holding("nfs1", within)).toEqual({ kind: "not-held" });
    expect(await host2.lease.acquire("nfs1", 1, within)).toEqual({
      kind: "refused",
      reason: "nfs1's claim has the version 0 and not 1: somebody had it meanwhile; begin anew",
    });
  });

  it("is acquired by a host that has not joined yet, which then joins", async () => {
    const started = performance.now();
    expect(await host2.lease.acquire("nfs1", 0, within)).toEqual({ kind: "acquired", version: 1 });
    // 2 io timeouts to make sure of the lease id; a second one needs none of that.
    expect(performance.now() - started).toBeGreaterThan(2 * seconds);
    expect(await host2.lease.holding("nfs1", within)).toEqual({
      kind: "held",
      version: 1,
      holder: expect.any(Number),
    });
  });

  it("is refused to the other host, by name and with what to do", async () => {
    expect(await host1.lease.view("nfs1", within)).toEqual({ kind: "owned", version: 1, owner: "host2" });
    expect(await host1.lease.holding("nfs1", within)).toEqual({ kind: "not-held" });
    expect(await host1.lease.acquire("nfs1", 1, within)).toEqual({
      kind: "refused",
      reason: `host2 owns nfs1's claim on ${lab.path}: stop nfs1 there, or, where host2 is dead, run xensan lease break nfs1`,
    });
  });

  it("stays with its host when acquired again, and its guest is left alone", async () => {
    const before = await host2.lease.holding("nfs1", within);
    expect(await host2.lease.acquire("nfs1", 1, within)).toEqual({ kind: "acquired", version: 1 });
    expect(await host2.lease.holding("nfs1", within)).toEqual(before);
    expect(host2.xl.calls()).toEqual([]);
  });

  it("is given up, and then nobody's", async () => {
    expect(await host2.lease.release("nfs1", within)).toEqual({ kind: "released", version: 1 });
    expect(await host1.lease.view("nfs1", within)).toEqual({ kind: "free", version: 1, lastOwner: "host2" });
    expect(await host1.lease.release("nfs1", within)).toEqual({ kind: "released", version: 1 });
    expect(ownHolders(host2.holderPath ?? "")).toEqual([]);
  });

  it("passes on with a version that grows by one, in little time, and no guest is touched", async () => {
    let version = await freeVersion();
    const times: number[] = [];
    for (const [from, to] of [
      [host2, host1],
      [host1, host2],
      [host2, host1],
    ] as const) {
      expect(await from.lease.acquire("nfs1", version, within)).toEqual({
        kind: "acquired",
        version: version + 1,
      });
      const started = performance.now();
      expect(await from.lease.release("nfs1", within)).toEqual({ kind: "released", version: version + 1 });
      expect(await to.lease.acquire("nfs1", version + 1, within)).toEqual({
        kind: "acquired",
        version: version + 2,
      });
      times.push(performance.now() - started);
      version += 2;
      expect(await to.lease.release("nfs1", within)).toEqual({ kind: "released", version });
    }
    // A machine under load gets time; 0.5 s is what it takes otherwise.
    expect(Math.min(...times)).toBeLessThan(3 * seconds);
    expect([...host1.xl.calls(), ...host2.xl.calls()]).toEqual([]);
  });

  it("goes to one at most of two hosts that try at once, and is given up by that one", async () => {
    let won = 0;
    for (let round = 0; round < 4; round++) {
      const version = await freeVersion();
      const ends = await Promise.all(
        [host1, host2].map(({ lease }) => lease.acquire("nfs1", version, within)),
      );
      const winners = [host1, host2].filter((_, index) => ends[index]?.kind === "acquired");
      expect(winners.length).toBeLessThanOrEqual(1);
      expect(ownHolders(host1.holderPath ?? "")).toHaveLength(winners.length);
      won += winners.length;
      for (const { lease } of winners) {
        expect(await lease.release("nfs1", within)).toMatchObject({ kind: "released" });
      }
    }
    expect(won).toBeGreaterThan(0);
  });

  it("has a holder of one process, below 2 MiB, that outlives its starter and sleeps", async () => {
    const version = await freeVersion();
    expect(await host1.lease.acquire("nfs1", version, within)).toEqual({
      kind: "acquired",
      version: version + 1,
    });
    const [holder, ...others] = ownHolders(host1.holderPath ?? "");
    expect(others).toEqual([]);
    const status = readFileSync(`/proc/${holder?.pid}/status`, "utf8");
    expect(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1])).toBeLessThan(2048);
    expect(/State:\s+(\S)/.exec(status)?.[1]).toBe("S");
    expect(holder?.group).toBe(holder?.pid);
    expect(await host1.lease.release("nfs1", within)).toEqual({ kind: "released", version: version + 1 });
  });

  it("is kept by the volume when the holder is killed, and taken up again without ever being free", async () => {
    const version = (await freeVersion()) + 1;
    expect(await host1.lease.acquire("nfs1", version - 1, within)).toEqual({ kind: "acquired", version });
    const [holder] = ownHolders(host1.holderPath ?? "");
    process.kill(holder?.pid ?? 0, "SIGKILL");
    const orphaned = async () => (await host1.lease.holding("nfs1", within)).kind === "orphaned";
    expect(await poll(orphaned, { timeoutMs: within, everyMs: 20 })).toBe(true);
    expect(await host1.lease.holding("nfs1", within)).toEqual({ kind: "orphaned", version });
    expect(await host2.lease.acquire("nfs1", version, within)).toMatchObject({ kind: "refused" });

    expect(await host1.lease.acquire("nfs1", version, within)).toEqual({ kind: "acquired", version });
    expect(await host1.lease.holding("nfs1", within)).toMatchObject({ kind: "held", version });
    for (const { pid } of ownHolders(host1.holderPath ?? "")) process.kill(pid, "SIGKILL");
    expect(await host1.lease.release("nfs1", within)).toEqual({ kind: "released", version });
    expect(host1.xl.calls()).toEqual([]);
  });

  it("of a holder that does not end is not released", async () => {
    const version = (await freeVersion()) + 1;
    await host1.lease.acquire("nfs1", version - 1, within);
    const [holder] = ownHolders(host1.holderPath ?? "");
    const pid = holder?.pid ?? 0;
    process.kill(pid, "SIGSTOP");
    try {
      expect(await host1.lease.release("nfs1", 2 * seconds)).toEqual({
        kind: "failed",
        reason: `the holder of nfs1's claim (process ${pid}) does not end: look at what it waits for`,
      });
      expect(await host2.lease.view("nfs1", within)).toEqual({ kind: "owned", version, owner: "host1" });
    } finally {
      process.kill(pid, "SIGCONT");
    }
    expect(await host1.lease.release("nfs1", within)).toEqual({ kind: "released", version });
  });

  it("is not acquired without the holder's program, or for a guest that has none", async () => {
    const version = await freeVersion();
    expect(await acquire({ ...host1, holderPath: "/absent/holder" }, "nfs1", version, within)).toEqual({
      kind: "refused",
      reason: "nfs1's claim was not acquired: /absent/holder is missing: run xensan install",
    });
    expect(await host1.lease.acquire("vm9", 0, within)).toEqual({
      kind: "refused",
      reason: `vm9 has no claim on ${lab.path} yet: name it in the cluster file and run xensan lease init`,
    });
    expect(await freeVersion()).toBe(version);
  });
});
