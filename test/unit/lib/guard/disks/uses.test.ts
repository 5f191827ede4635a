import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Devices } from "../../../../../lib/guard/disks/device.ts";
import { readDevices } from "../../../../../lib/guard/disks/read-devices.ts";
import { type DiskFacts, type Place, type User, usesOf } from "../../../../../lib/guard/disks/uses.ts";
import { type WantedDisk, wantedOf, withAttached } from "../../../../../lib/guard/disks/wanted.ts";
import type { AttachedDisk, DiskAccess, Domain } from "../../../../../lib/xen/domain.ts";
import { buildSys, san } from "./sys-tree.ts";

let folder = "";
let devices: Devices = new Map();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "xensan-uses-"));
  buildSys(join(folder, "sys"), san);
  devices = readDevices(join(folder, "sys"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const places: { readonly [path: string]: Place } = {
  "/dev/SAN/nfs1": { kind: "thing", thing: "254:3" },
  "/dev/mapper/SAN-nfs1": { kind: "thing", thing: "254:3" },
  "/dev/SAN/web1": { kind: "thing", thing: "254:5" },
  "/dev/mapper/wwid": { kind: "thing", thing: "254:0" },
  "/dev/sda": { kind: "thing", thing: "8:0" },
  "/dev/sdc1": { kind: "thing", thing: "8:33" },
  "/dev/sdc2": { kind: "thing", thing: "8:34" },
  "/dev/md0": { kind: "thing", thing: "9:0" },
  "/srv/nfs1.img": { kind: "thing", thing: "file 8:1:12" },
  "/etc": { kind: "unclear", why: "is neither a block device nor a file" },
};

const disk = (target: string, access: DiskAccess = "write"): AttachedDisk => ({
  target,
  vdev: "xvda",
  access,
});
const dom0: Domain = { domid: 0, name: "Domain-0", state: "running", memoryMiB: 1, vcpus: 1, disks: [] };
const domain = (name: string | undefined, disks: readonly AttachedDisk[] | undefined): Domain => ({
  ...{ domid: 7, name, state: "blocked", memoryMiB: 1, vcpus: 1 },
  ...(disks === undefined ? {} : { disks }),
});

function look(wanted: readonly WantedDisk[], domains: readonly Domain[], users: readonly User[] = []) {
  const facts: DiskFacts = {
    devices,
    domains: [dom0, ...domains],
    users,
    placeOf: (path) => places[path] ?? { kind: "absent" },
  };
  return usesOf("nfs1", wanted, facts);
}
const nobody = { kind: "known", uses: [] };

describe("usesOf", () => {
  it("knows nobody where nobody is, and does not count the guest itself under any of its names", () => {
    const own = ["nfs1", "nfs1--incoming", "nfs1--migratedaway", "migrating-nfs1"];
    const domains = own.map((name) => domain(name, [disk("/dev/SAN/nfs1")]));
    expect(look([disk("/dev/SAN/nfs1")], [...domains, domain("web1", [disk("/dev/SAN/web1")])])).toEqual(
      nobody,
    );
  });

  it("finds a domain that has the same device by another path", () => {
    expect(look([disk("/dev/SAN/nfs1")], [domain("web1", [disk("/dev/mapper/SAN-nfs1", "read")])])).toEqual({
      kind: "known",
      uses: [{ disk: "/dev/SAN/nfs1", wanted: "write", user: "domain web1", access: "read" }],
    });
  });

  it("finds who has a disk beneath it, by any path of that, and says which", () => {
    for (const [target, name] of [
      ["/dev/mapper/wwid", "dm-0"],
      ["/dev/sda", "sda"],
    ] as const) {
      expect(look([disk("/dev/SAN/nfs1")], [domain("web1", [disk(target, "write-shared")])])).toEqual({
        kind: "known",
        uses: [
          {
            disk: "/dev/SAN/nfs1",
            wanted: "write",
            user: `domain web1 (of ${name})`,
            access: "write-shared",
          },
        ],
      });
    }
  });

  it("finds mounts and swap on the disk itself and on what stands upon it", () => {
    const users: readonly User[] = [
      { thing: "254:3", who: "a mount on /mnt", access: "write" },
      { thing: "254:5", who: "this host's swap", access: "write" },
    ];
    expect(look([disk("/dev/SAN/nfs1")], [], users)).toMatchObject({ uses: [{ user: "a mount on /mnt" }] });
    expect(look([disk("/dev/mapper/wwid")], [], users)).toMatchObject({
      uses: [{ user: "a mount on /mnt (of dm-3)" }, { user: "this host's swap (of dm-5)" }],
    });
  });

  it("counts an array upon the disk as a writer, but not one that is read-only, nor the one beneath", () => {
    expect(look([disk("/dev/sdc1")], [])).toEqual({
      kind: "known",
      uses: [{ disk: "/dev/sdc1", wanted: "write", user: "the array md0", access: "write" }],
    });
    expect(look([disk("/dev/sdc2")], [])).toEqual(nobody);
    expect(look([disk("/dev/md0")], [])).toEqual(nobody);
  });

  it("compares files by device and inode", () => {
    const found = look([disk("/srv/nfs1.img")], [domain("web1", [disk("/srv/nfs1.img")])]);
    expect(found).toMatchObject({ uses: [{ user: "domain web1" }] });
  });

  it("has no users of what is not here, but for a domain that is configured with the same", () => {
    expect(look([disk("/dev/SAN/other")], [domain("web1", [disk("/dev/SAN/web1")])])).toEqual(nobody);
    expect(look([disk("/dev/SAN/other")], [domain("web1", [disk("/dev/SAN/other")])])).toMatchObject({
      uses: [{ disk: "/dev/SAN/other", user: "domain web1" }],
    });
  });

  it.each([
    ["a disk is no disk", [disk("/etc")], [], "/etc is neither a block device nor a file"],
    [
      "a script opens it",
      [{ ...disk("nfs1"), script: "block-drbd" }],
      [],
      "nfs1 is attached by the script block-drbd, and what that opens is not known",
    ],
    [
      "a domain's disks are not told",
      [],
      [domain("web1", undefined)],
      "the toolstack does not say what disks domain web1 has: if it is being created, try again after that",
    ],
    [
      "a domain without a name has disks that are not told",
      [],
      [domain(undefined, undefined)],
      "the toolstack does not say what disks domain 7, which has no name at the moment, has: if it is being created, try again after that",
    ],
    [
      "a domain has what is not there any more",
      [disk("/dev/SAN/nfs1")],
      [domain("web1", [disk("/dev/SAN/old")])],
      "domain web1 has /dev/SAN/old, which is not there any more",
    ],
    [
      "a domain has what a script opens",
      [disk("/dev/SAN/nfs1")],
      [domain("web1", [{ ...disk("r0"), script: "block-drbd" }])],
      "domain web1 has r0, which is attached by the script block-drbd, and what that opens is not known",
    ],
  ])("knows nothing where %s", (_, wanted, domains, reason) => {
    expect(look(wanted, domains)).toEqual({ kind: "unknown", reason });
  });

  it("does not mind a drive without a medium", () => {
    expect(look([disk("/dev/SAN/nfs1")], [domain("web1", [disk("", "read")])])).toEqual(nobody);
    expect(wantedOf([disk("", "read"), disk("/dev/SAN/nfs1")])).toEqual([
      { target: "/dev/SAN/nfs1", access: "write" },
    ]);
  });
});

describe("withAttached", () => {
  const asked = { kind: "known", disks: [{ target: "/dev/SAN/nfs1", access: "write" }] } as const;

  it("adds what a running guest was given besides, each once", () => {
    const own = domain("nfs1", [disk("/dev/SAN/nfs1"), disk("/dev/SAN/web1"), disk("", "read")]);
    expect(withAttached(asked, [own])).toEqual({
      kind: "known",
      disks: [...asked.disks, { target: "/dev/SAN/web1", access: "write" }],
    });
  });

  it("does not know where the toolstack does not, or nobody did before", () => {
    expect(withAttached(asked, [domain("nfs1", undefined)])).toEqual({
      kind: "unknown",
      reason: "the toolstack does not say what disks domain 7 has",
    });
    const unknown = { kind: "unknown", reason: "/etc/xen/nfs1 does not exist" } as const;
    expect(withAttached(unknown, [])).toEqual(unknown);
  });
});
