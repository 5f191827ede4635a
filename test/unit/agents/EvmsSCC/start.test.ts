import { describe, expect, it } from "vitest";
import { start } from "../../../../agents/EvmsSCC/start.ts";
import { OcfError } from "../../../../lib/ocf/ocf-error.ts";
import { done, evms, failed, listing, vm1, vm2 } from "./evms.ts";
import { absent, fakeManager, scene, usable } from "./scene.ts";

const san2 = { volumes: "san2" };
const quiet = { ignore_deprecation: "true" };

describe("start", () => {
  it("activates also where all is active already, and records what it found", async () => {
    const { manager, wanted } = evms(() => done);
    const { call, host, lines, record, clock } = scene({
      evms: manager,
      devices: { [vm1]: usable, [vm2]: usable },
      parameters: { ...san2, ...quiet },
    });
    expect(await start(call, host)).toBe(0);
    expect(wanted).toEqual([["san2"]]);
    expect(record.paths()).toEqual([vm1, vm2]);
    expect(lines).toEqual(["info: 2 volumes are active on host1 by EVMS."]);
    expect(clock.pauses).toEqual([]);
  });

  it("does not wait for a tool that fails where the devices alone tell that all is there", async () => {
    const { manager } = evms(
      () => failed,
      () => ({ kind: "failed", reason: "cannot list" }),
    );
    const { call, host, lines, record } = scene({
      evms: manager,
      devices: { [vm1]: usable },
      parameters: { volumes: vm1, ...quiet },
    });
    expect(await start(call, host)).toBe(0);
    expect(lines[0]).toBe(
      "warning: all volumes are there, though evms_activate exited with 5: engine is locked.",
    );
    expect(lines[1]).toBe("info: 1 volume is active on host1 by EVMS.");
    expect(record.paths()).toEqual([vm1]);
  });

  it("does not take what a failed tool lists for all that there should be", async () => {
    const { manager } = evms(
      () => failed,
      () => listing(vm1),
    );
    const { call, host } = scene({ evms: manager, devices: { [vm1]: usable }, parameters: san2 });
    await expect(start(call, host)).rejects.toThrow(
      "not all volumes of evmsclone can be known on host1; evms_activate exited with 5: engine is locked. 21 tries failed;",
    );
  });

  it("waits for volumes where none is there yet, and fails without any: a monitor of nothing finds all well", async () => {
    const { manager } = evms(
      () => done,
      () => listing(),
    );
    const { call, host, record } = scene({ evms: manager, parameters: quiet });
    await expect(start(call, host)).rejects.toThrow(
      "not all volumes of evmsclone can be known on host1; EVMS lists none. 21 tries failed;",
    );
    expect(record.paths()).toBeUndefined();
  });

  it.each(["startedWith", "stoppedWith"] as const)(
    "does not forget a volume of its container that EVMS lists no more (%s)",
    async (earlier) => {
      const { manager } = evms(
        () => done,
        () => listing(vm1),
      );
      const { call, host, record } = scene({
        evms: manager,
        parameters: { ...quiet, volumes: "san2" },
        devices: { [vm1]: usable },
        [earlier]: [vm1, vm2, "/dev/evms/san20/vm7"],
      });
      await expect(start(call, host)).rejects.toThrow(
        new OcfError(
          1,
          `missing on host1: ${vm2}. 21 tries failed; check the SAN and EVMS on host1, then run: ` +
            "crm_resource --cleanup -r evmsclone. If a volume was deleted for good, remove " +
            "/run/resource-agents/xensan-EvmsSCC-evmsclone first",
        ),
      );
      expect(record.remembered()).toContain(vm2);
    },
  );

  it("says that EVMS is no longer maintained, and nothing of the kind of LVM2", async () => {
    const { manager } = evms(
      () => done,
      () => listing(vm1),
    );
    const withEvms = scene({ evms: manager, devices: { [vm1]: usable } });
    await start(withEvms.call, withEvms.host);
    expect(withEvms.lines[0]).toBe(
      "warning: EVMS is no longer maintained; ignore_deprecation=true suppresses this line.",
    );
    const lvm = fakeManager({ title: "LVM2", activate: async () => done, list: async () => listing(vm1) });
    const withLvm = scene({ lvm, devices: { [vm1]: usable } });
    await start(withLvm.call, withLvm.host);
    expect(withLvm.lines.join()).not.toContain("maintained");
  });

  it("fails where it cannot record that it started: a monitor would say 7 from then on", async () => {
    const { manager } = evms(
      () => done,
      () => listing(vm1),
    );
    const { call, host } = scene({
      evms: manager,
      devices: { [vm1]: usable },
      recordFile: {
        write: () => {
          throw new Error("ENOSPC: no space left on device, write");
        },
      },
    });
    await expect(start(call, host)).rejects.toThrow(
      new OcfError(
        1,
        "the volumes of evmsclone are active on host1, but this cannot be recorded: ENOSPC: no space left on " +
          "device, write. Make the folder of its record writable, then run: crm_resource --cleanup -r evmsclone",
      ),
    );
  });

  it.each([
    absent,
    { kind: "dead" },
    { kind: "not-a-block-device" },
    { kind: "unknown", reason: "EIO" },
  ] as const)("never succeeds with a volume that is %j", async (state) => {
    const { manager } = evms(() => done);
    const { call, host } = scene({
      evms: manager,
      devices: { [vm1]: usable, [vm2]: state },
      parameters: san2,
    });
    await expect(start(call, host)).rejects.toThrow(`missing on host1: ${vm2}`);
  });
});
