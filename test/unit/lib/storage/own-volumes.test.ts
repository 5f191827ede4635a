import { describe, expect, it } from "vitest";
import type { DeviceState } from "../../../../lib/storage/block-device.ts";
import { ownVolumes, type VolumesHost, type VolumesOrder } from "../../../../lib/storage/own-volumes.ts";
import type { Outcome, VolumeManager } from "../../../../lib/storage/volume-manager.ts";
import { volumeNamePattern } from "../../../../lib/storage/volume-name.ts";
import { movedClock } from "../guard/moved-clock.ts";

const usable: DeviceState = { kind: "usable", sectorBytes: 512 };
const order: VolumesOrder = {
  ...{ kind: "activate", names: [], backend: "auto", refresh: false, dryRun: false },
};

/** LVM2 with nfs1 and vm2, of which an activation makes usable what `reach` has. */
function scene({
  installed = ["lvm"],
  reach = ["/dev/SAN/nfs1", "/dev/SAN/vm2"],
  activation = { kind: "done" } as Outcome,
  waits = undefined as string | undefined,
  takesMs = 0,
} = {}) {
  const calls: string[] = [];
  const there = new Set<string>();
  const clock = movedClock();
  const called = (what: string, names: readonly string[], ms: number) =>
    calls.push(`${what} ${names.join(" ")}<${ms}`);
  const manager = (title: "EVMS" | "LVM2", program: string): VolumeManager => ({
    ...{ title, program, waitsFor: () => waits, recall: () => [] },
    list: async () => ({
      kind: "listed",
      volumes: ["nfs1", "vm2"].map((name) => ({ name: `SAN/${name}`, path: `/dev/SAN/${name}` })),
    }),
    activate: async (names, ms) => {
      called(`activate by ${title}`, names, ms);
      await clock.sleep(takesMs);
      for (const path of reach) there.add(path);
      return activation;
    },
    ...(title === "EVMS"
      ? {}
      : {
          refresh: async (names: readonly string[], ms: number): Promise<Outcome> => {
            called("refresh", names, ms);
            return { kind: "done" };
          },
        }),
  });
  const host: VolumesHost = {
    evms: async () => manager("EVMS", "evms_activate"),
    lvm: async () => manager("LVM2", "lvm"),
    isInstalled: (program) => installed.includes(program),
    lookAtDevice: (path) => (there.has(path) ? usable : { kind: "absent" }),
    sizeOfDevice: () => 4_194_304,
    clock,
  };
  return { host, calls };
}

const both = ["nfs1", "vm2"].map((name) => ({
  ...{ name: `SAN/${name}`, path: `/dev/SAN/${name}`, state: "usable", size: 4_194_304 },
}));

describe("a node's volumes", () => {
  it("are activated, and then looked at, with time kept for the look", async () => {
    const { host, calls } = scene();
    expect(await ownVolumes(host, order, 60_000)).toEqual({ manager: "LVM2", volumes: both });
    expect(calls).toEqual(["activate by LVM2 <55000"]);
  });

  it("are what the kernel has, whatever the tool said", async () => {
    const { host } = scene({ reach: ["/dev/SAN/nfs1"] });
    const { volumes, problem } = await ownVolumes(host, order, 60_000);
    expect(volumes[1]).toEqual({ name: "SAN/vm2", path: "/dev/SAN/vm2", state: "absent" });
    expect(problem).toBeUndefined();
  });

  it("are read anew in what is left of the time, and not after a failure", async () => {
    const { host, calls } = scene({ takesMs: 10_000 });
    await ownVolumes(host, { ...order, names: ["SAN"], refresh: true }, 60_000);
    expect(calls).toEqual(["activate by LVM2 SAN<55000", "refresh SAN<45000"]);
    const failing = scene({ activation: { kind: "failed", reason: "lvm lvchange exited with 5" } });
    expect(await ownVolumes(failing.host, { ...order, refresh: true }, 60_000)).toMatchObject({
      problem: "lvm lvchange exited with 5",
    });
    expect(failing.calls).toHaveLength(1);
  });

  it.each([
    { kind: "list" as const, dryRun: false },
    { kind: "activate" as const, dryRun: true },
  ])("are only looked at by %j", async (change) => {
    const { host, calls } = scene();
    const { volumes } = await ownVolumes(host, { ...order, ...change }, 60_000);
    expect(volumes.map(({ state }) => state)).toEqual(["absent", "absent"]);
    expect(calls).toEqual([]);
  });

  it("wait for what has to be there first, which a dry run says too", async () => {
    for (const dryRun of [false, true]) {
      const { host, calls } = scene({ waits: "evmsd is not running" });
      expect(await ownVolumes(host, { ...order, dryRun }, 60_000)).toMatchObject({
        problem: "evmsd is not running",
      });
      expect(calls).toEqual([]);
    }
  });

  it("are EVMS's where it is installed, unless LVM2 is asked for, and nobody's where neither is", async () => {
    const installed = ["evms_activate", "lvm"];
    expect((await ownVolumes(scene({ installed }).host, order, 60_000)).manager).toBe("EVMS");
    expect((await ownVolumes(scene({ installed }).host, { ...order, backend: "lvm" }, 60_000)).manager).toBe(
      "LVM2",
    );
    expect(await ownVolumes(scene({ installed: [] }).host, order, 60_000)).toEqual({
      ...{ manager: "LVM2", volumes: [], problem: "lvm is not installed there" },
    });
  });

  it("that nobody knows are a problem, by name and by path", async () => {
    expect(await ownVolumes(scene().host, { ...order, names: ["SAN9"] }, 60_000)).toMatchObject({
      ...{ volumes: [], problem: "LVM2 lists nothing under SAN9" },
    });
    expect(await ownVolumes(scene().host, { ...order, names: ["/dev/SAN/x"] }, 60_000)).toEqual({
      manager: "LVM2",
      volumes: [{ name: "/dev/SAN/x", path: "/dev/SAN/x", state: "absent" }],
    });
  });
});

describe("a volume's name", () => {
  it.each(["san2", "lvm2/san2", "SAN/nfs1", "/dev/evms/san2/vm2", "a+b_c.d-e"])("may be %s", (name) =>
    expect(name).toMatch(volumeNamePattern),
  );
  it.each(["", "-ay", "/dev/../etc/passwd", "san2;reboot", "san 2", "$(id)", "SAN/", "..", "a\nb"])(
    "may not be %j",
    (name) => expect(name).not.toMatch(volumeNamePattern),
  );
});
