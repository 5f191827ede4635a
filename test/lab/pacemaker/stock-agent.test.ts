import { describe, expect, test } from "vitest";
import { cloneSetXml, loadCloneSet, untilStartedOn, volumesOn } from "../../support/lab/xensan.ts";
import { patient, useCluster } from "./use-cluster.ts";

/** Why there is an agent of our own. When this fails, the packaged one was repaired. */
describe("ocf:heartbeat:EvmsSCC of resource-agents, which this agent replaces", patient, () => {
  const cluster = useCluster(2);

  test("activates on one node only when two start together, and says that both are fine", async () => {
    const lab = cluster();
    const host1 = lab.node("host1");
    await loadCloneSet(host1, await cloneSetXml(host1, "--provider", "heartbeat"));
    await untilStartedOn(lab, ["host1", "host2"]);
    const withVolumes = (await Promise.all(lab.nodes.map(volumesOn))).filter((volumes) => volumes.length > 0);
    expect(withVolumes).toEqual([["san2/vm1", "san2/vm2"]]);
  });
});
