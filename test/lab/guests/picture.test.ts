import { describe, expect, it } from "vitest";
import type { GuestHost } from "../../support/guests/host.ts";
import { seesToArrivals } from "../../support/guests/sees-to-arrivals.ts";
import { patient } from "../pacemaker/use-cluster.ts";
import { shownAsTheyAre } from "./sound.ts";
import { together } from "./strike.ts";
import { useGuestLab } from "./use-guest-lab.ts";

const guest = "nfs1";

/** What is called in place of crm_resource on a host: it is noted, and then goes on or never does. */
const noting = 'echo "$*" >>/run/asked';
const passesOn = `${noting}; exec /usr/sbin/crm_resource "$@"`;
const hangs = `${noting}; exec sleep 600`;

describe("crm_mon after a migration", patient, () => {
  const lab = useGuestLab({ guests: [guest] });
  const host1 = () => lab().host("host1");
  const host2 = () => lab().host("host2");

  it("is right by the source alone, and the destination sees that and does nothing", async () => {
    await crmResource(host2(), passesOn);
    expect(await host1().xensan("start", guest)).toMatchObject({ exitCode: 0 });
    expect(await host1().xensan("migrate", guest, "host2")).toMatchObject({ exitCode: 0 });
    await lab().until("host2 looks", () => seesToArrivals(host2()));
    await shownAsTheyAre(lab());
    await lab().until("host2 has looked", async () => !(await seesToArrivals(host2())));
    expect(await asked(host2())).toBe("");
    await crmResource(host2(), undefined);
  });

  it("is right by the destination where the source dies before it has the cluster look", async () => {
    await crmResource(host2(), hangs);
    const move = host2().xensan("migrate", guest, "host1").catch(String);
    await lab().until("the source is about to have it look", async () => (await asked(host2())) !== "");
    await host2().kill();
    await move;
    await lab().until(
      "crm_mon on host1 shows the guest there",
      async () => {
        const shown = (await host1().crmMon()).resources.find(({ id }) => id === guest);
        return shown?.nodes.join() === "host1" || JSON.stringify(shown);
      },
      { timeoutMs: 60_000 },
    );
    await host2().boot();
    await crmResource(host2(), undefined);
    await together(lab());
    await shownAsTheyAre(lab());
  });

  it("is said to be old after an evacuation to a host that the cluster has lost, with what to do", async () => {
    await host2().node.stop();
    const { exitCode, stderr } = await host1().xensan("evacuate");
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain(
      "The cluster manager may show an old picture of nfs1: host2 is out of the cluster as host1 sees it; xensan repair nfs1 has it look anew.",
    );
    await host2().node.start();
    await together(lab());
    expect(await host2().xensan("repair", guest)).toMatchObject({ exitCode: 0 });
    await shownAsTheyAre(lab());
  });
});

/** @param script undefined: the real one again */
async function crmResource(host: GuestHost, script: string | undefined): Promise<void> {
  const path = "/usr/local/sbin/crm_resource";
  const command =
    script === undefined
      ? 'rm -f "$1" /run/asked'
      : 'printf "#!/bin/sh\\n%s\\n" "$2" >"$1" && chmod 755 "$1"';
  expect(await host.run("sh", ["-c", command, "sh", path, script ?? ""])).toMatchObject({ exitCode: 0 });
}

async function asked(host: GuestHost): Promise<string> {
  return (await host.run("sh", ["-c", "cat /run/asked 2>/dev/null || true"])).stdout;
}
