import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cleanUpAfterTheDead } from "./clean-up.ts";
import { corosyncConf, seedCib } from "./configuration.ts";
import type { CrmMon } from "./crm-mon.ts";
import { collectLogs, describeNode } from "./logs.ts";
import { startKeeper } from "./namespaces.ts";
import { createNode, type LabNode } from "./node.ts";
import { openRecord } from "./open-record.ts";
import { poll } from "./poll.ts";
import { type Containers, createSan, type San } from "./san.ts";

/** A real Corosync and Pacemaker cluster on this machine: each node a set of namespaces, each lab with its own. */
export type Cluster = {
  readonly id: string;
  readonly folder: string;
  readonly nodes: readonly LabNode[];
  readonly san: San;
  /** @throws Error for a name that the lab does not have */
  readonly node: (name: string) => LabNode;
  /** What the first node that answers sees. */
  readonly crmMon: () => Promise<CrmMon>;
  /** The coordinator's name, as the first node that answers sees it. */
  readonly dc: () => Promise<string | undefined>;
  /** What the coordinator does, e.g. "S_IDLE" when nothing is left to do. */
  readonly coordinatorState: () => Promise<string>;
  /**
   * Waits until something is so.
   *
   * @param what it is, as "<what>" in "The lab waited 20 s, but not: <what>"
   * @param look answers true, or says what it saw instead
   * @throws Error with what was seen last, what crm_mon says, and the folder with the logs of all nodes
   */
  readonly until: (what: string, look: Look, options?: { readonly timeoutMs?: number }) => Promise<void>;
  /** Waits until these nodes (all, when none is named) and no others are online and the coordinator is idle. */
  readonly settled: (names?: readonly string[]) => Promise<void>;
  /** Copies what all nodes logged to a folder that outlives the lab, and says where it is. */
  readonly collectLogs: () => Promise<string>;
  /** Takes all of it away. A second call does nothing. */
  readonly end: () => void;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
};

type Look = () => boolean | string | Promise<boolean | string>;

export type ClusterOptions = {
  readonly volumes?: Containers;
  /** Of each volume. Default: 1. */
  readonly volumeMebibytes?: number;
  /** Runs once, when there is a folder for the lab's files and no host yet. */
  readonly furnish?: (folder: string) => void;
  /** Runs on each host at each of its boots, before its daemons start. */
  readonly atBoot?: (node: Pick<LabNode, "name" | "run">) => Promise<void>;
  /** Runs on each host once, before its daemons start: the place to install agents. */
  readonly prepare?: (node: LabNode) => Promise<void>;
};

export const Cluster = {
  /**
   * Takes away what dead labs left, then boots host1, host2, … together and waits until they are one cluster.
   *
   * @throws Error when that does not happen; nothing is left behind but the logs that it names
   */
  start: async (nodeCount: number, options: ClusterOptions = {}): Promise<Cluster> => {
    if (process.getuid?.() !== 0) throw new Error("A lab makes namespaces and loop devices; run it as root.");
    cleanUpAfterTheDead();
    const cluster = await build(nodeCount, options);
    try {
      await bringAll(cluster, options);
      await cluster.settled();
      return cluster;
    } catch (error) {
      cluster.end();
      throw error;
    }
  },

  /** Boots host1, host2, … with their network and nothing else: what runs there is for the test to start. */
  bareHosts: async (nodeCount: number): Promise<Cluster> => {
    if (process.getuid?.() !== 0) throw new Error("A lab makes namespaces and loop devices; run it as root.");
    cleanUpAfterTheDead();
    const cluster = await build(nodeCount, {});
    try {
      for (const node of cluster.nodes) await node.boot({ daemons: "off" });
      return cluster;
    } catch (error) {
      cluster.end();
      throw error;
    }
  },
};

