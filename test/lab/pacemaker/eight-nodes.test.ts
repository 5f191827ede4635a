import { describe, expect, test } from "vitest";
import { cloneSetXml, loadCloneSet, untilStartedOn, volumesOn } from "../../support/lab/xensan.ts";
import { patient, useCluster } from "./use-cluster.ts";

const hosts = Array.from({ length: 8 }, (_, index) => `host${index + 1}`);

describe("the clone on eight nodes", patient, () => {
  const cluster = useCluster(8, { volumes: { san2: ["vm1", "vm2", "vm3"], san3: ["vm4"] } });

  test("starts on all of them, and each has activated its own volumes", async () => {
    const lab = cluster();
    const host1 = lab.node("host1");
    await loadCloneSet(host1, await cloneSetXml(host1, "--volumes", "san2 san3"));
    await untilStartedOn(lab, hosts);
    expect((await lab.node("host8").run("crm_mon", ["-1"])).stdout).toContain(
      `  * Clone Set: evmscloneset [evmsclone]:\n    * Started: [ ${hosts.join(" ")} ]\n`,
    );
    for (const node of lab.nodes) {
      expect(node.san.calls()).toContain(0);
      expect(await volumesOn(node)).toEqual(["san2/vm1", "san2/vm2", "san2/vm3", "san3/vm4"]);
    }
    expect((await lab.crmMon()).failures).toEqual([]);
  });
});
