import { describe, expect, it } from "vitest";
import type { GuestHost } from "../../support/guests/host.ts";
import { patient } from "../pacemaker/use-cluster.ts";
import { openOperations } from "./sound.ts";
import { useGuestLab } from "./use-guest-lab.ts";

const guest = "nfs1";

describe("two repairs of one guest at once, on both ends of a migration that was cut off", patient, () => {
  const lab = useGuestLab({ guests: [guest] });
  const host1 = () => lab().host("host1");
  const host2 = () => lab().host("host2");
  const told = /its migration is under way on host\d since \S+ by root, with a repair since \S+: wait for it/;

  it("the destination's hears who is at it and since when, and the source's comes to its end", async () => {
    expect(await host1().xensan("start", guest)).toMatchObject({ exitCode: 0 });
    await cutOff(host1(), host2());
    host1().wires(guest).lay("ssh receive 1");
    const first = host1().xensan("repair", guest);
    expect(
      await host1()
        .wires(guest)
        .held(() => false),
    ).toBe(true);
    expect(await host2().xensan("repair", guest)).toMatchObject({
      exitCode: 3,
      stderr: expect.stringMatching(told),
    });
    host1().wires(guest).release();
    expect(await first).toMatchObject({ exitCode: 0, stdout: "nfs1 runs on host2.\n" });
    host1().wires(guest).takeAway();
  });

  it("the source's waits for the destination's, which was first", async () => {
    await cutOff(host2(), host1());
    host2().wires(guest).lay();
    host1().wires(guest).lay("ssh report 1");
    const destinations = host1().xensan("repair", guest);
    expect(
      await host1()
        .wires(guest)
        .held(() => false),
    ).toBe(true);
    const sources = host2().xensan("repair", guest);
    await lab().until("the source tells the destination", () => {
      const steps = host2().wires(guest).steps();
      return steps.includes("ssh receive 1") || steps.join(", ");
    });
    // It is there, and waits.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(host2().wires(guest).steps()).not.toContain("ssh receive done 1");
    host1().wires(guest).release();
    expect(await destinations).toMatchObject({ exitCode: 3, stderr: expect.stringMatching(told) });
    expect(await sources).toMatchObject({ exitCode: 0, stdout: "nfs1 runs on host1.\n" });
    for (const host of lab().hosts) host.wires(guest).takeAway();
  });

  /** The command is killed while the guest moves; the move itself comes to its end, and both ends stay open. */
  async function cutOff(source: GuestHost, destination: GuestHost): Promise<void> {
    const wires = source.wires(guest);
    wires.lay("migrate.sent 1");
    const move = source.xensan("migrate", guest, destination.name).catch(String);
    expect(await wires.held(() => false)).toBe(true);
    const script = `kill -KILL "$(sed -n 's/.*"pid":\\([0-9]*\\).*/\\1/p' /run/xensan/locks/${guest})"`;
    expect(await source.run("sh", ["-c", script])).toMatchObject({ exitCode: 0 });
    expect(await move).toContain("was ended by SIGKILL");
    wires.release();
    await lab().until("the source is gone", async () => {
      const places = await lab().whereabouts(guest);
      return places.join() === `${destination.name}: ${guest} --p---` || places.join();
    });
    wires.takeAway();
    expect((await Promise.all([source, destination].map(openOperations))).flat()).toHaveLength(2);
  }
});
