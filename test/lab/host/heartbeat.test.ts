import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { heartbeatText } from "../../support/host/clusters.ts";
import {
  evmsdOf,
  installHeartbeat,
  putFile,
  startHeartbeat,
  statusOf,
} from "../../support/host/heartbeat.ts";
import { rendered } from "../../support/host/rendered.ts";
import { Cluster } from "../../support/lab/cluster.ts";
import type { LabNode } from "../../support/lab/node.ts";

/** Heartbeat 3 has no cluster manager of its own any more, and takes "autojoin any" only with one. All else is as rendered. */
const forHeartbeat3 = (haCf: string) =>
  haCf.replace("crm true", "crm no").replace("autojoin any", "autojoin none");

const text = (nodes: number) => heartbeatText(nodes).replaceAll("10.9.0.", "10.77.0.");
const key = (digit: string) => `auth 1\n1 sha1 ${digit.repeat(40)}\n`;

async function configure(node: LabNode, nodes: number, authkeys: string, mode = "0600"): Promise<void> {
  await putFile(node, "/etc/ha.d/ha.cf", forHeartbeat3(rendered(text(nodes), "/etc/ha.d/ha.cf", node.name)));
  await putFile(node, "/etc/logd.cf", rendered(text(nodes), "/etc/logd.cf", node.name));
  await putFile(node, "/etc/ha.d/authkeys", authkeys, mode);
}

describe("Debian's heartbeat with our ha.cf, logd.cf and authkeys", () => {
  let lab: Cluster;
  beforeAll(async () => {
    lab = await Cluster.bareHosts(3);
    for (const node of lab.nodes) await installHeartbeat(node);
    for (const node of lab.nodes.slice(0, 2)) {
      await configure(node, 2, key("a"));
      expect(await startHeartbeat(node)).toMatchObject({ exitCode: 0 });
    }
  }, 120_000);
  afterAll(() => lab?.end(), 60_000);

  it("makes two hosts see each other, each by its name", async () => {
    const [host1, host2] = [lab.node("host1"), lab.node("host2")];
    await lab.until("each sees the other active", async () => {
      const seen = [await statusOf(host1, "host2"), await statusOf(host2, "host1")];
      return seen.every((each) => each === "active") || seen.join(", ");
    });
    const { stdout } = await host1.run("cl_status", ["listnodes"]);
    expect(stdout.trim().split("\n").sort()).toEqual(["host1", "host2"]);
  });

  it("runs evmsd on each, and runs it again when it ends", async () => {
    for (const node of lab.nodes.slice(0, 2)) {
      await lab.until(`evmsd runs on ${node.name}`, async () => (await evmsdOf(node)) !== undefined);
      const before = await evmsdOf(node);
      expect(before?.parent).toBe("heartbeat");
      await node.run("kill", ["-KILL", String(before?.pid)]);
      await lab.until(`evmsd runs on ${node.name} again`, async () => {
        const now = await evmsdOf(node);
        return now !== undefined && now.pid !== before?.pid && now.parent === "heartbeat";
      });
    }
  });

  it("notices a host that dies, within the dead time of the cluster file", async () => {
    await lab.node("host2").kill();
    const seen = async () => (await statusOf(lab.node("host1"), "host2")) === "dead";
    await lab.until("host1 sees host2 dead", seen, { timeoutMs: 10_000 });
  });

  it("does not let a host in that has another key", async () => {
    const [host1, host2] = [lab.node("host1"), lab.node("host2")];
    await host2.boot({ daemons: "off" });
    await installHeartbeat(host2);
    await configure(host2, 2, key("b"));
    expect(await startHeartbeat(host2)).toMatchObject({ exitCode: 0 });
    // Both have had their initial dead time, and have not met.
    await lab.until(
      "host2 counts host1 as dead",
      async () => (await statusOf(host2, "host1")) === "dead" || (await statusOf(host2, "host1")),
    );
    expect(await statusOf(host1, "host2")).toBe("dead");
  });

  it("takes our ha.cf for twenty hosts", async () => {
    const host3 = lab.node("host3");
    await configure(host3, 20, key("c"));
    expect(await startHeartbeat(host3)).toMatchObject({ exitCode: 0 });
    await lab.until("host3 knows twenty", async () => {
      const { stdout } = await host3.run("cl_status", ["listnodes"]);
      return stdout.trim().split("\n").length === 20 || stdout;
    });
    // A clean stop would wait for nineteen hosts that are not there.
    await host3.kill();
    await host3.boot({ daemons: "off" });
    await installHeartbeat(host3);
  });

  it("refuses a key that others may read, and a word that it does not know", async () => {
    const host3 = lab.node("host3");
    await configure(host3, 3, key("c"), "0644");
    expect(await startHeartbeat(host3)).toMatchObject({
      exitCode: 6,
      stdout: expect.stringContaining("Bad permissions on keyfile"),
    });
    await configure(host3, 3, key("c"));
    await putFile(
      host3,
      "/etc/ha.d/ha.cf",
      `${forHeartbeat3(rendered(text(3), "/etc/ha.d/ha.cf", "host3"))}evmsfoo\n`,
    );
    expect(await startHeartbeat(host3)).toMatchObject({
      exitCode: 6,
      stdout: expect.stringContaining("Illegal directive [evmsfoo]"),
    });
  });
});
