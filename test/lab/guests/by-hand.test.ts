import { describe, expect, it } from "vitest";
import { patient } from "../pacemaker/use-cluster.ts";
import { shownAsTheyAre } from "./sound.ts";
import { useGuestLab } from "./use-guest-lab.ts";
import { wroteOn } from "./wrote-on.ts";

describe("what a person does with raw xl, and what a guest does by itself", patient, () => {
  const lab = useGuestLab();
  const host1 = () => lab().host("host1");
  const host2 = () => lab().host("host2");

  it("a guest created by hand on the other host: the next operation refuses, repair takes its lease, crm_mon is right", async () => {
    expect(await host2().xl("create", "/etc/xen/nfs1.cfg")).toMatchObject({ exitCode: 0 });
    expect(await host1().xensan("start", "nfs1")).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^xensan: nfs1 was not started on host1: it is on host2 already/m),
    });
    expect(await host2().xensan("repair", "nfs1")).toMatchObject({ exitCode: 0 });
    await shownAsTheyAre(lab());
  });

  it("a guest that reboots is never shown as stopped, and keeps its lease", async () => {
    await host2().set("reboot_gap", 1.5);
    const [before] = await host2().domains();
    const looks: number[] = [];
    let isOver = false;
    const looking = (async () => {
      while (!isOver)
        looks.push((await host2().agent("nfs1", "monitor", ["OCF_RESKEY_CRM_meta_interval=30000"])).exitCode);
    })();
    expect(await host2().xl("reboot", "nfs1")).toMatchObject({ exitCode: 0 });
    await lab().until("nfs1 is back as another domain", async () => {
      const [now] = await host2().domains();
      return (now !== undefined && now.domid !== before?.domid) || JSON.stringify(now);
    });
    isOver = true;
    await looking;
    expect(looks.length).toBeGreaterThan(0);
    expect(new Set(looks)).toEqual(new Set([0]));
    await wroteOn(lab(), "nfs1", ["host2", "host2"]);
  });

  it("a guest moved by hand is seen where it is, and repair gives its lease to that host", async () => {
    expect(await host2().xl("migrate", "nfs1", "host1")).toMatchObject({ exitCode: 0 });
    expect(await host2().xensan("start", "nfs1")).toMatchObject({ exitCode: 1 });
    // Both hosts have something to set right: the lease is still with the host that it left.
    await lab().until(
      "repair has nothing to say any more",
      async () => {
        const said = [await host2().xensan("repair", "nfs1"), await host1().xensan("repair", "nfs1")];
        return said.every(({ exitCode }) => exitCode === 0) || said.map(({ stderr }) => stderr).join("");
      },
      { timeoutMs: 60_000 },
    );
    await shownAsTheyAre(lab());
  });
});
