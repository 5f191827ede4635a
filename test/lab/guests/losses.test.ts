import { afterEach, describe, expect, it } from "vitest";
import { leaseVolume } from "../../support/guests/files.ts";
import { patient } from "../pacemaker/use-cluster.ts";
import { useGuestLab } from "./use-guest-lab.ts";

describe("a host that loses what guards its guest", patient, () => {
  const lab = useGuestLab();
  const host1 = () => lab().host("host1");
  const host2 = () => lab().host("host2");
  const comesTo = (flags: RegExp, timeoutMs: number) =>
    lab().until(
      `nfs1 is ${flags} on host1`,
      async () => {
        const seen = (await lab().whereabouts("nfs1")).join();
        return flags.test(seen) || seen;
      },
      { timeoutMs },
    );
  const paused = /^host1: nfs1 --p---$/;
  const running = /^host1: nfs1 [-r][-b]----$/;
  /** It ends when the guest runs with its lease again. */
  const repaired = () =>
    lab().until(
      "repair lets nfs1 go on",
      async () => {
        const { exitCode, stdout, stderr } = await host1().xensan("repair", "nfs1");
        return (exitCode === 0 && running.test((await lab().whereabouts("nfs1")).join())) || stdout + stderr;
      },
      { timeoutMs: 60_000 },
    );
  afterEach(async () => {
    expect((await lab().records("nfs1")).complaints.join("\n")).toBe("");
  });

  it("pauses it at once when sanlock is killed, and lets it go on after a repair", async () => {
    expect(await host1().xensan("start", "nfs1")).toMatchObject({ exitCode: 0 });
    await host1().run("sh", ["-c", 'kill -KILL "$(cat /run/sanlock/sanlock.pid)"']);
    await comesTo(paused, 5_000);
    expect(await host2().xensan("start", "nfs1")).toMatchObject({ exitCode: 1 });
    // Nothing is let go on by hand-waving: without sanlock there is no lease.
    expect(await host1().xensan("repair", "nfs1")).not.toMatchObject({ exitCode: 0 });
    expect(await lab().whereabouts("nfs1")).toEqual(["host1: nfs1 --p---"]);
    await host1().run("env", ["SANLOCK_PRIVILEGED=0", "/usr/sbin/sanlock", "daemon"]);
    await repaired();
  });

  it("pauses it when the lease volume fails, and lets it go on when that is back", async () => {
    const { san } = lab().cluster;
    san.fail(leaseVolume);
    try {
      // Eight io timeouts of a second, and sanlock tells the holder.
      await comesTo(paused, 40_000);
      await lab().until("sanlock has seen its holder end", async () => {
        const { stdout } = await host1().run("sanlock", ["client", "status"]);
        return !/^r xensan:nfs1:.* p \d+$/m.test(stdout) || stdout;
      });
      expect(await host2().xensan("start", "nfs1")).toMatchObject({ exitCode: 1 });
      expect(await host1().xensan("repair", "nfs1")).not.toMatchObject({ exitCode: 0 });
      expect(await lab().whereabouts("nfs1")).toEqual(["host1: nfs1 --p---"]);
    } finally {
      san.mend(leaseVolume);
    }
    await repaired();
  });
});
