import type { HostDescription } from "../../lib/cluster/description/description.ts";
import type { Machine } from "../../lib/guard/machine.ts";
import { leaseText, peersOf } from "../../lib/guard/peers/cluster-peers.ts";
import { exchange, type Silent } from "../../lib/guard/peers/peers.ts";
import { sshCaller } from "../../lib/guard/peers/ssh.ts";
import { digest } from "../host/apply/digest.ts";
import type { HostFile } from "../host/host-file.ts";
import type { LookedAt } from "./facts.ts";
import { decodeFacts } from "./wire/facts.ts";
import { encodeFactsQuestion, type Question } from "./wire/question.ts";

export type HostAnswer = { readonly kind: "looked-at"; readonly lookedAt: LookedAt } | Silent;

type Asking = {
  readonly machine: Machine;
  readonly description: HostDescription;
  /** What each host's configuration files are to be. */
  readonly filesOf: (host: string) => readonly HostFile[];
  readonly toolMs: number;
};

/** The question for one host. */
export function questionFor({ machine, description, filesOf, toolMs }: Asking, to: string): Question {
  const { nodes, guests, toolstack, dialect, evacuation, migration, multipath, xen } = description;
  return {
    ...{ id: machine.newId(), from: machine.hostName, to, toolMs, toolstack, dialect },
    nodes: nodes.map(({ name, leaseId, addresses }) => ({ name, leaseId, ...addresses })),
    guests: guests.map(({ name, config }) => ({ name, config })),
    lease: leaseText(description),
    evacuationSeconds: evacuation.deadlineSeconds,
    migrationBySsh: migration === "ssh" && toolstack !== "xm",
    relocationPort: xen.relocationPort,
    aliases: (multipath?.maps ?? []).map(({ alias }) => alias),
    files: filesOf(to).map(({ path, extent, content }) => ({ path, extent, sha256: digest(content) })),
  };
}

/**
 * Asks every other host at once, each with the same deadline: one that hangs costs no more.
 * @param timeoutMs for each of them
 */
export async function askOthers(asking: Asking, timeoutMs: number): Promise<ReadonlyMap<string, HostAnswer>> {
  const { machine, description } = asking;
  const call = sshCaller(machine.run);
  const answers = await Promise.all(
    peersOf(machine.hostName, description).map(async (peer): Promise<[string, HostAnswer]> => {
      const question = questionFor(asking, peer.name);
      const sentMs = machine.wallClockMs();
      const answer = await exchange(
        ...([call, peer, "facts", encodeFactsQuestion(question)] as const),
        (printed) => {
          const decoded = decodeFacts(question, printed);
          if (decoded.kind === "failed") return decoded;
          const facts = decoded.value;
          const receivedMs = machine.wallClockMs();
          const clock = { leastMs: facts.endedMs - receivedMs, mostMs: facts.beganMs - sentMs };
          return { kind: "decoded", value: { kind: "looked-at" as const, lookedAt: { facts, clock } } };
        },
        timeoutMs,
      );
      return [peer.name, answer];
    }),
  );
  return new Map(answers);
}