async function bringAll(cluster: Cluster, { prepare }: ClusterOptions): Promise<void> {
  let prepared: Promise<void> = Promise.resolve();
  const bring = async (node: LabNode) => {
    await node.boot({ daemons: "off" });
    // One after the other: the nodes have one root folder, and there the lock of an install.
    prepared = prepared.then(() => prepare?.(node));
    await prepared;
    await node.start();
  };
  const results = await Promise.allSettled(cluster.nodes.map(bring));
  for (const result of results) {
    if (result.status === "fulfilled") continue;
    const reason = result.reason instanceof Error ? result.reason.message : String(result.reason);
    const logs = await cluster.collectLogs();
    throw new Error(`${reason} The logs of all nodes are in ${logs}.`, { cause: result.reason });
  }
}

async function build(nodeCount: number, options: ClusterOptions): Promise<Cluster> {
  const { volumes = { san2: ["vm1", "vm2"] }, volumeMebibytes, furnish, atBoot } = options;
  const { id, folder, add, only, end } = openRecord();
  try {
    mkdirSync(join(folder, "changes"), { recursive: true });
    writeFileSync(join(folder, "corosync.conf"), corosyncConf(nodeCount));
    writeFileSync(join(folder, "cib.xml"), seedCib);
    const hosts = Array.from({ length: nodeCount }, (_, index) => `host${index + 1}`);
    const san = createSan(folder, hosts, volumes, volumeMebibytes);
    furnish?.(folder);
    const keeper = await startKeeper(folder, only);
    add(keeper);
    const nodes = hosts.map((host, index) =>
      createNode({ keeper, folder }, index + 1, san.forNode(host), atBoot),
    );
    return clusterOf({ id, folder, nodes, san, end });
  } catch (error) {
    end();
    throw error;
  }
}

type Parts = Pick<Cluster, "id" | "folder" | "nodes" | "san" | "end">;

function clusterOf(parts: Parts): Cluster {
  const { nodes, folder } = parts;
  const crmMon = async () => {
    let reason: unknown = new Error("no node is up");
    for (const node of nodes.filter((each) => each.isUp())) {
      try {
        return await node.crmMon();
      } catch (error) {
        reason = error;
      }
    }
    throw reason;
  };
  const gather = () => collectLogs(folder, nodes);
  const until: Cluster["until"] = async (what, look, { timeoutMs = 60_000 } = {}) => {
    const seen = await poll(look, { timeoutMs });
    if (seen === true) return;
    const logs = await gather();
    const up = nodes.filter((node) => node.isUp());
    const views = await Promise.all(
      up.map(async (node) => `--- crm_mon on ${node.name}\n${await describeNode(node)}`),
    );
    throw new Error(
      `The lab waited ${timeoutMs / 1000} s, but not: ${what}. Seen last: ${seen}. ` +
        `The logs of all nodes are in ${logs}.\n${views.join("")}`,
    );
  };
  const node: Cluster["node"] = (name) => {
    const found = nodes.find((each) => each.name === name);
    if (found) return found;
    throw new Error(`The lab has no node ${name}; it has ${nodes.map((each) => each.name).join(", ")}.`);
  };
  return {
    ...parts,
    node,
    crmMon,
    dc: async () => (await crmMon()).dc,
    coordinatorState: async () => coordinatorState(node, (await crmMon()).dc),
    until,
    collectLogs: gather,
    settled: (names = nodes.map((each) => each.name)) =>
      until(`${names.join(", ")} are online and the coordinator is idle`, () => lookIfSettled(node, names), {
        timeoutMs: 60_000 + 5_000 * nodes.length,
      }),
    [Symbol.asyncDispose]: async () => parts.end(),
  };
}

async function lookIfSettled(node: Cluster["node"], names: readonly string[]): Promise<true | string> {
  const [first = ""] = names;
  const { online, dc } = await node(first).crmMon();
  if (online.length !== names.length || !names.every((name) => online.includes(name))) {
    return `online on ${first} are [${online.join(", ")}]`;
  }
  const state = await coordinatorState(node, dc);
  return state === "S_IDLE" || `the coordinator is in ${state}`;
}

async function coordinatorState(node: Cluster["node"], dc: string | undefined): Promise<string> {
  if (dc === undefined) return "no state, since there is none";
  const { stdout, stderr } = await node(dc).run("crmadmin", ["--quiet", "--status", dc]);
  return stdout.trim() || stderr.trim();
}
