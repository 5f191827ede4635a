import { describe, expect, test } from "vitest";
import { startedOn } from "../../support/lab/crm-mon.ts";
import {
  cloneId,
  cloneSetXml,
  createResource,
  loadCloneSet,
  untilStartedOn,
  volumesOn,
} from "../../support/lab/xensan.ts";
import { patient, useCluster } from "./use-cluster.ts";

const both = ["host1", "host2"];
const volumes = ["san2/vm1", "san2/vm2"];

describe("the clone on two nodes", patient, () => {
  const cluster = useCluster(2, { volumes: { san2: ["vm1", "vm2"] } });

  test("starts on both nodes, and crm_mon says so in text and in XML", async () => {
    const lab = cluster();
    const host1 = lab.node("host1");
    await loadCloneSet(host1, await cloneSetXml(host1, "--volumes", "san2", "--monitor", "5s"));
    await untilStartedOn(lab, both);
    for (const node of lab.nodes) {
      expect((await node.run("crm_mon", ["-1"])).stdout).toContain(
        "  * Clone Set: evmscloneset [evmsclone]:\n    * Started: [ host1 host2 ]\n",
      );
      const seen = await node.crmMon();
      expect(startedOn(seen, cloneId)).toEqual(both);
      expect(seen.resources.map(({ agent }) => agent)).toEqual(["ocf:xensan:EvmsSCC", "ocf:xensan:EvmsSCC"]);
      expect(seen.failures).toEqual([]);
      expect(await volumesOn(node)).toEqual(volumes);
    }
  });

  test("cannot be loaded twice: cibadmin says that it exists", async () => {
    const host2 = cluster().node("host2");
    const again = await createResource(host2, await cloneSetXml(host2, "--volumes", "san2"));
    // 108 is CRM_EX_EXISTS; Heartbeat 2.0.8 says "-21 The object already exists".
    expect(again.exitCode).toBe(108);
    expect(again.stderr).toBe("Call cib_create failed: File exists\n");
  });

  test("has activated on both nodes after they boot together", async () => {
    const lab = cluster();
    await Promise.all(lab.nodes.map((node) => node.kill()));
    const before = lab.nodes.map((node) => node.san.calls().length);
    await Promise.all(lab.nodes.map((node) => node.boot()));
    await lab.settled();
    await untilStartedOn(lab, both);
    for (const [index, node] of lab.nodes.entries()) {
      expect(node.san.calls().slice(before[index])).toContain(0);
      expect(await volumesOn(node)).toEqual(volumes);
    }
  });

  test("activates the volumes of a killed node again when it comes back", async () => {
    const lab = cluster();
    const host2 = lab.node("host2");
    await host2.kill();
    await lab.settled(["host1"]);
    await untilStartedOn(lab, ["host1"]);
    await host2.boot({ daemons: "off" });
    expect(await volumesOn(host2)).toEqual([]);
    await host2.start();
    await lab.settled();
    await untilStartedOn(lab, both);
    expect(await volumesOn(host2)).toEqual(volumes);
  });

  test("keeps its volumes on a node that is cut off, and is whole again after it heals", async () => {
    const lab = cluster();
    const [host1, host2] = [lab.node("host1"), lab.node("host2")];
    await host2.cut();
    await lab.until("each node sees only itself", async () => {
      const seen = await Promise.all([host1.crmMon(), host2.crmMon()]);
      const online = seen.map((each) => each.online.join(" "));
      return online.join() === "host1,host2" || `they see [${online.join("] and [")}]`;
    });
    expect(await volumesOn(host2)).toEqual(volumes);
    await host2.heal();
    await lab.settled();
    await untilStartedOn(lab, both);
    for (const node of lab.nodes) expect(await volumesOn(node)).toEqual(volumes);
  });

  test("goes on when the coordinator dies and another node takes over", async () => {
    const lab = cluster();
    const first = lab.node((await lab.dc()) ?? "none");
    const other = lab.node(first.name === "host1" ? "host2" : "host1");
    await first.kill();
    await lab.settled([other.name]);
    expect((await other.crmMon()).dc).toBe(other.name);
    await untilStartedOn(lab, [other.name]);
    expect(await volumesOn(other)).toEqual(volumes);
    await first.boot();
    await lab.settled();
    await untilStartedOn(lab, both);
    expect(await volumesOn(first)).toEqual(volumes);
  });

  test("leaves the volumes of an open device alone when its node is stopped", async () => {
    const lab = cluster();
    const host2 = lab.node("host2");
    const holder = "sleep 300 </dev/evms/san2/vm1 >/dev/null 2>&1 & echo $!";
    const pid = (await host2.run("sh", ["-c", holder])).stdout.trim();
    await host2.stop();
    expect(await volumesOn(host2)).toEqual(volumes);
    const read = await host2.run("dd", ["if=/dev/evms/san2/vm1", "of=/dev/null", "count=1"]);
    expect(read.exitCode).toBe(0);
    expect((await host2.run("readlink", [`/proc/${pid}/fd/0`])).stdout).toBe("/dev/evms/san2/vm1\n");
    await host2.run("kill", [pid]);
    await host2.start();
    await lab.settled();
    await untilStartedOn(lab, both);
  });
});
