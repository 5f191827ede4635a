import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lookAtDisks, placeOf } from "../../../../../lib/guard/disks/look-at-disks.ts";
import type { WantedDisks } from "../../../../../lib/guard/disks/wanted.ts";
import type { Domain } from "../../../../../lib/xen/domain.ts";
import type { Listing } from "../../../../../lib/xen/presence.ts";
import { movedClock } from "../moved-clock.ts";
import { buildSys } from "./sys-tree.ts";

let folder = "";
let proc = "";
let sys = "";
const image = () => join(folder, "nfs1.img");
const heading = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "xensan-look-"));
  proc = join(folder, "proc");
  sys = join(folder, "sys");
  mkdirSync(join(proc, "self/ns"), { recursive: true });
  symlinkSync("mnt:[1]", join(proc, "self/ns/mnt"));
  writeFileSync(join(proc, "self/mountinfo"), "28 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n");
  writeFileSync(join(proc, "swaps"), heading);
  writeFileSync(image(), "");
  buildSys(sys, [{ number: "7:0", at: "virtual/block/loop0", backing: image() }]);
});
afterEach(() => rmSync(folder, { recursive: true }));

const dom0: Domain = { domid: 0, name: "Domain-0", state: "running", memoryMiB: 1, vcpus: 1, disks: [] };

function look(domains: readonly Domain[] = [], wanted?: WantedDisks) {
  const listing: Listing = { kind: "listed", domains: [dom0, ...domains] };
  const disks = [{ target: image(), access: "write" }] as const;
  const toolstack = { listWithDisks: async () => listing };
  return lookAtDisks(
    { toolstack, proc, sys, disksOfArriving, clock: movedClock(), patienceMs: 1_000 },
    "nfs1",
    wanted ?? { kind: "known", disks },
    1_000,
  );
}

/** By the configurations of this host: web1 has the same disk, web2 none. */
function disksOfArriving(guest: string): WantedDisks {
  if (guest === "web1") return { kind: "known", disks: [{ target: image(), access: "write" }] };
  if (guest === "web2") return { kind: "known", disks: [] };
  return { kind: "unknown", reason: `the cluster file does not have ${guest}` };
}

