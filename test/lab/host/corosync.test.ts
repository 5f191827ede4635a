import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { todayText } from "../../support/host/clusters.ts";
import { putFile } from "../../support/host/heartbeat.ts";
import { rendered } from "../../support/host/rendered.ts";
import { Cluster } from "../../support/lab/cluster.ts";
import type { LabNode } from "../../support/lab/node.ts";

const text = todayText(2).replaceAll("10.9.0.", "10.77.0.");

/** As the lab's own nodes need it: /sys shows the machine's control groups, which are not the lab's to change. */
const inNamespace = (conf: string) => `${conf}system {\n  move_to_root_cgroup: no\n}\n`;

async function start(node: LabNode, key: string): Promise<void> {
  const conf = rendered(text, "/etc/corosync/corosync.conf", node.name);
  await putFile(node, "/etc/corosync/corosync.conf", inNamespace(conf));
  await putFile(node, "/etc/corosync/authkey", key, "0600");
  const script = "setsid corosync -f </dev/null >/var/log/corosync.out 2>&1 &";
  expect(await node.run("sh", ["-c", script])).toMatchObject({ exitCode: 0 });
}

const quorum = async (node: LabNode) => (await node.run("corosync-quorumtool", ["-s"])).stdout;

describe("Debian's Corosync with our corosync.conf", () => {
  let lab: Cluster;
  beforeAll(async () => {
    lab = await Cluster.bareHosts(2);
  }, 120_000);
  afterAll(() => lab?.end(), 60_000);

  it("has no quorum on one host of two that has not seen the other", async () => {
    const host1 = lab.node("host1");
    await start(host1, "a".repeat(256));
    await lab.until(
      "host1 runs, and waits",
      async () => /Quorate: +No/.test(await quorum(host1)) || (await quorum(host1)),
    );
    expect(await quorum(host1)).toMatch(/Flags: +2Node WaitForAll/);
  });

  it("does not let a host in that has another key", async () => {
    const [host1, host2] = [lab.node("host1"), lab.node("host2")];
    await start(host2, "b".repeat(256));
    await lab.until(
      "host2 runs alone",
      async () => /Nodes: +1$/m.test(await quorum(host2)) || (await quorum(host2)),
    );
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(await quorum(host1)).toMatch(/Nodes: +1$/m);
    await host2.kill();
    await host2.boot({ daemons: "off" });
  });

  it("makes one cluster of two hosts with one key", async () => {
    const [host1, host2] = [lab.node("host1"), lab.node("host2")];
    await start(host2, "a".repeat(256));
    for (const node of [host1, host2]) {
      await lab.until(`${node.name} sees two hosts and has quorum`, async () => {
        const said = await quorum(node);
        return (/Nodes: +2$/m.test(said) && /Quorate: +Yes/.test(said)) || said;
      });
    }
    const { stdout } = await host1.run("corosync-cmapctl", ["-g", "totem.cluster_name"]);
    expect(stdout.trim()).toBe("totem.cluster_name (str) = san");
  });
});
