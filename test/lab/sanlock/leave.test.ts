import { afterAll, beforeAll, expect, it } from "vitest";
import { readHostRecord } from "../../../lib/guard/sanlock/claim.ts";
import { leave } from "../../../lib/guard/sanlock/leave.ts";
import { readProcess } from "../../../lib/system/process-table.ts";
import { poll } from "../../support/lab/poll.ts";
import { type LabHost, ownHolders, sanlockLab, seconds, startAll } from "../../support/sanlock/lab.ts";

const within = 20 * seconds;

const lab = sanlockLab({ hosts: ["host1", "host2"] });
let host1: LabHost;
let host2: LabHost;
beforeAll(async () => {
  await startAll(lab, ["host1", "host2"]);
  [host1, host2] = [lab.host("host1"), lab.host("host2")];
  expect(await host2.lease.join(within)).toEqual({ kind: "done" });
});
afterAll(() => lab.end());

/** SIGTERM is how systemd has it end. */
const isTold = ({ daemon }: LabHost) => process.kill(daemon.pid(), "SIGTERM");
const ends = ({ daemon }: LabHost, timeoutMs: number) =>
  poll(() => readProcess(daemon.pid()) === undefined, { timeoutMs, everyMs: 50 });
const recordOf1 = async () => {
  const record = await readHostRecord(host2, 1, within);
  return record.kind === "record" ? record.leader : record;
};

it("sanlock does not end while its host has joined: what the leaving is there to mend", async () => {
  isTold(host1);
  expect(await ends(host1, 6 * seconds)).not.toBe(true);
  expect(await host2.lease.signsOfLife(within)).toEqual(
    new Map([
      ["host1", "alive"],
      ["host2", "alive"],
    ]),
  );
});

it("a host with a lease is refused, held or not, and the holder lives", async () => {
  expect(await host1.lease.acquire("nfs1", 0, within)).toEqual({ kind: "acquired", version: 1 });
  const holders = ownHolders(host1.holderPath ?? "").map(({ pid }) => pid);
  expect(holders).toHaveLength(1);
  expect(await leave(host1, within)).toMatchObject({
    kind: "refused",
    reason: expect.stringContaining("nfs1 (held)"),
  });
  expect(ownHolders(host1.holderPath ?? "").map(({ pid }) => pid)).toEqual(holders);
  expect(await host1.lease.holding("nfs1", within)).toEqual({ kind: "held", version: 1, holder: holders[0] });
  expect(host1.xl.calls()).toEqual([]);

  process.kill(holders[0] ?? Number.NaN, "SIGKILL");
  const isOrphaned = async () => (await host1.lease.holding("nfs1", within)).kind === "orphaned";
  expect(await poll(isOrphaned, { timeoutMs: within, everyMs: 50 })).toBe(true);
  expect(await leave(host1, within)).toMatchObject({
    kind: "refused",
    reason: expect.stringContaining("nfs1 (held by nobody)"),
  });
  expect(await host1.lease.holding("nfs1", within)).toEqual({ kind: "orphaned", version: 1 });
  expect(await host1.lease.release("nfs1", within)).toEqual({ kind: "released", version: 1 });
});

it("a host that has joined and has no lease leaves, frees its record, and its sanlock ends at once", async () => {
  expect(await host2.lease.acquire("nfs1", 1, within)).toEqual({ kind: "acquired", version: 2 });
  const started = performance.now();
  expect(await leave(host1, within)).toEqual({ kind: "left" });
  isTold(host1);
  expect(await ends(host1, 5 * seconds)).toBe(true);
  // 4 s on an idle machine.
  expect(performance.now() - started).toBeLessThan(12 * seconds);
  expect(await recordOf1()).toMatchObject({ of: "host", timestamp: 0 });
  // Whoever asks in the moment of its end may be cut off (ECONNRESET), which is no answer.
  await expect
    .poll(() => leave(host1, within), { timeout: 5 * seconds })
    .toEqual({ kind: "nothing", why: "no-daemon" });
});

it("another host sees at once that it is away, and keeps what it has", async () => {
  const isAway = async () => (await host2.lease.signsOfLife(within)).get("host1") === "dead";
  // 68 s where a host dies.
  expect(await poll(isAway, { timeoutMs: 5 * seconds })).toBe(true);
  expect(await host2.lease.view("nfs1", within)).toEqual({ kind: "owned", version: 2, owner: "host2" });
  expect(await host2.lease.holding("nfs1", within)).toMatchObject({ kind: "held", version: 2 });
  expect(host2.xl.calls()).toEqual([]);
});

it("the host comes back, joins under its number without waiting, and takes a lease", async () => {
  expect(await host2.lease.release("nfs1", within)).toEqual({ kind: "released", version: 2 });
  await host1.daemon.start();
  expect(await leave(host1, within)).toEqual({ kind: "nothing", why: "not-joined" });
  expect(await host1.lease.acquire("nfs1", 2, within)).toEqual({ kind: "acquired", version: 3 });
});

it("a lease that only the volume still knows of stays its host's, also when that leaves", async () => {
  for (const { pid } of ownHolders(host1.holderPath ?? "")) process.kill(pid, "SIGKILL");
  await host1.daemon.kill();
  await host1.daemon.start();
  expect(await host1.lease.join(60 * seconds)).toEqual({ kind: "done" });
  expect(await leave(host1, within)).toEqual({ kind: "left" });
  expect(await recordOf1()).toMatchObject({ timestamp: 0 });
  expect(await host2.lease.view("nfs1", within)).toEqual({ kind: "owned", version: 3, owner: "host1" });
  expect(await host2.lease.acquire("nfs1", 3, within)).toMatchObject({
    kind: "refused",
    reason: expect.stringContaining("host1 owns nfs1's claim"),
  });
  expect(await host1.lease.holding("nfs1", within)).toEqual({ kind: "orphaned", version: 3 });
});
