import type { WantedDisk } from "../disks/wanted.ts";
import type { HostAnswer } from "../facts.ts";
import type { Message, Reply } from "../step.ts";
import { decodeDocument, encodeDocument } from "./document.ts";
import { fromAsked } from "./from-asked.ts";
import { claim, guestName, hostName, identifier } from "./operation.ts";
import { access, clause, diskTarget, encodableAnswer, hostAnswer } from "./report.ts";
import { type Decoded, kinds, listOf, maybe, record, type Shape, text } from "./shape.ts";

/** What stands at the head of everything that one host wants of another. */
export type Address = {
  /** Chosen anew each time, and echoed: an answer to anything else is none. */
  readonly id: string;
  /** As the cluster file names the two hosts. */
  readonly from: string;
  readonly to: string;
  readonly guest: string;
  /** The lease volume's path, or "none": two hosts that disagree about it must not work together. */
  readonly lease: string;
  /** Of its cluster file: who is not in it would not be asked, so two hosts that disagree about it must not work together. */
  readonly hosts: readonly string[];
};

/** What a host is asked about one guest. */
export type Question = Address & {
  /** As the asking host knows them; undefined: take those of the guest's configuration there. */
  readonly disks: readonly WantedDisk[] | undefined;
};

/** What the source of a hand-over tells its destination. */
export type Order = Address & { readonly message: Message };

/** As many as a lease volume has room for. */
export const hosts = listOf(hostName, 2_000);

const address = {
  id: identifier,
  from: hostName,
  to: hostName,
  guest: guestName,
  lease: text(255),
  hosts,
};

const wantedMembers = record({ target: diskTarget, access, script: maybe(text(1_024)) });

const wantedDisk: Shape<WantedDisk> = (value, at) => {
  const { script, ...rest } = wantedMembers(value, at);
  return { ...rest, ...(script === undefined ? {} : { script }) };
};

const question: Shape<Question> = record({ ...address, disks: maybe(listOf(wantedDisk, 1_000)) });

const message: Shape<Message> = kinds({
  prepare: { id: identifier, claim },
  take: { id: identifier, claim },
  cancel: { id: identifier },
});

const order: Shape<Order> = record({ ...address, message });

const reply: Shape<Reply> = kinds({ done: {}, refused: { reason: clause }, silent: { reason: clause } });

export const encodeQuestion = (content: Question): string => encodeDocument("question", content);
export const encodeOrder = (content: Order): string => encodeDocument("order", content);

export const decodeQuestion = (printed: string): Decoded<Question> =>
  decodeDocument("question", printed, question);
export const decodeOrder = (printed: string): Decoded<Order> => decodeDocument("order", printed, order);

/** `here`: who really answers. Where that is not who was asked, the asker is to see it. */
export function encodeAnswer({ id, guest }: Address, here: string, answer: HostAnswer): string {
  return encodeDocument("report", { id, host: here, guest, answer: encodableAnswer(answer) });
}

export function encodeReply({ id, guest }: Address, here: string, answer: Reply): string {
  return encodeDocument("reply", { id, host: here, guest, answer });
}

export function decodeAnswer(asked: Address, printed: string): Decoded<HostAnswer> {
  return answerTo(asked, decodeDocument("report", printed, echoed(hostAnswer(asked.guest))));
}

export function decodeReply(asked: Address, printed: string): Decoded<Reply> {
  return answerTo(asked, decodeDocument("reply", printed, echoed(reply)));
}

type Echoed<T> = Pick<Address, "id" | "guest"> & { readonly host: string; readonly answer: T };

function echoed<T>(answer: Shape<T>): Shape<Echoed<T>> {
  const shape = record({ id: identifier, host: hostName, guest: guestName, answer });
  return (value, at) => shape(value, at) as Echoed<T>;
}

function answerTo<T>(asked: Address, decoded: Decoded<Echoed<T>>): Decoded<T> {
  const echo = fromAsked(asked, decoded);
  if (echo.kind === "failed") return echo;
  const { guest, answer } = echo.value;
  if (guest !== asked.guest) return { kind: "failed", reason: `it is about ${guest}` };
  return { kind: "decoded", value: answer };
}

/** What a host says first that listens for more than one order. */
export function encodeReady(here: string): string {
  return encodeDocument("ready", { host: here });
}

/** @param host who is to have said it; undefined: anybody */
export function isReady(line: string, host?: string): boolean {
  const decoded = decodeDocument("ready", `${line}\n`, record({ host: hostName }));
  return decoded.kind === "decoded" && (host === undefined || decoded.value.host === host);
}
