import { describe, it } from "vitest";
import { breakClaim } from "../../../lib/guard/sanlock/break-claim.ts";
import { join } from "../../../lib/guard/sanlock/join.ts";
import { runCommand } from "../../../lib/system/command.ts";
import { poll } from "../../support/lab/poll.ts";
import {
  type Lab,
  type LabHost,
  type LabOptions,
  ownHolders,
  sanlockLab,
  seconds,
  startAll,
} from "../../support/sanlock/lab.ts";
import { throttle } from "../../support/sanlock/throttle.ts";

const within = 20 * seconds;

const inLab = async (options: LabOptions, test: (lab: Lab) => Promise<void>) => {
  const lab = sanlockLab(options);
  try {
    await startAll(lab, options.hosts);
    await test(lab);
  } finally {
    await lab.end();
  }
};
const acquired = (version: number) => ({ kind: "acquired", version });
/** sanlock's io timeout is a second here, which a busy machine may miss: then it is tried again. */
const firstClaim = async (host: LabHost, guest: string) => {
  for (let tries = 1; ; tries += 1) {
    const view = await host.lease.view(guest, within);
    const version = view.kind === "unknown" ? 0 : view.version;
    const acquisition = await host.lease.acquire(guest, version, within);
    if (acquisition.kind === "acquired" || tries === 5) return acquisition;
  }
};
const noHolders = (host: LabHost, timeoutMs: number) =>
  poll(() => ownHolders(host.holderPath ?? "").length === 0, { timeoutMs, everyMs: 50 });

