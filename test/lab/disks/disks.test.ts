import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lookAtDisks } from "../../../lib/guard/disks/look-at-disks.ts";
import type { WantedDisk } from "../../../lib/guard/disks/wanted.ts";
import { monotonicClock } from "../../../lib/system/clock.ts";
import type { AttachedDisk, DiskAccess, Domain } from "../../../lib/xen/domain.ts";
import { poll } from "../../support/lab/poll.ts";
import { makeRealDisk, type RealDisk } from "./real-disk.ts";

let real: RealDisk;
beforeAll(() => {
  real = makeRealDisk();
});
afterAll(() => real?.remove());

const attached = (target: string, access: DiskAccess = "write"): AttachedDisk => ({
  target,
  vdev: "xvda",
  access,
});
const domain = (name: string, ...disks: readonly AttachedDisk[]): Domain => ({
  ...{ domid: 4, name, state: "blocked", memoryMiB: 128, vcpus: 1, disks },
});

function look(target: string, domains: readonly Domain[] = [], proc = "/proc") {
  const toolstack = { listWithDisks: async () => ({ kind: "listed", domains }) as const };
  const disks: readonly WantedDisk[] = [{ target, access: "write" }];
  const disksOfArriving = () => ({ kind: "unknown", reason: "nobody arrives here" }) as const;
  return lookAtDisks(
    { toolstack, proc, sys: "/sys", disksOfArriving, clock: monotonicClock, patienceMs: 0 },
    "nfs1",
    { kind: "known", disks },
    1_000,
  );
}

async function users(target: string, domains: readonly Domain[] = [], proc = "/proc") {
  const uses = await look(target, domains, proc);
  return uses.kind === "known" ? uses.uses.map(({ user, access }) => `${user}: ${access}`) : uses.reason;
}

describe("lookAtDisks on a real disk with a partition", () => {
  it("finds nobody while nobody is there", async () => {
    for (const target of [real.disk, real.partition, real.image, "/dev/xensan/none"]) {
      expect(await look(target)).toEqual({ kind: "known", uses: [] });
    }
  });

  it("finds a mounted partition by its own device, by its whole disk and by the file beneath, in any namespace", async () => {
    const { disk, partition, image, names } = real;
    const holder = await real.mount("rw");
    const mount = `a mount on ${holder.mountPoint}`;
    const there = `${mount} of process ${holder.pid}`;
    expect(await users(partition)).toEqual([`${there}: write`]);
    expect(await users(disk)).toEqual([`${there} (of ${names.partition}): write`]);
    expect(await users(image)).toEqual([`${there} (of ${names.partition}): write`]);
    expect(await users(disk, [], holder.proc)).toEqual([`${mount} (of ${names.partition}): write`]);
    await holder.end();
    // The kernel takes the mount away when the last process of its namespace is gone.
    const gone = await poll(async () => (await users(disk)).length === 0, { timeoutMs: 5_000, everyMs: 20 });
    expect(gone).toBe(true);
  });

  it("tells a file system that is only read from one that replays its journal", async () => {
    for (const [options, access] of [
      ["ro,noload", "read"],
      ["ro", "write"],
    ] as const) {
      const holder = await real.mount(options);
      expect(await users(real.partition, [], holder.proc)).toEqual([
        `a mount on ${holder.mountPoint}: ${access}`,
      ]);
      await holder.end();
      await poll(async () => (await users(real.disk)).length === 0, { timeoutMs: 5_000, everyMs: 20 });
    }
  });

  it("finds a domain that has the disk by another path, the partition of it, or the file beneath", async () => {
    const other = join(real.folder, "other-path");
    symlinkSync(real.disk, other);
    const { disk, partition, image, names } = real;
    expect(await users(disk, [domain("web1", attached(other, "read"))])).toEqual(["domain web1: read"]);
    expect(await users(disk, [domain("web1", attached(partition))])).toEqual([
      `domain web1 (of ${names.partition}): write`,
    ]);
    expect(await users(partition, [domain("web1", attached(disk))])).toEqual([
      `domain web1 (of ${names.disk}): write`,
    ]);
    expect(await users(partition, [domain("web1", attached(image))])).toHaveLength(1);
    expect(await users(image, [domain("web1", attached(disk))])).toEqual([
      `domain web1 (of ${names.disk}): write`,
    ]);
    expect(await users(disk, [domain("nfs1", attached(disk))])).toEqual([]);
  });

  it("sees through a loop device that was set up over another device", async () => {
    const upper = real.loopOver(real.partition);
    expect(await users(real.image, [domain("web1", attached(upper.path))])).toEqual([
      `domain web1 (of ${upper.name}): write`,
    ]);
    expect(await users(upper.path, [domain("web1", attached(real.disk))])).toEqual([
      `domain web1 (of ${real.names.disk}): write`,
    ]);
  });

  it("knows nothing where the kernel's own lists are not there", async () => {
    const uses = await look(real.disk, [], real.folder);
    expect(uses).toEqual({
      kind: "unknown",
      reason: "the disks of this host cannot be looked at (the list of mounts is not there)",
    });
  });
});
