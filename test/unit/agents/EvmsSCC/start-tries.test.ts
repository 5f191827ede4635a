import { describe, expect, it } from "vitest";
import { start } from "../../../../agents/EvmsSCC/start.ts";
import { OcfError } from "../../../../lib/ocf/ocf-error.ts";
import { done, evms, failed, listing, vm1, vm2 } from "./evms.ts";
import { fakeManager, movedClock, scene, usable } from "./scene.ts";

const san2 = { volumes: "san2" };
const quiet = { ignore_deprecation: "true" };

describe("start tries again", () => {
  it("tries again with growing pauses until all is there", async () => {
    const { manager, wanted, caps } = evms((nth) => (nth < 4 ? failed : done));
    const { call, host, lines, clock } = scene({
      evms: manager,
      devices: { [vm1]: usable, [vm2]: usable },
      parameters: { ...san2, ...quiet },
    });
    expect(await start(call, host)).toBe(0);
    expect(wanted.length).toBe(4);
    expect(clock.pauses).toEqual([250, 500, 1_000]);
    expect(caps).toEqual([42_500, 42_375, 42_125, 41_625]);
    expect(lines[0]).toBe(
      "info: try 1 failed (evms_activate exited with 5: engine is locked); trying again.",
    );
  });

  it("ends before its deadline, with the number of tries, what is missing and the last error", async () => {
    const { manager } = evms(() => failed);
    const { call, host, clock, record } = scene({ evms: manager, parameters: { volumes: `san9 ${vm1}` } });
    await expect(start(call, host)).rejects.toThrow(
      new OcfError(
        1,
        `missing on host1: san9 (EVMS lists nothing there), ${vm1}; evms_activate exited with 5: engine is locked. ` +
          "21 tries failed; check the SAN and EVMS on host1, then run: crm_resource --cleanup -r evmsclone",
      ),
    );
    expect(clock.nowMs()).toBeLessThan(85_000);
    expect(clock.nowMs()).toBeGreaterThan(80_000 - 1);
    expect(Math.max(...clock.pauses)).toBe(5_000);
    expect(record.paths()).toBeUndefined();
  });

  it("tries once where there is no time for more, and still says why", async () => {
    const { manager } = evms(
      () => done,
      () => listing(vm1),
    );
    const { call, host } = scene({ evms: manager, withinMs: 200, devices: { [vm1]: { kind: "dead" } } });
    await expect(start(call, host)).rejects.toThrow(
      `missing on host1: ${vm1} (no device behind it). 1 try failed; check the SAN`,
    );
  });

  it("gives each try what is left, so that a tool that always hangs ends within the deadline", async () => {
    const clock = movedClock();
    const manager = fakeManager({
      title: "EVMS",
      activate: async (_volumes, timeoutMs) => {
        clock.pass(timeoutMs);
        return failed;
      },
      list: async (timeoutMs) => {
        clock.pass(timeoutMs);
        return { kind: "failed", reason: "hung too" };
      },
    });
    const { call, host } = scene({ evms: manager, clock, withinMs: 85_000, parameters: san2 });
    await expect(start(call, host)).rejects.toThrow(
      "missing on host1: san2 (EVMS lists nothing there); evms_",
    );
    expect(clock.nowMs()).toBeLessThanOrEqual(85_000);
  });

  it("does not activate while evmsd is awaited, and does as soon as it is there", async () => {
    const order: string[] = [];
    const manager = fakeManager({
      title: "EVMS",
      waitsFor: () => (order.push("look") < 3 ? "evmsd is not running" : undefined),
      activate: async () => {
        order.push("activate");
        return done;
      },
      list: async () => listing(vm1),
    });
    const { call, host, lines } = scene({ evms: manager, devices: { [vm1]: usable }, parameters: quiet });
    expect(await start(call, host)).toBe(0);
    expect(order).toEqual(["look", "look", "look", "activate"]);
    expect(lines[0]).toBe("info: try 1 failed (evmsd is not running); trying again.");
  });

  it("rejects with the signal's reason when it is told to end between two tries", async () => {
    const stopping = new AbortController();
    const { manager } = evms((nth) => {
      if (nth === 2) stopping.abort(new OcfError(1, "start was ended by SIGTERM before it was done."));
      return failed;
    });
    const { call, host, record } = scene({ evms: manager, signal: stopping.signal, parameters: san2 });
    await expect(start(call, host)).rejects.toThrow("start was ended by SIGTERM before it was done.");
    expect(record.paths()).toBeUndefined();
  });

  it("rejects with the signal's reason when its command is ended", async () => {
    const reason = new OcfError(1, "start was ended by SIGTERM before it was done.");
    const manager = fakeManager({ title: "EVMS", activate: () => Promise.reject(reason) });
    const { call, host } = scene({ evms: manager });
    await expect(start(call, host)).rejects.toBe(reason);
  });
});
