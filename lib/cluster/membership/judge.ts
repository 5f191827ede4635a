import type { Membership, NodeMembership, SeenBy } from "./membership.ts";
import type { PartitionReport, ReportedNode } from "./report.ts";

/** Whom a membership is asked for. */
export type Asked = {
  /** This node's name, as `uname -n` prints it. */
  readonly self: string;
  /** All nodes of the cluster file, by name. */
  readonly nodes: readonly string[];
};

/**
 * Three answers from what a cluster manager printed. A node is gone only where a partition says so that has a
 * coordinator and quorum and to which this node itself belongs: what is left of an old picture, on a node that has
 * just started or has lost all others, never says that anyone is gone.
 */
export function judge(asked: Asked, report: PartitionReport): Membership {
  const { dc, quorum } = report;
  const names = new Set(asked.nodes);
  const weakness = whyWeak(asked, report);
  const seenBy = whoSees(asked, report);
  const nodes = asked.nodes.map((name): [string, NodeMembership] => {
    return [name, judgeNode(name, report.nodes, weakness, seenBy)];
  });
  const unlisted = report.nodes.map(({ name }) => name).filter((name) => !names.has(name));
  return {
    nodes: new Map(nodes),
    partition: { kind: "answered", dc, quorum, unlisted: [...new Set(unlisted)] },
  };
}

/** Where nobody answered: nothing is known about any node. */
export function allUnknown(asked: Asked, reason: string): Membership {
  const nodes = asked.nodes.map((name): [string, NodeMembership] => [name, { kind: "unknown", reason }]);
  return { nodes: new Map(nodes), partition: { kind: "no-answer", reason } };
}

function judgeNode(
  name: string,
  reported: readonly ReportedNode[],
  weakness: string | undefined,
  seenBy: SeenBy,
): NodeMembership {
  const [node, twin] = reported.filter((each) => each.name === name);
  if (node === undefined) {
    return unknown(
      `the cluster does not list ${name}: compare the cluster file with what "uname -n" prints there and with the cluster's own list.`,
    );
  }
  if (twin !== undefined) return unknown(`the cluster lists ${name} twice: remove the one that is no more.`);
  const { state, conditions } = node;
  switch (state.kind) {
    case "unclear":
      return unknown(`${name} ${state.why}.`);
    case "online":
      return { kind: "member", conditions };
    case "offline":
      return weakness === undefined
        ? { kind: "gone", seenBy, conditions }
        : unknown(`${name} is shown as offline, but ${weakness}.`);
  }
}

function unknown(reason: string): NodeMembership {
  return { kind: "unknown", reason };
}

/** Why nobody can be said to be gone; undefined where the picture is good enough for it. */
function whyWeak({ self }: Asked, { dc, quorum, nodes }: PartitionReport): string | undefined {
  if (dc === undefined) return "the cluster has no coordinator (DC) now: wait until it has elected one";
  if (!quorum) return "this side of the cluster has no quorum: go to a node of the side that has it";
  const online = (name: string) => {
    const found = nodes.filter((each) => each.name === name);
    return found.length === 1 && found[0]?.state.kind === "online";
  };
  if (!online(self)) {
    return `${self} itself, which was asked, is no full member: ask on a node that is, or wait until it has joined`;
  }
  if (!online(dc)) return `the coordinator ${dc} is no full member itself: wait until another is elected`;
  return undefined;
}

function whoSees(asked: Asked, { nodes }: PartitionReport): SeenBy {
  const all = new Set([...asked.nodes, ...nodes.map(({ name }) => name)]);
  const members = new Set(nodes.filter(({ state }) => state.kind === "online").map(({ name }) => name));
  return members.size * 2 > all.size ? "majority" : "this-side";
}
