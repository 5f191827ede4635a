import { describe, expect, it } from "vitest";
import { patient } from "../pacemaker/use-cluster.ts";
import { shownAsTheyAre } from "./sound.ts";
import { useGuestLab } from "./use-guest-lab.ts";
import { movedOn, wroteOn } from "./wrote-on.ts";

const evacuate = "/usr/lib/xensan/evacuate";

describe("a host of a real cluster that empties itself", patient, () => {
  const lab = useGuestLab({ hosts: 2, guests: ["nfs1", "vm1", "vm2"] });
  const start = async (host: string) => {
    for (const guest of lab().guests) {
      expect(await lab().host(host).xensan("start", guest)).toMatchObject({ exitCode: 0 });
    }
  };

  it("moves all of its guests, each with its lease, while they write", async () => {
    await start("host1");
    const { exitCode, stdout, stderr } = await lab().host("host1").run(evacuate, [], { timeoutMs: 150_000 });
    expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 0, stdout: "host1 is empty: 3 moved.\n" });
    for (const guest of lab().guests) {
      expect(await lab().whereabouts(guest)).toEqual([expect.stringMatching(`^host2: ${guest} `)]);
      await movedOn(lab(), guest, ["host1", "host2"]);
    }
  });

  it("and a guest that was moved reboots by itself where it is now, as another domain", async () => {
    const host2 = lab().host("host2");
    const before = (await host2.domains()).find(({ name }) => name === "nfs1");
    expect(await host2.xl("reboot", "nfs1")).toMatchObject({ exitCode: 0 });
    await lab().until(
      "nfs1 is back as another domain",
      async () => {
        const now = (await host2.domains()).find(({ name }) => name === "nfs1");
        return (
          (now !== undefined && now.domid !== before?.domid && now.flags[1] === "b") || JSON.stringify(now)
        );
      },
      { timeoutMs: 30_000 },
    );
    await wroteOn(lab(), "nfs1", ["host1", "host2", "host2"]);
  });

  it("shuts them down where the other host takes nobody in, and gives their leases up", async () => {
    expect(await lab().host("host1").xensan("maintenance", "on")).toMatchObject({ exitCode: 0 });
    const { exitCode, stdout, stderr } = await lab().host("host2").run(evacuate, [], { timeoutMs: 150_000 });
    expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 0, stdout: "host2 is empty: 3 shut down.\n" });
    expect(stderr).toContain("nfs1 cannot be moved: host1 is in maintenance.");
    expect(await lab().host("host1").xensan("start", "nfs1")).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("host1 is in maintenance since "),
    });
    expect(await lab().host("host1").xensan("maintenance", "off")).toMatchObject({ exitCode: 0 });
    for (const guest of lab().guests) await lab().host("host1").xensan("repair", guest);
    await shownAsTheyAre(lab());
  });
});
