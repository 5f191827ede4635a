import type { GuardEffects } from "../effects.ts";
import type { Machine } from "../machine.ts";
import { type Peer, type Topic, tell } from "./peers.ts";
import { openSession, type Session } from "./session.ts";
import { sshCaller } from "./ssh.ts";

/** By one connection for all that a hand-over has to say, where that can be had; else by one for each message. */
export function teller(
  { run, newId, converse }: Pick<Machine, "run" | "newId" | "converse">,
  peers: readonly Peer[],
  topic: Topic,
): Pick<GuardEffects, "tell" | "hangUp"> {
  const effects = { call: sshCaller(run), newId };
  const sessions = new Map<string, Session>();
  const sessionWith = async (peer: Peer): Promise<Session | undefined> => {
    const open = sessions.get(peer.name);
    if (open !== undefined || converse === undefined) return open;
    const session = openSession(await converse(), newId, peer, topic);
    sessions.set(peer.name, session);
    return session;
  };
  return {
    tell: async (host, message, timeoutMs) => {
      const peer = peers.find(({ name }) => name === host);
      if (peer === undefined)
        return { kind: "refused", reason: `the cluster file has no other host ${host}` };
      // Who only cancels has nobody waiting.
      const session = message.kind === "prepare" ? await sessionWith(peer) : sessions.get(host);
      const reply = (await session?.tell(message, timeoutMs)) ?? { kind: "none" };
      return reply.kind === "none" ? tell(effects, peer, topic, message, timeoutMs) : reply;
    },
    hangUp: () => {
      for (const session of sessions.values()) session.end();
      sessions.clear();
    },
  };
}
