import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ConfigDisk, parseDiskSpec } from "../../../../lib/xen/disk-spec.ts";
import { recorded } from "./recordings.ts";

const disk = (more: Partial<ConfigDisk> = {}): ConfigDisk => ({
  ...{ target: "/dev/evms/san2/nfs1", vdev: "xvda", access: "write", format: "raw", cdrom: false },
  ...more,
});
const parsed = (spec: string) => {
  const result = parseDiskSpec(spec);
  return result.kind === "disk" ? result.disk : result.reason;
};

describe("parseDiskSpec reads", () => {
  it.each<[string, ConfigDisk]>([
    ["phy:/dev/evms/san2/nfs1,xvda,w", disk()],
    ["phy:evms/san2/nfs1,xvda,w", disk()],
    ["phy:/dev/evms/san2/nfs1,xvda", disk()],
    ["phy:/dev/evms/san2/nfs1,xvda,r", disk({ access: "read" })],
    ["phy:/dev/evms/san2/nfs1,xvda,w!", disk({ access: "write-shared" })],
    ["phy:/dev/evms/san2/nfs1,ioemu:hda,w", disk({ vdev: "hda" })],
    ["file:/srv/nfs1.img,sda1,w", disk({ target: "/srv/nfs1.img", vdev: "sda1" })],
    ["tap:aio:/srv/nfs1.img,xvda,w", disk({ target: "/srv/nfs1.img" })],
    ["tap2:tapdisk:qcow2:/srv/nfs1.img,xvda,w", disk({ target: "/srv/nfs1.img", format: "qcow2" })],
    ["drbd:nfs1,xvda,w", disk({ target: "nfs1", script: "block-drbd" })],
    ["file:/srv/x.iso,hdc:cdrom,r", disk({ target: "/srv/x.iso", vdev: "hdc", access: "read", cdrom: true })],
    [",hdc:cdrom,r", disk({ target: "", vdev: "hdc", access: "read", cdrom: true, format: "empty" })],
    ["/dev/evms/san2/nfs1,,xvda", disk()],
    ["/dev/evms/san2/nfs1,raw,xvda,rw", disk()],
    [" /dev/evms/san2/nfs1, qcow2, xvda, ro", disk({ format: "qcow2", access: "read" })],
    ["/root/x.iso,,hdc,,cdrom", disk({ target: "/root/x.iso", vdev: "hdc", access: "read", cdrom: true })],
    ["format=raw, vdev=xvda, access=rw, target=/dev/evms/san2/nfs1", disk()],
    [
      "vdev=xvda,backendtype=phy,script=block-x,target=/a,b=c",
      disk({ target: "/a,b=c", backendtype: "phy", script: "block-x" }),
    ],
    ["vdev=xvda,format=raw,/dev/evms/san2/nfs1,r,discard", disk({ access: "read" })],
    ["phy:/dev/evms/san2/nfs1,xvda,w,script=block-san", disk({ script: "block-san" })],
  ])("%j", (spec, expected) => {
    expect(parsed(spec)).toEqual(expected);
  });
});

describe("parseDiskSpec refuses", () => {
  it.each([
    ["", "expected a vdev like xvda, found none"],
    ["phy:", "expected a vdev like xvda, found none"],
    ["phy:/dev/x", "expected a vdev like xvda, found none"],
    ["phy:/dev/x,nonsense,w", "expected a vdev like xvda, found nonsense"],
    ["phy:/dev/x,xvda,x", "expected access r, ro, w, rw or w!, found x"],
    ["phy:/dev/x,xvda,w,0", "expected no further part after target, format, vdev and access, found 0"],
    ["phy:/dev/x,xvda,r,access=w", "expected one access, found a second"],
    ["access=r,/dev/x,raw,xvda,w", "expected no further part after target, format, vdev and access, found w"],
    ["vmdk:/x,xvda,w", "expected a target, found the unknown prefix vmdk:"],
    ["srv/x.img,raw,xvda", "expected a target's whole path, beginning with /, found srv/x.img"],
    ["file:x.img,xvda,w", "expected a target's whole path, beginning with /, found x.img"],
    ["phy:,xvda,w", "expected a target like /dev/evms/san2/nfs1, found none"],
    [
      "/dev/a=b,raw,xvda",
      "expected one of format, vdev, access, devtype, backendtype, backend, script, specification, target, found /dev/a=",
    ],
    [
      "/dev/x,raw,xvda,hidden-disk=/dev/y",
      "expected one of format, vdev, access, devtype, backendtype, backend, script, specification, target, found hidden-disk=",
    ],
    [
      "/dev/x,raw,xvda,backend=driver",
      "expected a disk of this host, found one that the domain driver opens",
    ],
    ["/dev/x,raw,xvda,backendtype=z", "expected backendtype phy, tap, qdisk, standalone, found z"],
    ["/dev/x,raw,xvda,specification=z", "expected specification=xen or specification=virtio, found z"],
    ["/dev/x,raw,xvda,devtype=tape", "expected devtype=cdrom or devtype=disk, found tape"],
    ["/dev/x,raw,hdc:disk,devtype=cdrom", "expected one devtype, found a second"],
    ["/dev/x,raw,hdc,w,cdrom", "expected a cdrom that is only read, found w"],
    ["/dev/x,vmdk,xvda", "expected a format that goes with the target, found vmdk"],
    ["/dev/x,empty,xvda", "expected a format that goes with the target, found empty"],
    ["raw:/dev/x,xvda,w,format=qcow2", "expected one format, found a second"],
    ["drbd:r0,xvda,w,script=block-x", "expected one script, found a second"],
    ["vdev=,target=/dev/x", "expected a value after vdev=, found none"],
    ["/dev/x,raw,xvda,target=/dev/y", "expected one target, found a second"],
    ["phy:/dev/x\n,xvda,w", "expected a disk on one line, found a control character"],
    // xl takes both for a disk that is written to.
    ["vdev=hdc:cdrom,target=/dev/x", "expected a vdev like xvda, found hdc:cdrom"],
    [
      "untrusted,/dev/x,raw,xvda",
      "expected another flag than colo, no-colo, trusted, untrusted, found untrusted",
    ],
  ])("%j", (spec, reason) => {
    expect(parsed(spec)).toBe(reason);
  });
});

