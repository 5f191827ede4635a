import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lvsColumns, parseLvs } from "../../../../lib/storage/lvm-output.ts";

/** Printed by LVM 2.03.16; thin.json and shared.json from metadata put in place with vgcfgrestore. */
const recorded = (name: string) =>
  readFileSync(new URL(`../../../captures/lvm/${name}.json`, import.meta.url), "utf8");

const volume = (name: string, mapperName: string, lockType = "") => ({
  name: `SAN/${name}`,
  volumeGroup: "SAN",
  path: `/dev/SAN/${name}`,
  mapperPath: `/dev/mapper/SAN-${mapperName}`,
  lockType,
});
const unreadable = { kind: "failed", reason: "lvm lvs printed something other than its JSON report" };

const row = {
  vg_name: "SAN",
  lv_name: "nfs1",
  lv_path: "/dev/SAN/nfs1",
  lv_dm_path: "/dev/mapper/SAN-nfs1",
  lv_skip_activation: "",
  vg_lock_type: "",
};
const report = (...rows: readonly unknown[]) => JSON.stringify({ report: [{ lv: rows }] });

describe("parseLvs reads what LVM2 prints (recorded)", () => {
  it("lists volumes, but not one that an administrator set to be skipped", () => {
    expect(recorded("plain")).toContain('"lv_name":"vm2"');
    expect(parseLvs(recorded("plain"))).toEqual({
      kind: "listed",
      volumes: [volume("nfs1", "nfs1"), volume("vm-3", "vm--3")],
    });
  });

  it("leaves out a thin pool, which has no device path, and keeps the thin volume in it", () => {
    expect(recorded("thin")).toContain('"lv_name":"pool", "lv_path":""');
    expect(parseLvs(recorded("thin"))).toEqual({
      kind: "listed",
      volumes: [volume("nfs1", "nfs1"), volume("vm7", "vm7")],
    });
  });

  it("knows a volume group that lvmlockd shares", () => {
    expect(parseLvs(recorded("shared"))).toEqual({
      kind: "listed",
      volumes: [
        volume("nfs1", "nfs1", "sanlock"),
        volume("vm-3", "vm--3", "sanlock"),
        volume("vm2", "vm2", "sanlock"),
      ],
    });
  });

  it("is empty for a group without volumes", () => {
    expect(parseLvs(recorded("no-volumes"))).toEqual({ kind: "listed", volumes: [] });
  });

  it("asks for the columns that it reads", () => {
    expect(Object.keys(row).join(",")).toBe(lvsColumns);
  });

  it("refuses every report that was cut off", () => {
    const text = recorded("plain").trimEnd();
    for (let length = 0; length < text.length; length++) {
      expect(parseLvs(text.slice(0, length))).toEqual(unreadable);
    }
  });
});

describe("parseLvs on other versions and on nonsense", () => {
  it("takes the lock type none as none, and columns that are missing as empty", () => {
    expect(parseLvs(report({ ...row, vg_lock_type: "none" }))).toMatchObject({ volumes: [{ lockType: "" }] });
    expect(parseLvs(report({ ...row, vg_lock_type: "dlm" }))).toMatchObject({
      volumes: [{ lockType: "dlm" }],
    });
    const { vg_lock_type: _, lv_skip_activation: __, lv_dm_path: ___, ...old } = row;
    expect(parseLvs(report(old))).toMatchObject({ volumes: [{ lockType: "", mapperPath: "" }] });
  });

  it("joins several reports", () => {
    const text = JSON.stringify({
      report: [{ lv: [row] }, { lv: [] }, { lv: [{ ...row, lv_name: "vm2" }] }],
    });
    expect(parseLvs(text)).toMatchObject({ volumes: [{ name: "SAN/nfs1" }, { name: "SAN/vm2" }] });
  });

  it.each([
    "",
    "null",
    "[]",
    "{}",
    '{"report":{}}',
    '{"report":[null]}',
    '{"report":[{}]}',
    '{"report":[{"lv":{}}]}',
    '{"report":[{"lv":[null]}]}',
    '{"report":[{"lv":[[]]}]}',
    report({ ...row, lv_path: null }),
    report({ ...row, vg_name: 7 }),
    report(row, "nfs1"),
    `WARNING: x\n${report(row)}`,
  ])("refuses %s", (text) => {
    expect(parseLvs(text)).toEqual(unreadable);
  });

  const hostile = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom("", "SAN", "nfs1", "/dev/SAN/nfs1", "skip activation", null),
  );
  const hostileRow = fc.record(Object.fromEntries(Object.keys(row).map((column) => [column, hostile])), {
    requiredKeys: [],
  });

  it("never throws, and what it lists has a name and a device path", () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.array(fc.oneof(hostileRow, fc.jsonValue())).map((rows) => report(...rows)),
      fc.jsonValue().map((value) => JSON.stringify({ report: value })),
    );
    fc.assert(
      fc.property(text, (printed) => {
        const parsed = parseLvs(printed);
        if (parsed.kind === "failed") return parsed.reason === unreadable.reason;
        return parsed.volumes.every(
          (each) =>
            each.path !== "" &&
            each.name.startsWith(`${each.volumeGroup}/`) &&
            typeof each.lockType === "string",
        );
      }),
      { numRuns: 500 },
    );
  });
});
