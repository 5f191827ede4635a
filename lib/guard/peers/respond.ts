import type { VolumesAnswer, VolumesOrder, VolumesReport } from "../../storage/own-volumes.ts";
import type { WantedDisks } from "../disks/wanted.ts";
import type { HostAnswer } from "../facts.ts";
import type { OverviewAnswer } from "../overview/overview.ts";
import type { Message, Reply } from "../step.ts";
import { type Address, decodeOrder, decodeQuestion, encodeAnswer, encodeReply } from "../wire/exchange.ts";
import { decodeOverviewQuestion, encodeOverview, type OverviewQuestion } from "../wire/overview-exchange.ts";
import { decodeVolumesQuestion, encodeVolumes } from "../wire/volumes-exchange.ts";

/** What this host's cluster file says, as far as it concerns a question or an order from another one. */
export type Standpoint = {
  readonly here: string;
  readonly hosts: readonly string[];
  readonly guests: readonly string[];
  /** The lease volume's path, or "none". */
  readonly lease: string;
};

export type Response =
  /** For standard output. */
  | { readonly kind: "answer"; readonly text: string }
  /** What came in is no question: one clause. */
  | { readonly kind: "unreadable"; readonly reason: string };

/**
 * Answers a question that another host sent. Whoever is asked about something that his own cluster file does not have
 * says so, and nothing about the guest.
 */
export async function answerQuestion(
  standpoint: Standpoint,
  input: string,
  reportOn: (guest: string, wanted: WantedDisks | undefined) => Promise<HostAnswer>,
): Promise<Response> {
  const decoded = decodeQuestion(input);
  if (decoded.kind === "failed") return { kind: "unreadable", reason: decoded.reason };
  const { guest, disks } = decoded.value;
  const problem = problemWithGuest(standpoint, decoded.value);
  const answer: HostAnswer =
    problem === undefined
      ? await reportOn(guest, disks === undefined ? undefined : { kind: "known", disks })
      : { kind: "silent", reason: problem };
  return { kind: "answer", text: encodeAnswer(decoded.value, standpoint.here, answer) };
}

/** The same about this host and all of its guests. */
export async function answerOverviewQuestion(
  standpoint: Standpoint,
  input: string,
  overview: (question: OverviewQuestion) => Promise<OverviewAnswer>,
): Promise<Response> {
  const decoded = decodeOverviewQuestion(input);
  if (decoded.kind === "failed") return { kind: "unreadable", reason: decoded.reason };
  const problem = problemWith(standpoint, decoded.value) ?? leaseProblem(standpoint, decoded.value);
  const answer: OverviewAnswer =
    problem === undefined ? await overview(decoded.value) : { kind: "silent", reason: problem };
  return { kind: "answer", text: encodeOverview(decoded.value, standpoint.here, answer) };
}

/** The same about its volumes; it may be told to activate them. The lease has no part in that. */
export async function answerVolumesQuestion(
  standpoint: Standpoint,
  input: string,
  carryOut: (order: VolumesOrder, timeoutMs: number) => Promise<VolumesReport>,
): Promise<Response> {
  const decoded = decodeVolumesQuestion(input);
  if (decoded.kind === "failed") return { kind: "unreadable", reason: decoded.reason };
  const { order, timeoutMs } = decoded.value;
  const problem = problemWith(standpoint, decoded.value);
  const answer: VolumesAnswer =
    problem === undefined
      ? { kind: "answered", report: await carryOut(order, timeoutMs) }
      : { kind: "silent", reason: problem };
  return { kind: "answer", text: encodeVolumes(decoded.value, standpoint.here, answer) };
}

/**
 * Does what the source of a hand-over tells this host, and says what came of it. Both have the same cluster file when it begins. If
 * it is changed while memory travels, the hand-over comes to its end all the same: no other host is asked any more, and the source may
 * have given everything up.
 */
export async function answerOrder(
  standpoint: Standpoint,
  input: string,
  receive: (guest: string, source: string, message: Message) => Promise<Reply>,
): Promise<Response> {
  const decoded = decodeOrder(input);
  if (decoded.kind === "failed") return { kind: "unreadable", reason: decoded.reason };
  const { guest, from, message } = decoded.value;
  const problem =
    message.kind === "prepare"
      ? problemWithGuest(standpoint, decoded.value)
      : (problemWithAddress(standpoint, decoded.value) ?? problemWithItsGuest(standpoint, decoded.value));
  const reply: Reply =
    problem === undefined ? await receive(guest, from, message) : { kind: "refused", reason: problem };
  return { kind: "answer", text: encodeReply(decoded.value, standpoint.here, reply) };
}

function problemWithGuest(standpoint: Standpoint, asked: Address): string | undefined {
  return problemWith(standpoint, asked) ?? problemWithItsGuest(standpoint, asked);
}

function problemWithItsGuest(standpoint: Standpoint, asked: Address): string | undefined {
  return standpoint.guests.includes(asked.guest)
    ? leaseProblem(standpoint, asked)
    : `its cluster file does not know ${asked.guest}: give all hosts the same file`;
}

type Addressed = Pick<OverviewQuestion, "from" | "to" | "hosts">;

function problemWithAddress({ here }: Standpoint, { to }: Pick<Addressed, "to">): string | undefined {
  return to === here ? undefined : `it is ${here} and not ${to}: correct its address in the cluster file`;
}

function problemWith(standpoint: Standpoint, asked: Addressed): string | undefined {
  const { here, hosts } = standpoint;
  const problem = problemWithAddress(standpoint, asked);
  if (problem !== undefined) return problem;
  if (!hosts.includes(asked.from) || asked.from === here) {
    return `its cluster file knows no other host ${asked.from}: give all hosts the same file`;
  }
  const missing = hosts.find((host) => !asked.hosts.includes(host));
  if (missing !== undefined) {
    return `its cluster file has a host ${missing}, and that of ${asked.from} has not: give all hosts the same file`;
  }
  const more = asked.hosts.find((host) => !hosts.includes(host));
  return more === undefined
    ? undefined
    : `its cluster file has no host ${more}, and that of ${asked.from} has: give all hosts the same file`;
}

function leaseProblem({ lease }: Standpoint, asked: OverviewQuestion): string | undefined {
  if (asked.lease === lease) return undefined;
  return `its cluster file has lease: ${lease}, and that of ${asked.from} lease: ${asked.lease}: give all hosts the same file`;
}
