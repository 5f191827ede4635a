import { describe, expect, it } from "vitest";
import { disksOfConfig } from "../../../../lib/xen/disk-config.ts";
import { parseDomainConfig } from "../../../../lib/xen/domain-config.ts";

function disks(text: string) {
  const parsed = parseDomainConfig("/etc/xen/nfs1", new TextEncoder().encode(text));
  if (parsed.kind === "failed") throw new Error(parsed.reason);
  return disksOfConfig(parsed.config);
}

describe("disksOfConfig", () => {
  it("tells the disks in their order", () => {
    expect(disks("disk = ['phy:/dev/evms/san2/nfs1,xvda,w', '/dev/SAN/swap1,raw,xvdb,ro']")).toEqual({
      kind: "disks",
      disks: [
        { target: "/dev/evms/san2/nfs1", vdev: "xvda", access: "write", format: "raw", cdrom: false },
        { target: "/dev/SAN/swap1", vdev: "xvdb", access: "read", format: "raw", cdrom: false },
      ],
    });
  });

  it("tells none where none is configured", () => {
    expect(disks("name='nfs1'")).toEqual({ kind: "disks", disks: [] });
    expect(disks("disk=[]")).toEqual({ kind: "disks", disks: [] });
  });

  it("tells every disk that it does not understand, with its place, and then no disk at all", () => {
    expect(
      disks("name='nfs1'\ndisk = ['phy:/dev/evms/san2/nfs1,xvda,w',\n  'phy:/dev/x',\n  5, ['y'] ]"),
    ).toEqual({
      kind: "failed",
      reasons: [
        '/etc/xen/nfs1:3:3: expected a vdev like xvda, found none, in the disk "phy:/dev/x".',
        "/etc/xen/nfs1:4:3: expected a disk in quotes, found a number.",
        "/etc/xen/nfs1:4:6: expected a disk in quotes, found a list.",
      ],
    });
  });

  it("does not take a single value for no disk, as xl does", () => {
    expect(disks("disk = 'phy:/dev/x,xvda,w'")).toEqual({
      kind: "failed",
      reasons: ["/etc/xen/nfs1:1:8: expected disk = [ ], a list, found a single value."],
    });
  });
});
