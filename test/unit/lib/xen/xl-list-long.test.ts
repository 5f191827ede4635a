import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseXlListLong } from "../../../../lib/xen/xl-list-long.ts";
import { streamOf } from "./recordings.ts";

const entry = (config: object, domid: unknown = 1) => ({
  domid,
  config: { c_info: { name: "nfs1" }, b_info: {}, ...config },
});
const parse = (...entries: readonly unknown[]) => parseXlListLong(JSON.stringify(entries));
const disk = { pdev_path: "/dev/evms/san2/nfs1", vdev: "xvda", format: "raw", readwrite: 1 };
const disksOf = (...disks: readonly unknown[]) => {
  const listing = parse(entry({ disks }));
  return listing.kind === "listed" ? listing.domains[0]?.disks : listing;
};

describe("parseXlListLong", () => {
  it("reads what xl printed: ids, names, memory and disks, but no states", () => {
    expect(parseXlListLong(streamOf("h1-xl-list-l.txt", "stdout"))).toEqual({
      kind: "listed",
      domains: [
        { domid: 0, name: "Domain-0", state: "unclear", memoryMiB: 640, vcpus: 0, disks: [] },
        {
          domid: 3,
          name: "domU",
          uuid: "bafaf061-69ff-4d35-b5fa-80bc75685739",
          state: "unclear",
          memoryMiB: 128,
          vcpus: 1,
          disks: [{ target: "/dev/vdb", vdev: "xvda", access: "write" }],
        },
      ],
    });
  });

  it("goes by the entry's own id, and not by the one in c_info, which stands for none", () => {
    const twice = parse(entry({ c_info: { name: "nfs1", domid: 4_294_967_295 } }, 3));
    expect(twice).toMatchObject({ domains: [{ domid: 3 }] });
  });

  it("knows that xl leaves out what is zero: no readwrite is read-only (said by libxl 4.17.7 itself)", () => {
    expect(disksOf({ pdev_path: "/dev/x", vdev: "xvda", format: "raw" })).toEqual([
      { target: "/dev/x", vdev: "xvda", access: "read" },
    ]);
    expect(disksOf({ vdev: "hdc", format: "empty", is_cdrom: 1 })).toEqual([
      { target: "", vdev: "hdc", access: "read" },
    ]);
    expect(disksOf({ ...disk, script: "/etc/xen/scripts/block-drbd" })).toEqual([
      { target: disk.pdev_path, vdev: "xvda", access: "write", script: "/etc/xen/scripts/block-drbd" },
    ]);
  });

  it.each([
    null,
    "x",
    [],
    { ...disk, vdev: 1 },
    { ...disk, pdev_path: null },
    { ...disk, readwrite: "1" },
    { ...disk, script: 1 },
    { ...disk, backend_domname: "driver" },
    { ...disk, backend_domid: 5 },
  ])("does not know a domain's disks when one of them is %j", (wrong) => {
    expect(disksOf(disk, wrong)).toBeUndefined();
  });

  it("takes a domain without a name as one without a name", () => {
    expect(parse(entry({ c_info: {} }), entry({ c_info: { name: "(null)" } }, 2))).toMatchObject({
      domains: [
        { domid: 1, name: undefined },
        { domid: 2, name: undefined },
      ],
    });
  });

  it.each([
    entry({}, null),
    entry({}, -1),
    entry({}, "1"),
    entry({}, 1.5),
    entry({}, 4_294_967_295),
    entry({ c_info: null }),
    entry({ b_info: [] }),
    entry({ c_info: { name: 7 } }),
    entry({ b_info: { target_memkb: "1" } }),
    { domid: 1 },
    null,
    [],
  ])("is unknown where an entry is %j", (wrong) => {
    expect(parse(entry({}), wrong)).toEqual({
      kind: "unknown",
      reason:
        "xl list -l printed something other than its report (an entry is no domain with its id and configuration)",
    });
  });

  it("is unknown for a recording that is cut off anywhere", () => {
    const text = streamOf("h1-xl-list-l.txt", "stdout").trimEnd();
    for (let length = 0; length < text.length; length++) {
      expect(parseXlListLong(text.slice(0, length))).toEqual({
        kind: "unknown",
        reason: "xl list -l printed something other than its report (it is not one whole JSON array)",
      });
    }
  });

  it("never throws", () => {
    const any = fc.oneof(
      fc.string(),
      fc.json(),
      fc.jsonValue().map((value) => JSON.stringify([entry({ disks: [value], b_info: value })])),
    );
    fc.assert(fc.property(any, (text) => ["listed", "unknown"].includes(parseXlListLong(text).kind)));
  });
});
