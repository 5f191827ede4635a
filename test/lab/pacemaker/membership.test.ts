import { describe, expect, test } from "vitest";
import type { NodeMembership } from "../../../lib/cluster/membership/membership.ts";
import { readMembership } from "../../../lib/cluster/membership/read-membership.ts";
import type { RunCommand } from "../../../lib/system/command.ts";
import type { LabNode } from "../../support/lab/node.ts";
import { patient, useCluster } from "./use-cluster.ts";

const hosts = ["host1", "host2", "host3"];

/** What a node of the lab says of all nodes, with its own tools. */
async function seenFrom(node: LabNode): Promise<Readonly<Record<string, NodeMembership>>> {
  const run: RunCommand = async (file, args, { timeoutMs }) => ({
    kind: "exited",
    ...(await node.run(file, args, { timeoutMs })),
  });
  const { nodes } = await readMembership(run, "pacemaker", { self: node.name, nodes: hosts });
  return Object.fromEntries(nodes);
}

const member = { kind: "member", conditions: [] };
const gone = { kind: "gone", seenBy: "majority", conditions: [] };

describe("membership of three nodes", patient, () => {
  const cluster = useCluster(3);

  test("has all as members", async () => {
    for (const node of cluster().nodes) {
      expect(await seenFrom(node)).toEqual({ host1: member, host2: member, host3: member });
    }
  });

  test("says of a node that was killed that it is gone, and of one that is back that it is a member", async () => {
    const lab = cluster();
    await lab.node("host3").kill();
    await lab.settled(["host1", "host2"]);
    expect(await seenFrom(lab.node("host1"))).toEqual({ host1: member, host2: member, host3: gone });
    await lab.node("host3").boot();
    await lab.settled();
    expect(await seenFrom(lab.node("host1"))).toEqual({ host1: member, host2: member, host3: member });
  });

  test("of a cut cluster is known to the side with the majority only", async () => {
    const lab = cluster();
    await lab.node("host3").cut();
    await lab.settled(["host1", "host2"]);
    expect(await seenFrom(lab.node("host2"))).toMatchObject({ host3: gone });
    await lab.until("host3 has lost quorum", async () => {
      const quorum = await lab.node("host3").run("crm_node", ["-q"]);
      return quorum.stdout.trim() === "0" || quorum.stdout;
    });
    const alone = await seenFrom(lab.node("host3"));
    expect([alone["host1"]?.kind, alone["host2"]?.kind]).toEqual(["unknown", "unknown"]);
    await lab.node("host3").heal();
    await lab.settled();
  });

  test("is unknown where the cluster manager does not run", async () => {
    const lab = cluster();
    await lab.node("host2").stop();
    const seen = await seenFrom(lab.node("host2"));
    expect(Object.values(seen).map(({ kind }) => kind)).toEqual(["unknown", "unknown", "unknown"]);
    await lab.settled(["host1", "host3"]);
    expect(await seenFrom(lab.node("host1"))).toMatchObject({ host2: { kind: "gone" } });
  });
});
