import { writeFile } from "../../support/guests/guest-file.ts";
import { GuestLab } from "../../support/guests/guest-lab.ts";
import type { GuestHost } from "../../support/guests/host.ts";
import { startAll } from "../../support/guests/start-all.ts";
import { furnishXendomains } from "../../support/guests/xendomains.ts";
import { untilStartedOn } from "../../support/lab/xensan.ts";
import { emptyWhileTheyWrite } from "./demo-evacuation.ts";
import { say, show, type } from "./show.ts";

/**
 * What `npm start` shows once everything is built: a guest that is started, refused a second time, moved while it writes,
 * and not touched when a host dies; and a host that is emptied by xendomains when it goes down. The lab takes itself away
 * when this program is interrupted.
 */
async function demo(): Promise<void> {
  say("Booting host1 and host2: a real Corosync and Pacemaker cluster, sshd, sanlock and a shared SAN.");
  say(
    "Only Xen is a stand-in: its guests write numbered records on their disks, so that two writers would be seen.",
  );
  const guests = ["nfs1", "vm1", "vm2"];
  await using lab = await GuestLab.start(2, { guests, memoryMebibytes: 256, onStep: say });
  const [host1, host2] = [lab.host("host1"), lab.host("host2")];
  await Promise.all(
    lab.hosts.map(async (host) => {
      await furnishXendomains(host, guests, "{ concurrency: 3, deadlineSeconds: 120, shutdownSeconds: 20 }");
      await host.set("rate", 100);
    }),
  );
  say("Each host has Debian's xendomains and Xen's block script, set up by xensan.");
  await show(host1, "crm_mon", "-1");

  say("1. An administrator starts nfs1. The guard asks both hosts, takes its lease, and lets it run.");
  await type(host1, lab.cluster.folder, "xensan start nfs1");

  say("2. Another one starts it on host2 as well. That would be two writers on one disk:");
  await type(host2, lab.cluster.folder, "xensan start nfs1");

  await moveWhileItWrites(lab, host1, host2);

  say("4. host1 dies. The cluster does not touch nfs1, which goes on on host2.");
  await host1.kill();
  await lab.settled(["host2"]);
  await untilStartedOn(lab.cluster, ["host2"]);
  await show(host2, "crm_mon", "-1", "-n");
  say("   vm1 is not on host2, but nobody can say that it is not on host1. So it is not started:");
  await type(host2, lab.cluster.folder, "xensan start vm1");

  say(
    "5. host1 comes back, and activates its volumes by itself. Now all hosts answer, and vm1 and vm2 are started.",
  );
  await host1.boot();
  await lab.settled();
  await untilStartedOn(lab.cluster, ["host1", "host2"]);
  await startAll(host2, ["vm1", "vm2"]);
  await type(host1, lab.cluster.folder, "xensan domains");

  say("6. host2 goes down. Debian's own xendomains empties it first, while each guest writes a file:");
  await emptyWhileTheyWrite(lab, host2, host1);
  await type(host1, lab.cluster.folder, "xensan domains");

  say("Taking everything away.");
  lab.end();
  say("Done: one writer all the time, and nothing is left on this machine.");
}

async function moveWhileItWrites(lab: GuestLab, host1: GuestHost, host2: GuestHost): Promise<void> {
  say("3. nfs1 writes a file, and meanwhile is moved to host2, live.");
  const file = await writeFile(host1, "nfs1", 120);
  await type(host1, lab.cluster.folder, "xensan migrate nfs1 host2");
  await lab.until("nfs1 has written its file", async () => (await file.foundBy(host2)) === file.wanted, {
    timeoutMs: 20_000,
  });
  say(`   MD5 of the file that nfs1 began on host1:         ${file.wanted}`);
  say(`   MD5 of the file that stands on its disk on host2: ${await file.foundBy(host2)}`);
  const { stays, complaints } = await lab.records("nfs1");
  const [there, here] = stays;
  if (complaints.length > 0 || there?.boot !== here?.boot || stays.length !== 2) {
    throw new Error(`nfs1's disk is not sound: ${complaints.join(" ")} ${JSON.stringify(stays)}`);
  }
  say(
    `   Its records 1 to ${there?.last} were written on host1, ${here?.first} to ${here?.last} on host2: none is missing, none is there twice.`,
  );
}

demo().catch((error: unknown) => {
  console.error(`The demo failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