// Each waits for sanlock's own times, so they run side by side.
describe.concurrent("a claim whose host", () => {
  it("loses its daemon: the guest is paused at once, and nobody else gets the claim", async ({ expect }) => {
    await inLab({ hosts: ["host1", "host2"] }, async (lab) => {
      const [host1, host2] = [lab.host("host1"), lab.host("host2")];
      expect(await firstClaim(host1, "nfs1")).toEqual(acquired(1));
      const started = performance.now();
      await host1.daemon.kill();
      expect(await poll(() => host1.xl.state() === "--p---", { timeoutMs: 20 * seconds, everyMs: 5 })).toBe(
        true,
      );
      expect(performance.now() - started).toBeLessThan(20 * seconds);
      expect(await noHolders(host1, within)).toBe(true);
      expect(host1.xl.calls()).toEqual(["pause nfs1", "list"]);
      expect(await host1.lease.holding("nfs1", within)).toEqual({
        kind: "unknown",
        reason: "sanlock's daemon does not run on this host: start it (systemctl start sanlock)",
      });
      expect((await host1.lease.signsOfLife(within)).get("host1")).toBe("unknown");

      await host1.daemon.start();
      expect(await join(host1, within)).toEqual({ kind: "joined" });
      // host1 lives in a later generation, and so sanlock itself would now give what the earlier one had.
      expect(await host2.lease.acquire("nfs1", 1, within)).toMatchObject({ kind: "refused" });
      expect(await breakClaim(host2, "nfs1", "host1", within)).toEqual({
        kind: "refused",
        reason: expect.stringMatching(
          /^host1 still writes its sign of life to |^it is not known yet that host1 /,
        ),
      });
      expect(await host1.lease.holding("nfs1", within)).toEqual({ kind: "orphaned", version: 1 });
      expect(await host1.lease.acquire("nfs1", 1, within)).toEqual(acquired(2));
      expect(await host1.lease.release("nfs1", within)).toEqual({ kind: "released", version: 2 });
    });
  });

  it("restarts without having taken it up again can still be released", async ({ expect }) => {
    await inLab({ hosts: ["host1"] }, async (lab) => {
      const host1 = lab.host("host1");
      expect(await firstClaim(host1, "nfs1")).toEqual(acquired(1));
      await host1.daemon.kill();
      expect(await noHolders(host1, within)).toBe(true);
      await host1.daemon.start();
      // Joins by itself; the claim is taken up and given up, and so its version grows.
      expect(await host1.lease.release("nfs1", within)).toEqual({ kind: "released", version: 2 });
    });
  });

  it("loses its path to the volume: the guest is paused after 8 io timeouts", async ({ expect }) => {
    await inLab({ hosts: ["host1", "host2"], sectorBytes: 512 }, async (lab) => {
      const [host1, host2] = [lab.host("host1"), lab.host("host2")];
      expect(await firstClaim(host1, "nfs1")).toEqual(acquired(1));
      const started = performance.now();
      const path = throttle("path", host1.daemon.pid(), lab.path);
      try {
        const paused = () => host1.xl.state() === "--p---";
        expect(await poll(paused, { timeoutMs: 25 * seconds, everyMs: 50 })).toBe(true);
        expect(performance.now() - started).toBeLessThan(25 * seconds);
        expect(await noHolders(host1, within)).toBe(true);
        expect(await host2.lease.view("nfs1", within)).toEqual({ kind: "owned", version: 1, owner: "host1" });
        path.lift();
        expect(await host1.lease.acquire("nfs1", 1, 40 * seconds)).toEqual(acquired(2));
        await host1.daemon.kill();
        expect(await noHolders(host1, within)).toBe(true);
      } finally {
        // A process that waits for a disk does not end before it gets an answer.
        path.lift();
        await host1.daemon.kill();
        await path.remove();
      }
    });
  });

  it("cannot pause its guest: it goes on trying, beyond sanlock's SIGKILL, and then destroys it", async ({
    expect,
  }) => {
    await inLab({ hosts: ["host1"], sectorBytes: 512 }, async (lab) => {
      const host1 = lab.host("host1");
      expect(await firstClaim(host1, "nfs1")).toEqual(acquired(1));
      const [holder] = ownHolders(host1.holderPath ?? "");
      host1.xl.breaks("broken-list");
      const started = performance.now();
      const path = throttle("stuck", host1.daemon.pid(), lab.path);
      try {
        const killed = () => ownHolders(host1.holderPath ?? "").every(({ pid }) => pid !== holder?.pid);
        expect(await poll(killed, { timeoutMs: 65 * seconds, everyMs: 100 })).toBe(true);
        // 8 io timeouts without the volume, then 40 s of grace.
        expect(performance.now() - started).toBeGreaterThan(45 * seconds);
        expect(ownHolders(host1.holderPath ?? "")).toHaveLength(1);
        // The child has sanlock's socket, and so sanlock does not take the holder for dead.
        const status = await runCommand("sanlock", ["client", "status"], {
          timeoutMs: 5 * seconds,
          env: { SANLOCK_RUN_DIR: host1.daemon.runDirectory },
        });
        expect(status).toMatchObject({ stdout: expect.stringContaining(` p ${holder?.pid}\n`) });
        host1.xl.mends("broken-list");
        host1.xl.set("-b----");
        host1.xl.breaks("broken-pause");
        expect(await noHolders(host1, 30 * seconds)).toBe(true);
        expect(host1.xl.state()).toBe("gone");
      } finally {
        // A process that waits for a disk does not end before it gets an answer.
        path.lift();
        await host1.daemon.kill();
        await path.remove();
      }
    });
  });

  it("is dead: sanlock itself would give the claim away, and here only an administrator can", async ({
    expect,
  }) => {
    await inLab({ hosts: ["host1", "host2", "host3"] }, async (lab) => {
      const [host1, host2, host3] = [lab.host("host1"), lab.host("host2"), lab.host("host3")];
      const { initVolume } = await import("../../../lib/guard/sanlock/init.ts");
      await initVolume(host1, { guests: ["nfs1", "vm2", "web1"], force: false, anyHost: false }, within);
      expect(await firstClaim(host2, "nfs1")).toEqual(acquired(1));
      expect(await firstClaim(host2, "vm2")).toEqual(acquired(1));
      expect(await firstClaim(host2, "web1")).toEqual(acquired(1));
      const lives = async () => (await host1.lease.signsOfLife(within)).get("host2") === "alive";
      expect(await poll(lives, { timeoutMs: within })).toBe(true);
      // A host that never joined has left in order.
      expect((await host1.lease.signsOfLife(within)).get("host3")).toBe("dead");
      expect(await breakClaim(host1, "nfs1", "host2", within)).toEqual({
        kind: "refused",
        reason: `host2 still writes its sign of life to ${lab.path}: switch it off first`,
      });
      expect(await host1.lease.acquire("web1", 1, within, "host2")).toEqual({
        kind: "refused",
        reason: `host2 still writes its sign of life to ${lab.path}: switch it off first`,
      });
      // The whole host: its holders do nothing any more.
      for (const { pid } of ownHolders(host2.holderPath ?? "")) process.kill(pid, "SIGKILL");
      await host2.daemon.kill();
      const started = performance.now();
      const notYet = {
        kind: "refused",
        reason:
          `it is not known yet that host2 writes nothing to ${lab.path} any more: this host must be joined and watch ` +
          "for about 140 s; try again then",
      };
      const quiet = async () => (await host1.lease.signsOfLife(within)).get("host2") === "unknown";
      expect(await poll(quiet, { timeoutMs: within })).toBe(true);
      expect(await breakClaim(host1, "nfs1", "host2", within)).toEqual(notYet);
      // Whoever asks for the first time joins by that, and has seen too little.
      expect(await host3.lease.signsOfLife(within)).toEqual(
        new Map([
          ["host1", "unknown"],
          ["host2", "unknown"],
          ["host3", "unknown"],
        ]),
      );
      expect(await join(host3, within)).toEqual({ kind: "joined" });
      expect((await host3.lease.signsOfLife(within)).get("host2")).toBe("unknown");

      const dead = async () => (await host1.lease.signsOfLife(within)).get("host2") === "dead";
      expect(await poll(dead, { timeoutMs: 85 * seconds, everyMs: 500 })).toBe(true);
      expect(performance.now() - started).toBeGreaterThan(60 * seconds);
      expect((await host3.lease.signsOfLife(within)).get("host2")).toBe("unknown");
      expect(await breakClaim(host3, "nfs1", "host2", within)).toEqual(notYet);
      expect(await host1.lease.acquire("nfs1", 1, within)).toMatchObject({ kind: "refused" });
      expect(await host1.lease.acquire("web1", 1, within, "host3")).toMatchObject({ kind: "refused" });
      expect(await host1.lease.acquire("web1", 1, within, "host2")).toEqual(acquired(2));
      expect(await host1.lease.release("web1", within)).toEqual({ kind: "released", version: 2 });
      const raw = ["client", "command", "-r", `xensan:vm2:${lab.path}:4194304`, "-c", "/bin/true"];
      const env = { SANLOCK_RUN_DIR: host1.daemon.runDirectory };
      expect(await runCommand("sanlock", raw, { timeoutMs: within, env })).toMatchObject({ exitCode: 0 });

      expect(await breakClaim(host1, "nfs1", "host3", within)).toEqual({
        kind: "refused",
        reason: "host2 owns nfs1's claim, and not host3",
      });
      expect(await breakClaim(host1, "nfs1", "host2", within)).toEqual({ kind: "broken", version: 2 });
      expect(await host1.lease.view("nfs1", within)).toEqual({
        kind: "free",
        version: 2,
        lastOwner: "host1",
      });
      expect(await host1.lease.acquire("nfs1", 2, within)).toEqual(acquired(3));
      expect(await host1.lease.release("nfs1", within)).toEqual({ kind: "released", version: 3 });
    });
  });

  it("has another name after a crash waits for its own lease id until the old name is dead", async ({
    expect,
  }) => {
    await inLab({ hosts: ["host1"] }, async (lab) => {
      const host1 = lab.host("host1");
      expect(await firstClaim(host1, "nfs1")).toEqual(acquired(1));
      await host1.daemon.kill();
      expect(await noHolders(host1, within)).toBe(true);
      await host1.daemon.start("");
      const started = performance.now();
      expect(await join(host1, 90 * seconds)).toEqual({ kind: "joined" });
      expect(performance.now() - started).toBeGreaterThan(50 * seconds);
      expect(await host1.lease.acquire("nfs1", 1, within)).toEqual(acquired(2));
      expect(await host1.lease.release("nfs1", within)).toEqual({ kind: "released", version: 2 });
    });
  });
});
