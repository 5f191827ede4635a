import { beforeAll, describe, expect, it } from "vitest";
import { emptied, furnish, gather, movesOf, threeHosts, unhurried } from "./emptied.ts";
import { repairAll } from "./repair-all.ts";
import { hostOf } from "./sound.ts";
import { together } from "./strike.ts";
import { useGuestLab } from "./use-guest-lab.ts";
import { wroteOn } from "./wrote-on.ts";

describe("Debian's xendomains stop, where other hosts take nobody in", unhurried, () => {
  const lab = useGuestLab(threeHosts);
  const host = (name: string) => lab().host(name);
  const places = async () =>
    (await Promise.all(lab().guests.map((guest) => lab().whereabouts(guest)))).flat().map(hostOf);
  const maintenance = async (word: string, ...names: readonly string[]) => {
    for (const name of names)
      expect(await host(name).xensan("maintenance", word)).toMatchObject({ exitCode: 0 });
  };

  beforeAll(() => furnish(lab(), "{ deadlineSeconds: 240, shutdownSeconds: 40 }"), 120_000);

  it("nobody goes to a host in maintenance", async () => {
    await gather(lab(), "host1");
    await maintenance("on", "host2");
    const { exitCode, said, record } = await emptied(host("host1"));
    expect(exitCode, said).toBe(0);
    expect(said).toContain("host1 is empty: 2 moved.");
    expect(movesOf(record).toSorted()).toEqual(["nfs1 host3 done", "web1 host3 done"]);
    for (const guest of lab().guests) await wroteOn(lab(), guest, ["host1", "host3"], "since its last boot");
  });

  it("where all are in maintenance, or their keys are not known, guests are shut down, and each host is named with its reason, in seconds", async () => {
    const known = "/root/.ssh/known_hosts";
    await host("host3").run("cp", [known, "/run/known_hosts"]);
    // host1's key is gone, host2 is in maintenance still.
    await host("host3").run("sh", [
      "-c",
      `ssh-keygen -R host1 -f ${known}; ssh-keygen -R 10.9.0.1 -f ${known}; grep -v "^host1," /run/known_hosts >${known}`,
    ]);
    const { exitCode, said, seconds, record } = await emptied(host("host3"));
    await host("host3").run("cp", ["/run/known_hosts", known]);
    await maintenance("off", "host2");
    expect(exitCode, said).toBe(0);
    expect(said).toContain("host3 is empty: 2 shut down.");
    expect(said).toMatch(
      /nfs1 cannot be moved: host1 does not answer \(its ssh host key is not known here: compare it, and accept it with ssh \S+ as root\); host2 is in maintenance\./,
    );
    expect(seconds).toBeLessThan(90);
    expect(record.shutdowns.map(({ guest, outcome }) => `${guest} ${outcome}`).toSorted()).toEqual([
      "nfs1 done",
      "web1 done",
    ]);
    expect(record).toMatchObject({ moves: [], left: [] });
    expect(await places()).toEqual([]);
    for (const guest of lab().guests) await host("host3").xensan("repair", guest);
  });

  it("two that go down at once throw no guest at each other: each shuts its own down", async () => {
    await maintenance("on", "host3");
    for (const [guest, on] of [
      ["nfs1", "host1"],
      ["web1", "host2"],
    ] as const) {
      expect(await host(on).xensan("start", guest)).toMatchObject({ exitCode: 0 });
    }
    const both = await Promise.all([emptied(host("host1")), emptied(host("host2"))]);
    await maintenance("off", "host3");
    for (const { exitCode, said, record } of both) {
      expect(exitCode, said).toBe(0);
      expect(record.left).toEqual([]);
      // Who was refused was refused before anything moved.
      expect(movesOf(record).filter((move) => !move.endsWith(" refused"))).toEqual([]);
      expect(record.shutdowns).toMatchObject([{ outcome: "done" }]);
      expect(said).toMatch(/host[12] is going down itself; host3 is in maintenance/);
    }
    expect(await places()).toEqual([]);
    await wroteOn(lab(), "nfs1", ["host1"], "since its last boot");
    await wroteOn(lab(), "web1", ["host2"], "since its last boot");
  });

  it("the last host that is up shuts its guests down cleanly", async () => {
    await gather(lab(), "host1");
    for (const name of ["host2", "host3"]) await host(name).kill();
    const { exitCode, said, record } = await emptied(host("host1"));
    expect(exitCode, said).toBe(0);
    expect(said).toContain("host1 is empty: 2 shut down.");
    expect(said).toMatch(/nfs1 cannot be moved: host2 does not answer \(.*\); host3 does not answer \(/);
    expect(record).toMatchObject({ moves: [], left: [] });
    expect(record.shutdowns).toHaveLength(2);
    expect(await places()).toEqual([]);
    for (const name of ["host2", "host3"]) await host(name).boot();
    await together(lab());
    await repairAll(lab());
    for (const guest of lab().guests) await host("host1").xensan("repair", guest);
  });
});
