import { deadlineAfter } from "../../system/deadline.ts";
import type { GuardEffects } from "../effects.ts";
import type { Machine } from "../machine.ts";
import { type Line, openLine } from "./line.ts";
import { type Peer, type Topic, tell } from "./peers.ts";
import { tellBy } from "./session.ts";
import { sshArguments, sshCaller } from "./ssh.ts";

/**
 * By one connection for all that a hand-over has to say, where that can be had; else by one for each message. Whoever hands several
 * guests over keeps one open for all of them.
 */
export function teller(
  {
    run,
    newId,
    clock,
    converse,
    keptOpen,
  }: Pick<Machine, "run" | "newId" | "clock" | "converse" | "keptOpen">,
  peers: readonly Peer[],
  topic: Topic,
): Pick<GuardEffects, "tell" | "hangUp"> {
  const effects = { call: sshCaller(run), newId };
  const own = new Map<string, Line>();
  const lineTo = async (peer: Peer): Promise<Line | undefined> => {
    const known = keptOpen?.forOrders(peer) ?? own.get(peer.name);
    if (known !== undefined || converse === undefined) return known;
    const start = await converse();
    const line = openLine(start("ssh", sshArguments(peer.address, "session")), peer.name);
    own.set(peer.name, line);
    return line;
  };
  const prepared = new Set<string>();
  return {
    tell: async (host, message, timeoutMs) => {
      const peer = peers.find(({ name }) => name === host);
      if (peer === undefined)
        return { kind: "refused", reason: `the cluster file has no other host ${host}` };
      if (message.kind === "prepare") prepared.add(host);
      // Who only cancels has nobody waiting.
      const { remainingMs } = deadlineAfter(clock, timeoutMs);
      const line = prepared.has(host) ? await lineTo(peer).catch(() => undefined) : undefined;
      const reply =
        line === undefined
          ? ({ kind: "none" } as const)
          : await tellBy(line, { newId, clock }, peer, topic, message, remainingMs());
      return reply.kind === "none" ? tell(effects, peer, topic, message, remainingMs()) : reply;
    },
    hangUp: () => {
      for (const line of own.values()) line.end();
      own.clear();
      prepared.clear();
    },
  };
}
