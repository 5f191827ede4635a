import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { readMountTables } from "../../../../../lib/guard/disks/mount-tables.ts";
import { parseMountInfo, parseSwaps } from "../../../../../lib/guard/disks/mounts.ts";

// As Linux 6.1 and 6.18 print them.
const mountInfo = `22 27 0:21 / /proc rw,relatime - proc proc rw
28 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw,discard,errors=remount-ro
63 28 7:0 / /tmp/lt/m ro,relatime - ext4 /dev/loop0 ro,norecovery
64 28 7:1 / /mnt/bound ro,relatime shared:34 master:3 - ext4 /dev/loop1 rw
65 28 7:2 / /mnt/plain ro,relatime - ext4 /dev/loop2 ro
66 28 0:45 /@home /home rw,relatime shared:9 - btrfs /dev/sdb2 rw,space_cache=v2,subvolid=257,subvol=/@home
67 28 11:0 / /media/my\\040disc ro,nosuid - iso9660 /dev/sr0 ro,nojoliet,check=s
68 28 253:7 / /mnt/back\\134slash rw - xfs /dev/mapper/SAN-nfs1 rw,attr2,inode64,noquota
69 28 253:8 / /mnt/x ro - xfs /dev/mapper/SAN-x ro,norecovery,noquota
70 28 0:50 / /srv rw,relatime - nfs4 10.0.0.1:/srv rw,vers=4.2
71 28 0:51 / /odd rw - tmpfs  rw
`;

describe("parseMountInfo", () => {
  it("reads device, place and whether the file system writes", () => {
    const read = parseMountInfo(mountInfo)?.map(
      ({ number, mountPoint, access }) => `${number} ${mountPoint} ${access}`,
    );
    expect(read).toEqual([
      "0:21 /proc write",
      "254:1 / write",
      // Read-only, and its journal is left alone.
      "7:0 /tmp/lt/m read",
      // One of its mounts is read-only, the file system is not.
      "7:1 /mnt/bound write",
      // Replays its journal, and writes when it does.
      "7:2 /mnt/plain write",
      "0:45 /home write",
      "11:0 /media/my disc read",
      "253:7 /mnt/back\\slash write",
      "253:8 /mnt/x read",
      "0:50 /srv write",
      "0:51 /odd write",
    ]);
    expect(parseMountInfo(mountInfo)?.[5]?.source).toBe("/dev/sdb2");
  });

  it("does not read a text that is cut off in a line, or is none", () => {
    fc.assert(
      fc.property(fc.nat({ max: mountInfo.length - 1 }), (end) => {
        const cut = mountInfo.slice(0, end);
        const read = parseMountInfo(cut);
        if (cut !== "" && !cut.endsWith("\n")) expect(read).toBeUndefined();
      }),
    );
    expect(parseMountInfo("nonsense\n")).toBeUndefined();
    expect(parseMountInfo("22 27 0:21 / /proc rw,relatime\n")).toBeUndefined();
  });
});

describe("readMountTables", () => {
  it("reads the mounts of this process, and once those of each other mount namespace", () => {
    const proc = mkdtempSync(join(tmpdir(), "xensan-proc-"));
    onTestFinished(() => rmSync(proc, { recursive: true }));
    const process = (name: string, namespace: string, text?: string) => {
      mkdirSync(join(proc, name, "ns"), { recursive: true });
      symlinkSync(namespace, join(proc, name, "ns/mnt"));
      if (text !== undefined) writeFileSync(join(proc, name, "mountinfo"), text);
    };
    const line = (number: string) => `28 1 ${number} / / rw - ext4 /dev/x rw\n`;
    process("self", "mnt:[1]", line("8:1"));
    process("1", "mnt:[1]", line("8:1"));
    process("12", "mnt:[2]", line("8:2"));
    process("13", "mnt:[2]", line("8:2"));
    // One that ends while it is looked at has no list any more.
    process("14", "mnt:[3]");
    mkdirSync(join(proc, "15"));
    process("sys", "mnt:[4]", line("8:4"));
    const read = readMountTables(proc).map(({ mounts, elsewhere }) => [
      elsewhere,
      mounts.map(({ number }) => number),
    ]);
    expect(read).toEqual([
      [undefined, ["8:1"]],
      [12, ["8:2"]],
    ]);
    writeFileSync(join(proc, "13/mountinfo"), "nonsense\n");
    rmSync(join(proc, "12"), { recursive: true });
    expect(() => readMountTables(proc)).toThrow("the list of mounts of process 13 is not understood");
  });

  it("reads those of this machine", () => {
    const [own] = readMountTables("/proc");
    expect(own?.mounts).toEqual(parseMountInfo(readFileSync("/proc/self/mountinfo", "utf8")));
  });
});

describe("parseSwaps", () => {
  const heading = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n";

  it("reads the paths, also with blanks in them", () => {
    expect(parseSwaps(heading)).toEqual([]);
    const lines = `/dev/dm-2                               partition\t998396\t\t0\t\t-2\n/var/swap\\040file                       file\t\t1048572\t\t0\t\t10\n`;
    expect(parseSwaps(heading + lines)).toEqual(["/dev/dm-2", "/var/swap file"]);
  });

  it("reads nothing else", () => {
    expect(parseSwaps("")).toBeUndefined();
    expect(parseSwaps(`${heading}/dev/dm-2 partition 99`)).toBeUndefined();
    expect(parseSwaps(`${heading}nonsense\n`)).toBeUndefined();
    expect(parseSwaps(readFileSync("/proc/swaps", "utf8"))).toBeDefined();
  });
});
