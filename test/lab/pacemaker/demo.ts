import { Cluster } from "../../support/lab/cluster.ts";
import type { LabNode } from "../../support/lab/node.ts";
import { cloneSetXml, installXensan, loadCloneSet, untilStartedOn, volumesOn } from "./xensan.ts";

/**
 * What `npm start` shows once everything is built: the article's clone on a real two-node cluster that loses a node
 * and gets it back. The lab takes itself away when this program is interrupted.
 */
async function demo(): Promise<void> {
  say("Booting host1 and host2 with Corosync, Pacemaker and the two shared volumes san2/vm1 and san2/vm2.");
  await using lab = await Cluster.start(2, { volumes: { san2: ["vm1", "vm2"] }, prepare: install });
  const [host1, host2] = [lab.node("host1"), lab.node("host2")];

  say("Loading on host1 what `xensan cib policy` and `xensan cib evmscloneset` print, with cibadmin.");
  await loadCloneSet(host1, await cloneSetXml(host1, "--volumes", "san2"));
  await untilStartedOn(lab, ["host1", "host2"]);
  say("The clone is started on both nodes:");
  await show(host1, "crm_mon", "-1");

  say("Killing host2.");
  await host2.kill();
  await lab.settled(["host1"]);
  await untilStartedOn(lab, ["host1"]);
  say("host1 goes on alone:");
  await show(host1, "crm_mon", "-1");

  say("Booting host2 again.");
  await host2.boot();
  await lab.settled();
  await untilStartedOn(lab, ["host1", "host2"]);
  say("host2 has activated its volumes again:");
  await show(host2, "ls", "-l", "/dev/evms/san2");
  const volumes = await volumesOn(host2);

  say("Taking everything away.");
  lab.end();
  say(`Done: host2 came back by itself with ${volumes.join(" and ")}, and nothing is left on this machine.`);
}

async function install(node: LabNode): Promise<void> {
  await installXensan(node);
  say(`xensan is installed on ${node.name}.`);
}

async function show(node: LabNode, file: string, ...args: readonly string[]): Promise<void> {
  const { stdout } = await node.run(file, args);
  console.log(`\n  ${node.name}# ${[file, ...args].join(" ")}`);
  console.log(stdout.replace(/^(?=.)/gm, "  "));
}

function say(line: string): void {
  console.log(`${(performance.now() / 1000).toFixed(1).padStart(5)} s  ${line}`);
}

demo().catch((error: unknown) => {
  console.error(`The demo failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
