import { execFileSync } from "node:child_process";
import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { describe, it } from "vitest";
import { initVolume } from "../../../lib/guard/sanlock/init.ts";
import { showVolume } from "../../../lib/guard/sanlock/show.ts";
import { type Lab, type LabHost, type LabOptions, sanlockLab, seconds } from "../../support/sanlock/lab.ts";

const within = 30 * seconds;

const inLab = async (options: LabOptions, test: (lab: Lab) => Promise<void>) => {
  const lab = sanlockLab(options);
  try {
    await Promise.all(options.hosts.map((name) => lab.host(name).daemon.start()));
    await test(lab);
  } finally {
    await lab.end();
  }
};
const init = (host: LabHost, guests: readonly string[], more: { force?: boolean; anyHost?: boolean } = {}) =>
  initVolume(host, { guests, force: false, anyHost: false, ...more }, within);
const zero = (path: string, mebibyte: number) =>
  execFileSync("dd", ["if=/dev/zero", `of=${path}`, "bs=1M", `seek=${mebibyte}`, "count=1", "conv=notrunc"], {
    stdio: "ignore",
  });

describe.concurrent("a lease volume", () => {
  it("that is empty is made once, keeps its claims and takes new guests, from any host", async ({
    expect,
  }) => {
    await inLab({ hosts: ["host1", "host2"] }, async (lab) => {
      const [host1, host2] = [lab.host("host1"), lab.host("host2")];
      expect(await host1.lease.view("nfs1", within)).toEqual({
        kind: "unknown",
        reason: `${lab.path} holds no leases: run xensan lease init`,
      });
      expect(await init(host2, ["nfs1"])).toEqual({
        kind: "refused",
        reason: `${lab.path} holds no leases yet, and host1 makes them: run xensan lease init there first`,
      });
      expect(await init(host1, ["nfs1", "vm1"])).toEqual({
        kind: "initialised",
        made: true,
        added: ["nfs1", "vm1"],
      });
      expect(await host1.lease.acquire("nfs1", 0, within)).toEqual({ kind: "acquired", version: 1 });
      expect(await init(host2, ["nfs1", "vm2"], { force: true, anyHost: true })).toEqual({
        kind: "initialised",
        made: false,
        added: ["vm2"],
      });
      expect(await host2.lease.view("nfs1", within)).toEqual({ kind: "owned", version: 1, owner: "host1" });
      expect(await showVolume(host1, within)).toMatchObject({
        kind: "shown",
        geometry: { sectorBytes: 512, alignBytes: 1024 * 1024 },
        daemonName: "host1",
        hosts: [
          { name: "host1", leaseId: 1, nameOnVolume: "host1" },
          { name: "host2", leaseId: 2, nameOnVolume: "host2" },
        ],
        claims: [
          { guest: "nfs1", view: { kind: "owned", owner: "host1" }, holding: { kind: "held", version: 1 } },
          { guest: "vm1", view: { kind: "free", version: 0 }, holding: undefined },
          { guest: "vm2", view: { kind: "free", version: 0 }, holding: undefined },
        ],
      });
      expect(await host1.lease.release("nfs1", within)).toEqual({ kind: "released", version: 1 });
    });
  });

  it("that two hosts initialise at once has one claim for each guest, whoever is asked", async ({
    expect,
  }) => {
    await inLab({ hosts: ["host1", "host2"], size: 24 }, async (lab) => {
      const [host1, host2] = [lab.host("host1"), lab.host("host2")];
      const ends = await Promise.all([
        init(host1, ["nfs1", "vm1"]),
        init(host2, ["nfs1", "vm1"]),
        init(host1, ["vm1", "nfs1"]),
      ]);
      expect(ends.filter((end) => end.kind === "initialised" && end.made)).toHaveLength(1);
      expect((await init(host2, ["nfs1", "vm1"])).kind).toBe("initialised");
      for (const guests of [["vm2"], ["vm3"], ["vm4"], ["vm5"], ["vm6"]]) {
        const again = await Promise.all([init(host1, guests), init(host2, guests)]);
        expect(again.map(({ kind }) => kind)).toEqual(["initialised", "initialised"]);
      }
      for (const guest of ["nfs1", "vm2", "vm6"]) {
        expect(await host1.lease.acquire(guest, 0, within)).toEqual({ kind: "acquired", version: 1 });
        expect(await host2.lease.view(guest, within)).toEqual({ kind: "owned", version: 1, owner: "host1" });
        expect(await host1.lease.release(guest, within)).toEqual({ kind: "released", version: 1 });
      }
      const shown = await showVolume(host2, within);
      expect(shown.kind === "shown" && shown.claims.map(({ guest }) => guest).sort()).toEqual([
        "nfs1",
        "vm1",
        "vm2",
        "vm3",
        "vm4",
        "vm5",
        "vm6",
      ]);
    });
  });

  it("with other data is refused, unless it is forced", async ({ expect }) => {
    await inLab({ hosts: ["host1"] }, async (lab) => {
      const host1 = lab.host("host1");
      execFileSync("mkswap", [lab.path], { stdio: "ignore" });
      const before = readFileSync(lab.path);
      expect(await init(host1, ["nfs1"])).toEqual({
        kind: "refused",
        reason: `${lab.path} is not empty: it holds data of the type swap; name another volume, or, where nobody needs that, run it with --force`,
      });
      expect(readFileSync(lab.path).equals(before)).toBe(true);
      writeFileSync(lab.path, "");
      truncateSync(lab.path, 16 * 1024 * 1024);
      execFileSync(
        "dd",
        ["if=/dev/urandom", `of=${lab.path}`, "bs=512", "seek=8000", "count=1", "conv=notrunc"],
        {
          stdio: "ignore",
        },
      );
      expect(await init(host1, ["nfs1"])).toEqual({
        kind: "refused",
        reason: `${lab.path} is not empty: it holds data; name another volume, or, where nobody needs that, run it with --force`,
      });
      expect(await init(host1, ["nfs1"], { force: true })).toEqual({
        kind: "initialised",
        made: true,
        added: ["nfs1"],
      });
    });
  });

  it("that is too small, or is none, is refused", async ({ expect }) => {
    await inLab({ hosts: ["host1"], size: 4 }, async (lab) => {
      const host1 = lab.host("host1");
      expect(await init(host1, ["nfs1", "vm1"])).toEqual({
        kind: "refused",
        reason: `${lab.path} has 4 MiB, and 2 guests need 5 MiB: make it larger`,
      });
      expect(await init(host1, ["nfs1"])).toMatchObject({ kind: "initialised" });
      expect(await init(host1, ["vm1"])).toEqual({
        kind: "failed",
        reason: `${lab.path} has no room for vm1's claim: make it larger`,
      });
      expect(await init({ ...host1, path: "/dev/null" }, ["nfs1"])).toEqual({
        kind: "refused",
        reason: "/dev/null is a character special file: give a block device or a file",
      });
      expect(await init({ ...host1, path: "/absent" }, ["nfs1"])).toEqual({
        kind: "refused",
        reason: expect.stringMatching(/^\/absent cannot be looked at: stat exited with 1: .*No such file/),
      });
      expect(await init(host1, ["a b"])).toMatchObject({ kind: "refused" });
    });
  });

  it("whose making was interrupted is completed, and a damaged index is not overwritten", async ({
    expect,
  }) => {
    await inLab({ hosts: ["host1"] }, async (lab) => {
      const host1 = lab.host("host1");
      expect(await init(host1, ["nfs1"])).toMatchObject({ kind: "initialised", made: true });
      for (const part of [1, 2, 3]) zero(lab.path, part);
      expect(await host1.lease.view("nfs1", within)).toEqual({
        kind: "unknown",
        reason: `the index of ${lab.path} cannot be read: sanlock's lookup ended with -274 (there is no index of sanlock's); run xensan lease init, which completes it`,
      });
      expect(await init(host1, ["nfs1"])).toEqual({ kind: "initialised", made: true, added: ["nfs1"] });
      zero(lab.path, 2);
      execFileSync(
        "dd",
        ["if=/dev/zero", `of=${lab.path}`, "bs=512", "seek=2048", "count=1", "conv=notrunc"],
        {
          stdio: "ignore",
        },
      );
      expect(await init(host1, ["nfs1"], { force: true })).toEqual({
        kind: "refused",
        reason: `the index of ${lab.path} is damaged: run sanlock client rebuild -x xensan:${lab.path}:1048576, which finds the claims`,
      });
    });
  });

  it("with sectors of 4096 bytes has larger parts, and works the same", async ({ expect }) => {
    await inLab({ hosts: ["host1"], size: 64, sectorBytes: 4096 }, async (lab) => {
      const host1 = lab.host("host1");
      expect(await init(host1, ["nfs1"])).toEqual({ kind: "initialised", made: true, added: ["nfs1"] });
      expect(await host1.lease.acquire("nfs1", 0, within)).toEqual({ kind: "acquired", version: 1 });
      expect(await showVolume(host1, within)).toMatchObject({
        geometry: { sectorBytes: 4096, alignBytes: 8 * 1024 * 1024 },
        claims: [{ guest: "nfs1", holding: { kind: "held" } }],
      });
      expect(await host1.lease.release("nfs1", within)).toEqual({ kind: "released", version: 1 });
    });
  });
});