describe("lookAtDisks", () => {
  it("takes the disks of a copy on its way, which the toolstack does not tell, from its configuration", async () => {
    const copy = { domid: 7, state: "paused", memoryMiB: 60, vcpus: 0 } as const;
    expect(await look([{ ...copy, name: "web2--incoming" }])).toEqual({ kind: "known", uses: [] });
    expect(await look([{ ...copy, name: "web1--incoming" }])).toMatchObject({
      kind: "known",
      uses: [{ user: "domain web1--incoming", access: "write" }],
    });
    const unknown = (name: string) => ({
      kind: "unknown",
      reason: `the toolstack does not say what disks domain ${name} has: if it is being created, try again after that`,
    });
    expect(await look([{ ...copy, name: "foreign--incoming" }])).toEqual(unknown("foreign--incoming"));
    expect(await look([{ ...copy, name: "web2" }])).toEqual(unknown("web2"));
    expect(await look([{ ...copy, name: "web2--incoming", state: "running" }])).toEqual(
      unknown("web2--incoming"),
    );
  });

  it("waits for a domain that is being created, and not for the guest itself", async () => {
    const created = { domid: 7, name: "web3", state: "paused", memoryMiB: 60, vcpus: 0 } as const;
    const complete = { ...created, disks: [{ target: image(), vdev: "xvda", access: "write" }] } as const;
    const lookWhile = async (lists: readonly (readonly Domain[])[]) => {
      const clock = movedClock();
      let call = 0;
      const toolstack = {
        listWithDisks: async (): Promise<Listing> => {
          const domains = lists[Math.min(call, lists.length - 1)] ?? [];
          call += 1;
          return { kind: "listed", domains: [dom0, ...domains] };
        },
      };
      const effects = { toolstack, proc, sys, disksOfArriving, clock, patienceMs: 1_200 };
      const disks = [{ target: image(), access: "write" }] as const;
      return {
        uses: await lookAtDisks(effects, "nfs1", { kind: "known", disks }, 1_000),
        slept: clock.slept,
      };
    };
    expect(await lookWhile([[created], [created], [complete]])).toMatchObject({
      uses: { kind: "known", uses: [{ user: "domain web3", access: "write" }] },
      slept: [500, 500],
    });
    // It came to nothing.
    expect(await lookWhile([[created], []])).toEqual({ uses: { kind: "known", uses: [] }, slept: [500] });
    expect(await lookWhile([[created]])).toMatchObject({
      uses: { kind: "unknown", reason: expect.stringContaining("what disks domain web3 has") },
      slept: [500, 500, 500],
    });
    const itself = { ...created, domid: 8, name: "nfs1" };
    expect(await lookWhile([[created, itself]])).toMatchObject({ uses: { kind: "unknown" }, slept: [] });
  });

  it("puts domains, mounts and swap together", async () => {
    expect(await look()).toEqual({ kind: "known", uses: [] });
    const line = `30 28 7:0 / /mnt rw - ext4 /dev/loop0 rw\n`;
    writeFileSync(join(proc, "self/mountinfo"), line);
    writeFileSync(join(proc, "swaps"), `${heading}${image()} file 1024 0 -2\n`);
    const web1 = {
      ...dom0,
      domid: 4,
      name: "web1",
      disks: [{ target: image(), vdev: "xvda", access: "read" }],
    } as const;
    expect(await look([web1])).toMatchObject({
      kind: "known",
      uses: [
        { user: "a mount on /mnt (of loop0)", access: "write" },
        { user: "this host's swap", access: "write" },
        { user: "domain web1", access: "read" },
      ],
    });
  });

  it("finds the devices of a mounted btrfs, also those that no mount names", async () => {
    const devices = join(sys, "fs/btrfs/0b57a9f0-1111-2222-3333-444455556666/devices");
    mkdirSync(devices, { recursive: true });
    mkdirSync(join(sys, "fs/btrfs/features"));
    symlinkSync(join(sys, "class/block/loop0"), join(devices, "loop0"));
    expect(await look()).toMatchObject({
      uses: [
        { user: "the btrfs file system 0b57a9f0-1111-2222-3333-444455556666 (of loop0)", access: "write" },
      ],
    });
  });

  it("looks at what the guest has here besides, and knows nothing where that is not told", async () => {
    const nfs1 = { ...dom0, domid: 3, name: "nfs1" };
    const other = {
      ...dom0,
      domid: 4,
      name: "web1",
      disks: [{ target: image(), vdev: "xvda", access: "write" }],
    } as const;
    const disks = [{ target: image(), vdev: "xvdb", access: "write" }] as const;
    const none: WantedDisks = { kind: "known", disks: [] };
    expect(await look([{ ...nfs1, disks }, other], none)).toMatchObject({ uses: [{ user: "domain web1" }] });
    const { disks: _, ...untold } = nfs1;
    expect(await look([untold], none)).toEqual({
      kind: "unknown",
      reason: "the toolstack does not say what disks domain 3 has",
    });
  });

  it("knows nothing where something cannot be read", async () => {
    const unknown = { kind: "unknown", reason: "xl exited with 1" } as const;
    const toolstack = { listWithDisks: async () => unknown };
    const silent = { toolstack, proc, sys, disksOfArriving, clock: movedClock(), patienceMs: 1_000 };
    expect(await lookAtDisks(silent, "nfs1", { kind: "known", disks: [] }, 1_000)).toEqual(unknown);
    const config = { kind: "unknown", reason: "/etc/xen/nfs1.cfg does not exist" } as const;
    expect(await look([], config)).toEqual(config);
    writeFileSync(join(proc, "swaps"), "nonsense");
    const cannot = (why: string) => ({
      kind: "unknown",
      reason: `the disks of this host cannot be looked at (${why})`,
    });
    expect(await look()).toEqual(cannot("the list of swap spaces is not understood"));
    writeFileSync(join(proc, "self/mountinfo"), "nonsense\n");
    expect(await look()).toEqual(cannot("the list of mounts of process self is not understood"));
    rmSync(join(proc, "self/mountinfo"));
    expect(await look()).toEqual(cannot("the list of mounts is not there"));
  });
});

describe("placeOf", () => {
  it("tells what is there", () => {
    expect(placeOf("/nonexistent/disk")).toEqual({ kind: "absent" });
    expect(placeOf(join(image(), "below"))).toEqual({ kind: "absent" });
    expect(placeOf("/dev/null")).toEqual({ kind: "unclear", why: "is neither a block device nor a file" });
    symlinkSync(image(), join(folder, "link"));
    expect(placeOf(join(folder, "link"))).toEqual(placeOf(image()));
    symlinkSync("loop", join(folder, "loop"));
    expect(placeOf(join(folder, "loop"))).toEqual({ kind: "unclear", why: "cannot be looked at (ELOOP)" });
  });
});
