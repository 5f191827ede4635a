import { peersOf } from "../../lib/guard/peers/cluster-peers.ts";
import { askForVolumes } from "../../lib/guard/peers/peers.ts";
import { sshCaller } from "../../lib/guard/peers/ssh.ts";
import type { VolumesAnswer, VolumesOrder } from "../../lib/storage/own-volumes.ts";
import { ownVolumes } from "../../lib/storage/own-volumes.ts";
import { describeFailure } from "../../lib/system/command-failure.ts";
import { readClusterFile } from "../guard/cluster-file.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { displayOn } from "../progress/display.ts";
import { screenOf } from "../progress/screen.ts";
import type { Terminal } from "../terminal.ts";
import type { VolumesHere } from "./command.ts";

/** What one node said, and how long it took. */
export type NodeAnswer = {
  readonly node: string;
  readonly answer: VolumesAnswer | { readonly kind: "asked"; readonly problem: string | undefined };
  readonly tookMs: number;
};

export type Question = {
  readonly order: VolumesOrder;
  readonly allNodes: boolean;
  /** Of the others by their evmsd. */
  readonly byEvmsd: boolean;
  /** For each host. */
  readonly timeoutMs: number;
};

/**
 * Has this node, or all nodes of the cluster file, carry out the same order; in the file's order. A node that hangs costs
 * its own deadline only.
 *
 * @throws AdminError where all nodes are asked and the cluster file cannot be used
 */
export async function askNodes(
  terminal: Terminal,
  surroundings: Surroundings,
  here: VolumesHere,
  { order, allNodes, byEvmsd, timeoutMs }: Question,
): Promise<readonly NodeAnswer[]> {
  const { machine } = surroundings;
  const self = machine.hostName;
  const description = allNodes ? await readClusterFile(surroundings) : undefined;
  const peers = description === undefined ? [] : peersOf(self, description);
  const display = displayOn(screenOf(terminal, surroundings), "volumes");
  const waiting = new Set([self, ...peers.map(({ name }) => name)]);
  const timed = async (node: string, ask: () => Promise<NodeAnswer["answer"]>): Promise<NodeAnswer> => {
    const startMs = machine.clock.nowMs();
    const answer = await ask();
    waiting.delete(node);
    if (waiting.size > 0) display.begin(waitingFor(waiting));
    return { node, answer, tookMs: machine.clock.nowMs() - startMs };
  };
  display.begin(waitingFor(waiting));
  try {
    const own = timed(self, async () => ({
      kind: "answered",
      report: await ownVolumes(await here(), order, timeoutMs),
    }));
    const others = byEvmsd
      ? inTurn(peers, ({ name }) => timed(name, () => askEvmsd(machine, name, timeoutMs)), own)
      : Promise.all(
          peers.map((peer) =>
            timed(peer.name, () =>
              askForVolumes(
                { call: sshCaller(machine.run), newId: machine.newId },
                peer,
                { from: self, hosts: (description?.nodes ?? []).map(({ name }) => name), order },
                timeoutMs,
              ),
            ),
          ),
        );
    const answers = [await own, ...(await others)];
    const rank = description?.nodes.map(({ name }) => name) ?? [];
    return answers.sort((one, other) => rank.indexOf(one.node) - rank.indexOf(other.node));
  } finally {
    display.stop();
  }
}

function waitingFor(waiting: ReadonlySet<string>): string {
  const [first = "", ...more] = waiting;
  return more.length === 0 ? `waiting for ${first}` : `waiting for ${first} and ${more.length} more`;
}

/**
 * As the article's loop does it. Whoever asks EVMS's engine locks it (lib/storage/evms.ts); that it would take several
 * callers at once is nowhere said.
 */
async function inTurn<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  before: Promise<unknown>,
): Promise<readonly R[]> {
  await before;
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

async function askEvmsd(
  { run }: Surroundings["machine"],
  node: string,
  timeoutMs: number,
): Promise<NodeAnswer["answer"]> {
  const result = await run("evms_activate", ["-q", "-n", node], { timeoutMs });
  const isDone = result.kind === "exited" && result.exitCode === 0;
  return { kind: "asked", problem: isDone ? undefined : describeFailure("evms_activate -n", result) };
}
