import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { VolumeSight } from "../../../../lib/storage/own-volumes.ts";
import { volumesScene } from "./scene.ts";

let scene: ReturnType<typeof volumesScene>;
beforeEach(() => {
  scene = volumesScene();
});
afterEach(() => scene.remove());

const gib = 1_073_741_824;
const sight = (name: string, state: VolumeSight["state"] = "usable", size = gib): VolumeSight => ({
  ...{ name: `SAN/${name}`, path: `/dev/SAN/${name}`, state },
  ...(state === "usable" ? { size } : {}),
});

describe("xensan volumes activate", () => {
  it("works on this host alone without a word to others, and needs no cluster file for it", async () => {
    scene.clusterFile.text = "";
    expect(await scene.xensan(["activate", "SAN"])).toEqual({
      out: "NODE   RESULT  BY    USABLE  TOOK\nhost2  done    LVM2  2 of 2  0.0 s\n",
      ...{ err: "", code: 0 },
    });
    expect(scene.asked).toEqual([]);
    expect(scene.activated).toEqual([["SAN"]]);
  });

  it("asks every host the same, and has a line for each in the order of the cluster file", async () => {
    scene.says("host1", { manager: "EVMS", volumes: [sight("nfs1"), sight("vm2", "dead")] });
    scene.says("host3", { manager: "LVM2", volumes: [sight("nfs1")], problem: "lvm lvchange exited with 5" });
    scene.isSilent("host4");
    const { out, code } = await scene.xensan(["activate", "--all-nodes"]);
    expect(out.split("\n")).toEqual([
      "NODE   RESULT     BY    USABLE  TOOK",
      "host1  failed     EVMS  1 of 2  0.0 s",
      "host2  done       LVM2  2 of 2  0.0 s",
      "host3  failed     LVM2  1 of 1  0.0 s",
      "host4  no answer  -     -       0.0 s",
      "",
      "host1: /dev/SAN/vm2 has no device behind it.",
      "host3: lvm lvchange exited with 5.",
      "host4 does not answer: it did not answer within 60 s: look at it, and at the network.",
      "",
    ]);
    expect(code).toBe(1);
    expect(scene.asked.map(({ to }) => to)).toEqual(["host1", "host3", "host4"]);
    expect(scene.asked[0]).toMatchObject({ order: { kind: "activate", names: [], refresh: false } });
  });

  it("ends with 0 only where every host has all of it", async () => {
    for (const host of ["host1", "host3", "host4"]) {
      scene.says(host, { manager: "LVM2", volumes: [sight("nfs1")] });
    }
    expect((await scene.xensan(["activate", "--all-nodes"])).code).toBe(0);
    scene.says("host3", { manager: "LVM2", volumes: [], problem: "LVM2 lists no volume" });
    expect((await scene.xensan(["activate", "--all-nodes"])).code).toBe(1);
  });

  it("says in a dry run what would be run and what it would mend, and activates nothing", async () => {
    scene.lose("/dev/SAN/vm2");
    expect(await scene.xensan(["activate", "--dry-run"])).toEqual({
      out:
        "NODE   RESULT    BY    USABLE  TOOK\nhost2  would do  LVM2  1 of 2  0.0 s\n\n" +
        "host2: lvchange would be run; not usable now: /dev/SAN/vm2.\n",
      ...{ err: "", code: 0 },
    });
    expect(scene.activated).toEqual([]);
  });

  it("has the evmsd of the others told one after the other, each with its own time", async () => {
    scene.evmsd({ host1: 0, host3: 5, host4: 0 });
    const { out, code } = await scene.xensan(["activate", "--evmsd", "--timeout", "30s"]);
    expect(out).toContain("host1  asked   EVMS  -       0.0 s\nhost2  done    EVMS  2 of 2  0.0 s\n");
    expect(out).toContain("\nhost3: evms_activate -n exited with 5: evmsd does not answer.\n");
    expect(code).toBe(1);
    expect(scene.ran).toEqual(["host1", "host3", "host4"].map((host) => `evms_activate -q -n ${host}<30000`));
  });

  it("prints JSON for programs", async () => {
    scene.says("host1", { manager: "LVM2", volumes: [sight("nfs1")] });
    scene.says("host3", { manager: "LVM2", volumes: [], problem: "lvm is not installed there" });
    scene.isSilent("host4");
    const { out } = await scene.xensan(["activate", "--all-nodes", "--json", "SAN/nfs1"]);
    expect(JSON.parse(out)).toEqual({
      ...{ asked: "host2", order: "activate", names: ["SAN/nfs1"], refresh: false, dryRun: false },
      nodes: [
        {
          ...{ node: "host1", answered: true, result: "done", manager: "LVM2", volumes: [sight("nfs1")] },
          tookMs: 0,
        },
        {
          ...{ node: "host2", answered: true, result: "done", manager: "LVM2" },
          volumes: [sight("nfs1", "usable", 4_194_304)],
          tookMs: 0,
        },
        {
          ...{ node: "host3", answered: true, result: "failed", manager: "LVM2", volumes: [] },
          ...{ problem: "lvm is not installed there", tookMs: 0 },
        },
        {
          ...{ node: "host4", answered: false, result: "silent", tookMs: 0 },
          reason: "it did not answer within 60 s: look at it, and at the network",
        },
      ],
    });
  });

  it.each([
    [["activate", "--", "-ay"], '"-ay" names no volume'],
    [["activate", "SAN;reboot"], '"SAN;reboot" names no volume'],
    [["list", "/dev/../etc"], '"/dev/../etc" names no volume'],
    [["activate", "--timeout", "60"], '--timeout "60" is not accepted; it takes a time from 1s to 1h'],
    [["activate", "--backend", "zfs"], "Allowed choices are auto, evms, lvm."],
    [["activate", "--evmsd", "SAN"], "--evmsd does not go with names"],
    [["activate", "--evmsd", "--dry-run"], "--evmsd does not go with --dry-run"],
    [["activate", "--evmsd", "--backend", "lvm"], "--evmsd does not go with --backend lvm"],
  ])("refuses %j", async (args, sentence) => {
    const { err, code } = await scene.xensan(args);
    expect(err).toContain(sentence);
    expect(code).toBe(2);
    expect([scene.activated, scene.asked, scene.ran]).toEqual([[], [], []]);
  });
});

