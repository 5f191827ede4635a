import { describe, expect, it } from "vitest";
import { parseHostInfo } from "../../../../lib/xen/host-info.ts";
import { streamOf } from "./recordings.ts";

const recording = streamOf("h1-xl-info.txt", "stdout");
/** By XendNode.py and xm_info() of Xen 3.0.4. */
const xm = [
  ["system", "Linux"],
  ["host", "host1"],
  ["release", "2.6.16.33-xen"],
  ["version", "#1 SMP Mon Jan 8 14:39:02 UTC 2007"],
  ["nr_cpus", "4"],
  ["hw_caps", "bfebfbff:20100000:00000000:00000180:0000e49d"],
  ["total_memory", "4095"],
  ["free_memory", "2900"],
  ["xen_major", "3"],
  ["xen_minor", "0"],
  ["xen_extra", ".4-1"],
  ["xen_caps", "xen-3.0-x86_64 "],
  ["xend_config_format", "3"],
]
  .map(([key = "", value]) => `${key.padEnd(23)}: ${value}\n`)
  .join("");

describe("parseHostInfo", () => {
  it("reads what xl printed", () => {
    expect(parseHostInfo(recording, "xl info")).toEqual({
      kind: "told",
      info: { host: "host1", version: "4.17.7", totalMemoryMiB: 1279, freeMemoryMiB: 494 },
    });
  });

  it("reads the form of xm", () => {
    expect(parseHostInfo(xm, "xm info")).toEqual({
      kind: "told",
      info: { host: "host1", version: "3.0.4-1", totalMemoryMiB: 4095, freeMemoryMiB: 2900 },
    });
  });

  it.each([
    ["host", /^host .*\n/m],
    ["xen_major and xen_minor", /^xen_minor .*\n/m],
    ["total_memory in MiB", /^total_memory .*\n/m],
    ["free_memory in MiB", /494$/m],
    ["its last line break", /\n$/],
  ])("says that %s is missing", (what, part) => {
    expect(parseHostInfo(recording.replace(part, ""), "xl info")).toEqual({
      kind: "unknown",
      reason: `what xl info printed lacks ${what}`,
    });
  });

  it("does not choose between two values", () => {
    expect(parseHostInfo(`${recording}free_memory : 9999\n`, "xl info")).toEqual({
      kind: "unknown",
      reason: "what xl info printed lacks one free_memory",
    });
  });

  it("never tells another amount of memory from a part of the answer", () => {
    for (let length = 0; length < recording.length; length++) {
      const answer = parseHostInfo(recording.slice(0, length), "xl info");
      if (answer.kind === "told")
        expect(answer.info).toMatchObject({ totalMemoryMiB: 1279, freeMemoryMiB: 494 });
    }
  });
});
