import { describe, expect, it } from "vitest";
import { monitor } from "../../../../agents/EvmsSCC/monitor.ts";
import type { ReadOutcome } from "../../../../agents/EvmsSCC/read-sector.ts";
import { OcfError } from "../../../../lib/ocf/ocf-error.ts";
import { movedClock, scene, usable } from "./scene.ts";

const vm1 = "/dev/evms/san2/vm1";
const vm2 = "/dev/evms/san2/vm2";
const deep = { OCF_CHECK_LEVEL: "10" };
const hung: ReadOutcome = {
  kind: "failed",
  reason: "a read with dd did not finish within 5 s and was stopped",
};
const many = Array.from({ length: 40 }, (_, index) => `/dev/evms/san2/vm${index + 1}`);

describe("monitor", () => {
  it("says 7 where nothing was started here, whatever the devices and the parameters are", async () => {
    const { call, host, lines } = scene({ devices: () => usable, parameters: { backend: "zfs" } });
    expect(await monitor(call, host)).toBe(7);
    expect(lines).toEqual([]);
  });

  it("says 0 and logs nothing where every volume of the last start is usable", async () => {
    const { call, host, lines } = scene({
      startedWith: [vm1, vm2],
      devices: { [vm1]: usable, [vm2]: usable },
    });
    expect(await monitor(call, host)).toBe(0);
    expect(lines).toEqual([]);
  });

  it("names every volume that is not, with what is wrong, in the order of the start", async () => {
    const { call, host } = scene({
      startedWith: [vm2, vm1, "/dev/sdb", "/dev/sdc", "/dev/sdd"],
      devices: {
        [vm1]: { kind: "dead" },
        "/dev/sdb": usable,
        "/dev/sdc": { kind: "not-a-block-device" },
        "/dev/sdd": { kind: "unknown", reason: "EACCES" },
      },
      variables: { OCF_RESOURCE_INSTANCE: "evmsclone:3" },
    });
    await expect(monitor(call, host)).rejects.toThrow(
      new OcfError(
        1,
        `not usable on host1: ${vm2}, ${vm1} (no device behind it), /dev/sdc (not a block device), ` +
          "/dev/sdd (cannot be looked at: EACCES); that is 4 of 5 volumes of evmsclone. " +
          "Check the SAN and multipath on host1.",
      ),
    );
  });

  it("never says 7 where it cannot know", async () => {
    const read = () => {
      throw new Error("EIO: i/o error, read");
    };
    const { call, host } = scene({ recordFile: { read } });
    await expect(monitor(call, host)).rejects.toThrow(
      new OcfError(
        1,
        "cannot tell whether evmsclone was started on host1: EIO: i/o error, read. Make its record readable or remove it.",
      ),
    );
  });

  it("reads nothing below level 10", async () => {
    const variables = { OCF_CHECK_LEVEL: "9" };
    const { call, host } = scene({ startedWith: [vm1], devices: { [vm1]: usable }, variables });
    expect(await monitor(call, host)).toBe(0);
  });
});

describe("monitor at level 10", () => {
  it("reads a sector of each usable volume, in the device's own size and within 5 s", async () => {
    const reads: unknown[] = [];
    const { call, host } = scene({
      startedWith: [vm1, vm2],
      devices: { [vm1]: usable, [vm2]: { kind: "usable", sectorBytes: 4096 } },
      variables: deep,
      readSector: async (_call, device, timeoutMs) => {
        reads.push({ ...device, timeoutMs });
        return { kind: "read" };
      },
    });
    expect(await monitor(call, host)).toBe(0);
    expect(reads).toEqual([
      { path: vm1, sectorBytes: 512, timeoutMs: 5_000 },
      { path: vm2, sectorBytes: 4096, timeoutMs: 5_000 },
    ]);
  });

  it("does not read what is not usable", async () => {
    const { call, host } = scene({
      startedWith: [vm1],
      devices: { [vm1]: { kind: "dead" } },
      variables: deep,
    });
    await expect(monitor(call, host)).rejects.toThrow(
      `host1: ${vm1} (no device behind it); that is 1 of 1 volumes of evmsclone. Check`,
    );
  });

  it("reads at most 16 volumes at once, and every volume once", async () => {
    let atOnce = 0;
    let most = 0;
    const read: string[] = [];
    const { call, host } = scene({
      startedWith: many,
      devices: () => usable,
      variables: deep,
      readSector: async (_call, { path }) => {
        most = Math.max(most, ++atOnce);
        read.push(path);
        await new Promise(setImmediate);
        atOnce--;
        return { kind: "read" };
      },
    });
    expect(await monitor(call, host)).toBe(0);
    expect(most).toBe(16);
    expect(read.sort()).toEqual([...many].sort());
  });

  it("reports all that hang, in the order of the start and not of the answers", async () => {
    const { call, host } = scene({
      startedWith: many.slice(0, 20),
      devices: () => usable,
      variables: deep,
      readSector: async (_call, { path }) => {
        const number = Number(/\d+$/.exec(path)?.[0]);
        for (let turns = 20; turns > number; turns--) await new Promise(setImmediate);
        return number % 6 === 0 ? hung : { kind: "read" };
      },
    });
    const named = [6, 12, 18].map((each) => `/dev/evms/san2/vm${each} (${hung.reason})`).join(", ");
    await expect(monitor(call, host)).rejects.toThrow(
      `not usable on host1: ${named}; that is 3 of 20 volumes of evmsclone. Check the SAN and multipath on host1.`,
    );
  });

  it("ends within its deadline where all hang, and tells which it could not read", async () => {
    const clock = movedClock();
    const caps: number[] = [];
    const { call, host } = scene({
      startedWith: many,
      devices: () => usable,
      variables: deep,
      clock,
      withinMs: 8_000,
      readSector: async (_call, _device, timeoutMs) => {
        caps.push(timeoutMs);
        const endMs = clock.nowMs() + timeoutMs;
        await new Promise(setImmediate);
        // Those that hang side by side end at the same moment.
        clock.pass(Math.max(0, endMs - clock.nowMs()));
        return hung;
      },
    });
    const error = await monitor(call, host).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain(`not usable on host1: ${many[0]} (${hung.reason})`);
    expect(String(error)).toContain("and 32 more; that is 40 of 40 volumes of evmsclone. Check the SAN");
    expect(clock.nowMs()).toBeLessThanOrEqual(8_000);
    expect(caps).toEqual([...Array(16).fill(5_000), ...Array(16).fill(3_000)]);
  });

  it("says of a volume for which no time was left that it was not read", async () => {
    const { call, host } = scene({ startedWith: [vm1], devices: () => usable, variables: deep, withinMs: 0 });
    await expect(monitor(call, host)).rejects.toThrow(`${vm1} (not read: other volumes used up the time)`);
  });

  it("rejects with the signal's reason when it is told to end", async () => {
    const reason = new OcfError(1, "monitor was ended by SIGTERM before it was done.");
    const { call, host } = scene({
      startedWith: many,
      devices: () => usable,
      variables: deep,
      readSector: () => Promise.reject(reason),
    });
    await expect(monitor(call, host)).rejects.toBe(reason);
  });
});