describe("xensan volumes list", () => {
  it("shows the volumes of this host", async () => {
    scene.lose("/dev/SAN/vm2");
    expect(await scene.xensan(["list"])).toEqual({
      out: [
        "VOLUME    SIZE   STATE   DEVICE",
        "SAN/nfs1  4 MiB  usable  /dev/SAN/nfs1",
        "SAN/vm2   -      absent  /dev/SAN/vm2",
        "",
      ].join("\n"),
      ...{ err: "", code: 0 },
    });
  });

  it("shows which hosts have what, names a difference and how to mend it, and ends with 1 then", async () => {
    scene.says("host1", { manager: "LVM2", volumes: [sight("nfs1", "usable", 4_194_304)] });
    scene.says("host3", {
      ...{ manager: "LVM2", volumes: [sight("nfs1", "usable", gib), sight("vm2", "absent")] },
    });
    scene.isSilent("host4");
    const { out, code } = await scene.xensan(["list", "--all-nodes"]);
    expect(out.split("\n")).toEqual([
      "VOLUME    SIZE            USABLE ON    NOT ON        DEVICE",
      "SAN/nfs1  4 MiB or 1 GiB  all 3 hosts  -             /dev/SAN/nfs1",
      "SAN/vm2   4 MiB           host2        host1, host3  /dev/SAN/vm2",
      "",
      "host4 does not answer: it did not answer within 60 s: look at it, and at the network.",
      "/dev/SAN/nfs1 has not one size on all hosts: run xensan volumes activate /dev/SAN/nfs1 --all-nodes --refresh, " +
        "and look at the paths to the SAN if that does not mend it.",
      "/dev/SAN/vm2 is not usable on host1, host3: run xensan volumes activate /dev/SAN/vm2 --all-nodes.",
      "",
    ]);
    expect(code).toBe(1);
  });

  it("ends with 0 where all hosts see the same, also the same volume not active", async () => {
    scene.lose("/dev/SAN/vm2");
    for (const host of ["host1", "host3", "host4"]) {
      scene.says(host, {
        ...{ manager: "LVM2", volumes: [sight("nfs1", "usable", 4_194_304), sight("vm2", "absent")] },
      });
    }
    const { out, code } = await scene.xensan(["list", "--all-nodes"]);
    expect(out).toContain("SAN/vm2   -      -            all 4 hosts  /dev/SAN/vm2");
    expect(code).toBe(0);
  });
});
