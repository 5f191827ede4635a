import { beforeAll, describe, expect, it } from "vitest";
import { emptied, furnish, gather, movesOf, receiverOf, threeHosts, unhurried } from "./emptied.ts";
import { repairAll } from "./repair-all.ts";
import { hostOf } from "./sound.ts";
import { together } from "./strike.ts";
import { useGuestLab } from "./use-guest-lab.ts";
import { wroteOn } from "./wrote-on.ts";

/** MiB in a second: a guest of 32 MiB is eight seconds on its way. */
const slowly = 4;

describe("Debian's xendomains stop, while things go wrong", unhurried, () => {
  const lab = useGuestLab(threeHosts);
  const host1 = () => lab().host("host1");
  const otherThan = (name: string) => (name === "host2" ? "host3" : "host2");
  const places = async () =>
    (await Promise.all(lab().guests.map((guest) => lab().whereabouts(guest)))).flat().map(hostOf);

  beforeAll(() => furnish(lab(), "{ deadlineSeconds: 240, shutdownSeconds: 40 }"), 120_000);

  it("a target that dies under its moves: its guests go to the other one, with one writer at every moment", async () => {
    await gather(lab(), "host1");
    await host1().set("rate", slowly);
    const stop = emptied(host1());
    const dead = await receiverOf(lab(), "nfs1");
    await dead.kill();
    const { exitCode, said, record } = await stop;
    const other = otherThan(dead.name);
    expect(exitCode, said).toBe(0);
    expect(said).toContain("host1 is empty: 2 moved.");
    expect(said).toMatch(new RegExp(`nfs1 was not moved to ${dead.name} .*nfs1 stays on host1`));
    expect(movesOf(record)).toEqual(
      expect.arrayContaining([`nfs1 ${dead.name} failed`, `nfs1 ${other} done`, `web1 ${other} done`]),
    );
    expect(record.left).toEqual([]);
    expect(await places()).toEqual([other, other]);
    for (const guest of lab().guests) await wroteOn(lab(), guest, ["host1", other], "since its last boot");
    await dead.boot();
    await together(lab());
    await repairAll(lab());
  });

  it("a target that fills up under a move: the guest goes to the other one", async () => {
    await furnish(lab(), "{ deadlineSeconds: 240, shutdownSeconds: 40 }");
    await gather(lab(), "host1");
    await host1().set("rate", slowly);
    const stop = emptied(host1());
    const full = await receiverOf(lab(), "nfs1");
    await full.set("total_memory", 670);
    const { exitCode, said, record } = await stop;
    await full.set("total_memory", 4096);
    const other = otherThan(full.name);
    expect(exitCode, said).toBe(0);
    expect(said).toContain("host1 is empty: 2 moved.");
    expect(movesOf(record)).toEqual(
      expect.arrayContaining([`nfs1 ${full.name} failed`, `nfs1 ${other} done`]),
    );
    expect(record.moves.find(({ outcome }) => outcome === "failed")?.reason).toContain(
      "the destination has not enough free memory",
    );
    expect(record.left).toEqual([]);
    await wroteOn(lab(), "nfs1", ["host1", other], "lately");
  });

  it("a guest that never converges is asked to shut down when its time is over, and tried nowhere else", async () => {
    await furnish(lab(), "{ deadlineSeconds: 240, shutdownSeconds: 60, moveDeadlineSeconds: 12 }");
    await gather(lab(), "host1");
    await host1().xensan("stop", "web1");
    await host1().set("rate", slowly);
    await host1().set("dirty_rate", slowly - 0.01);
    const { exitCode, said, record } = await emptied(host1());
    await host1().set("dirty_rate", 0);
    expect(exitCode, said).toBe(0);
    expect(said).toMatch(/nfs1 takes too long to be moved to host[23], so it is asked to shut down\./);
    expect(record.moves).toMatchObject([{ guest: "nfs1", outcome: "failed" }]);
    expect(record.left).toEqual([]);
    expect(await places()).toEqual([]);
  });
});