describe("parseDiskSpec on generated disks", () => {
  const path = fc.stringMatching(/^\/[A-Za-z0-9_./+-]{1,20}$/);
  const some = fc.record({
    target: path,
    vdev: fc.constantFrom("xvda", "hdb", "sdc3", "d1p2", "51712"),
    access: fc.constantFrom("read" as const, "write" as const, "write-shared" as const),
    format: fc.constantFrom("raw" as const, "qcow2" as const, "vhd" as const),
  });
  const modes = { read: ["r", "ro"], write: ["w", "rw"], "write-shared": ["w!", "rw!"] };

  it("reads back what is printed in the old syntax and in the new", () => {
    fc.assert(
      fc.property(some, fc.nat(1), fc.string(), (each, which, odd) => {
        const mode = modes[each.access][which];
        const expected = { ...each, cdrom: false };
        expect(parsed(`${each.target},${each.format},${each.vdev},${mode}`)).toEqual(expected);
        expect(parsed(`phy:${each.target},${each.vdev},${mode}`)).toEqual({ ...expected, format: "raw" });
        const tail = `${odd.replaceAll(/\p{Cc}/gu, "")}x`;
        const named = `format=${each.format}, vdev=${each.vdev},access=${mode},script=block-s,target=${each.target}${tail}`;
        expect(parsed(named)).toEqual({ ...expected, target: each.target + tail, script: "block-s" });
      }),
    );
  });

  it("never throws, and what it calls a disk has a vdev, and a target unless it is a cdrom", () => {
    const part = fc.constantFrom(
      "phy:",
      "/x",
      "xvda",
      "w",
      "r",
      ",",
      ",",
      "=",
      "target=",
      "cdrom",
      "format=",
      "raw",
      "hdc:cdrom",
      "\t",
      "ä",
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(part, { maxLength: 12 }).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(text, (each) => {
        const result = parseDiskSpec(each);
        if (result.kind === "failed") return result.reason.startsWith("expected ");
        return result.disk.vdev !== "" && (result.disk.target !== "" || result.disk.cdrom);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe("parseDiskSpec beside xl's own parser (libxlutil 4.17.7, recorded)", () => {
  type Recorded = {
    readonly spec: string;
    readonly refused?: string;
    readonly target: string | null;
    readonly vdev: string;
    readonly readwrite: number;
    readonly format: string;
    readonly backend: string;
    readonly cdrom: number;
    readonly script: string | null;
  };
  const all: readonly Recorded[] = JSON.parse(recorded("libxlutil-disks.json"));

  it("reads the same wherever both read", () => {
    let both = 0;
    for (const xl of all) {
      const result = parseDiskSpec(xl.spec);
      if (result.kind === "failed" || xl.refused !== undefined) continue;
      both += 1;
      const { target, vdev, access, format, cdrom, script, backendtype } = result.disk;
      // The manual page's /dev/ before a path of phy: is put there only by the block script.
      expect([xl.target ?? "", `/dev/${xl.target}`]).toContain(target);
      expect({ vdev, format, cdrom: Number(cdrom), readwrite: Number(access !== "read") }).toEqual({
        ...{ vdev: xl.vdev, format: xl.format, cdrom: xl.cdrom, readwrite: xl.readwrite },
      });
      expect([backendtype ?? "", script ?? null]).toEqual([xl.backend, xl.script]);
    }
    expect(both).toBeGreaterThan(60);
  });

  it("reads nothing that xl refuses, but for xm's w!", () => {
    const onlyHere = all.filter(
      ({ spec, refused }) => refused !== undefined && parseDiskSpec(spec).kind === "disk",
    );
    expect(onlyHere.length).toBeGreaterThan(3);
    for (const { refused } of onlyHere) expect(refused).toBe("unknown value for access: near `w!'");
  });
});
