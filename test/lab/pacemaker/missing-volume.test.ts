import { describe, expect, test } from "vitest";
import {
  cloneSetXml,
  loadCloneSet,
  primitiveId,
  untilFailed,
  untilStartedOn,
  volumesOn,
  withStartTimeout,
} from "../../support/lab/xensan.ts";
import { patient, useCluster } from "./use-cluster.ts";

const both = ["host1", "host2"];

describe("a volume that is missing", patient, () => {
  const cluster = useCluster(2, { volumes: { san2: ["vm1", "vm2"] } });

  test("at the start on one node fails that start with our reason, and the other node works", async () => {
    const lab = cluster();
    const [host1, host2] = [lab.node("host1"), lab.node("host2")];
    host2.san.hide("san2/vm2");
    const volumes = "/dev/evms/san2/vm1 /dev/evms/san2/vm2";
    const xml = await cloneSetXml(host1, "--volumes", volumes, "--monitor", "2s");
    await loadCloneSet(host1, withStartTimeout(xml, 6));
    const { exitCode, reason } = await untilFailed(cluster(), "start", "host2");
    expect({ exitCode, reason }).toEqual({
      exitCode: 1,
      reason: expect.stringMatching(
        /^missing on host2: \/dev\/evms\/san2\/vm2\. \d tries failed; check the SAN /,
      ),
    });
    expect((await host1.run("crm_mon", ["-1"])).stdout).toContain(
      "  * evmsclone start on host2 returned 'error' (missing on host2: /dev/evms/san2/vm2. ",
    );
    await untilStartedOn(lab, ["host1"]);
    expect(await volumesOn(host2)).toEqual(["san2/vm1"]);
  });

  test("comes back by a clean-up after its path was repaired", async () => {
    const lab = cluster();
    lab.node("host2").san.show("san2/vm2");
    const cleanup = await lab.node("host1").run("crm_resource", ["--cleanup", "-r", primitiveId]);
    expect(cleanup.exitCode).toBe(0);
    await untilStartedOn(lab, both);
    expect((await lab.crmMon()).failures).toEqual([]);
    expect(await volumesOn(lab.node("host2"))).toEqual(["san2/vm1", "san2/vm2"]);
  });

  test("later on one node shows as a failed monitor with our reason, and is activated again there", async () => {
    const lab = cluster();
    const host1 = lab.node("host1");
    const before = host1.san.calls().length;
    await host1.run("rm", ["/dev/evms/san2/vm1"]);
    const { exitCode, reason } = await untilFailed(cluster(), "monitor", "host1");
    expect({ exitCode, reason }).toEqual({
      exitCode: 1,
      reason:
        "not usable on host1: /dev/evms/san2/vm1; that is 1 of 2 volumes of evmsclone. Check the SAN and multipath on host1.",
    });
    await lab.until(
      "host1 has activated again",
      () => host1.san.calls().length > before || "no further call",
    );
    await untilStartedOn(lab, both);
    expect(await volumesOn(host1)).toEqual(["san2/vm1", "san2/vm2"]);
  });

  test("on all nodes shows as a failure on all nodes, and the volumes that are left stay", async () => {
    const lab = cluster();
    lab.san.withdraw("san2/vm2");
    const reasons = [
      await untilFailed(cluster(), "start", "host1"),
      await untilFailed(cluster(), "start", "host2"),
    ].map((each) => each.reason);
    for (const reason of reasons) expect(reason).toContain(": /dev/evms/san2/vm2 (no device behind it)");
    for (const node of lab.nodes) {
      expect((await node.run("dd", ["if=/dev/evms/san2/vm1", "of=/dev/null", "count=1"])).exitCode).toBe(0);
    }
    lab.san.restore("san2/vm2");
    await lab.node("host1").run("crm_resource", ["--cleanup", "-r", primitiveId]);
    await untilStartedOn(lab, both);
  });
});
