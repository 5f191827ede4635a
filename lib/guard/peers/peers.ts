import type { VolumesAnswer } from "../../storage/own-volumes.ts";
import type { HostAnswer } from "../facts.ts";
import type { OverviewAnswer } from "../overview/overview.ts";
import type { Message, Reply } from "../step.ts";
import {
  type Address,
  decodeAnswer,
  decodeReply,
  encodeOrder,
  encodeQuestion,
  type Question,
} from "../wire/exchange.ts";
import { decodeOverview, encodeOverviewQuestion, type OverviewQuestion } from "../wire/overview-exchange.ts";
import type { Decoded } from "../wire/shape.ts";
import { decodeVolumes, encodeVolumesQuestion, type VolumesQuestion } from "../wire/volumes-exchange.ts";
import { reacted, whySilent } from "./silence.ts";
import type { CallHost, RemoteCommand } from "./ssh.ts";

/** Another host of the cluster file. */
export type Peer = { readonly name: string /** For ssh. */; readonly address: string };

export type PeerEffects = {
  readonly call: CallHost;
  /** A text that was never used before. */
  readonly newId: () => string;
};

/** What is said to every peer alike. */
export type Topic = Pick<Address, "from" | "guest" | "lease" | "hosts">;

/** Asks all of them at once, each with a deadline of its own; in their order. Never throws for what a peer may do. */
export async function askEveryone(
  effects: PeerEffects,
  peers: readonly Peer[],
  question: Topic & Pick<Question, "disks">,
  timeoutMs: number,
): Promise<ReadonlyMap<string, HostAnswer>> {
  const answers = await Promise.all(
    peers.map(async (peer): Promise<[string, HostAnswer]> => {
      const asked = { ...question, id: effects.newId(), to: peer.name };
      const read = (printed: string) => saidByItself(decodeAnswer(asked, printed));
      return [
        peer.name,
        await exchange(effects.call, peer, "report", encodeQuestion(asked), read, timeoutMs),
      ];
    }),
  );
  return new Map(answers);
}

/** As askEveryone, about the hosts themselves and all of their guests. */
export async function askForOverviews(
  effects: PeerEffects,
  peers: readonly Peer[],
  topic: Pick<OverviewQuestion, "from" | "lease" | "hosts" | "details">,
  timeoutMs: number,
): Promise<ReadonlyMap<string, OverviewAnswer>> {
  const answers = await Promise.all(
    peers.map(async (peer): Promise<[string, OverviewAnswer]> => {
      const asked = { ...topic, id: effects.newId(), to: peer.name };
      const read = (printed: string) => saidByItself(decodeOverview(asked, printed));
      const input = encodeOverviewQuestion(asked);
      return [peer.name, await exchange(effects.call, peer, "report", input, read, timeoutMs)];
    }),
  );
  return new Map(answers);
}

/** A host that says itself that it has no answer lives. */
function saidByItself<Answered extends { readonly kind: "answered" }>(
  decoded: Decoded<Answered | Silent>,
): Decoded<Answered | Silent> {
  if (decoded.kind === "failed" || decoded.value.kind === "answered") return decoded;
  return { kind: "decoded", value: { ...decoded.value, lives: true } };
}

/** Has a peer do its part of a hand-over. "silent": it may have done it, or do it later. */
export async function tell(
  effects: PeerEffects,
  peer: Peer,
  topic: Topic,
  message: Message,
  timeoutMs: number,
): Promise<Reply> {
  const order = { ...topic, id: effects.newId(), to: peer.name, message };
  const read = (printed: string) => decodeReply(order, printed);
  const reply = await exchange(effects.call, peer, "receive", encodeOrder(order), read, timeoutMs);
  return reply.kind === "silent" ? { kind: "silent", reason: reply.reason } : reply;
}

/** Has a peer look at its volumes, or activate them. "silent": it may have done it, or do it later. */
export async function askForVolumes(
  effects: PeerEffects,
  peer: Peer,
  topic: Pick<VolumesQuestion, "from" | "hosts" | "order">,
  timeoutMs: number,
): Promise<VolumesAnswer> {
  // Its answer must be here before the end: to connect takes time too.
  const asked = { ...topic, id: effects.newId(), to: peer.name, timeoutMs: Math.round(timeoutMs * 0.8) };
  const read = (printed: string) => decodeVolumes(asked, printed);
  const answer = await exchange(effects.call, peer, "volumes", encodeVolumesQuestion(asked), read, timeoutMs);
  return answer.kind === "silent" ? { kind: "silent", reason: answer.reason } : answer;
}

export type Silent = { readonly kind: "silent"; readonly reason: string; readonly lives?: true };

/** Runs one of our commands on a peer and reads what it says. Never throws for what a peer may do. */
export async function exchange<T>(
  call: CallHost,
  { name, address }: Peer,
  command: RemoteCommand,
  input: string,
  read: (printed: string) => Decoded<T>,
  timeoutMs: number,
): Promise<T | Silent> {
  const result = await call(address, command, input, timeoutMs);
  const silence = whySilent(name, address, result);
  if (silence !== undefined) {
    return { kind: "silent", reason: silence, ...(reacted(result) ? { lives: true } : {}) };
  }
  const decoded = read(result.kind === "exited" ? result.stdout : "");
  if (decoded.kind === "decoded") return decoded.value;
  return { kind: "silent", reason: `what it says cannot be used (${decoded.reason})`, lives: true };
}
