import type { OverviewAnswer } from "../overview/overview.ts";
import { decodeDocument, encodeDocument } from "./document.ts";
import { type Address, hosts } from "./exchange.ts";
import { fromAsked } from "./from-asked.ts";
import { hostName, identifier } from "./operation.ts";
import { overviewAnswer } from "./overview.ts";
import { type Decoded, flag, maybe, record, text } from "./shape.ts";

/** What a host is asked about itself and all of its guests. */
export type OverviewQuestion = Omit<Address, "guest"> & {
  /** Whether it is to tell how much memory it has, which takes a question to its toolstack. */
  readonly memory?: boolean | undefined;
  /** Whether it is to tell its volumes and its last evacuation too. */
  readonly details?: boolean | undefined;
};

const question = record({
  ...{ id: identifier, from: hostName, to: hostName, lease: text(255), hosts },
  ...{ memory: maybe(flag), details: maybe(flag) },
});

const echoed = record({ id: identifier, host: hostName, answer: overviewAnswer });

export const encodeOverviewQuestion = (content: OverviewQuestion): string =>
  encodeDocument("overview-question", content);

export const decodeOverviewQuestion = (printed: string): Decoded<OverviewQuestion> =>
  decodeDocument("overview-question", printed, question);

/** Whether what came in is meant as such a question, readable or not. */
export function isOverviewQuestion(printed: string): boolean {
  return /^\{"xensan":"overview-question"/m.test(printed);
}

/** `here`: who really answers. Where that is not who was asked, the asker is to see it. */
export function encodeOverview({ id }: OverviewQuestion, here: string, answer: OverviewAnswer): string {
  return encodeDocument("overview", { id, host: here, answer });
}

export function decodeOverview(asked: OverviewQuestion, printed: string): Decoded<OverviewAnswer> {
  const echo = fromAsked(asked, decodeDocument("overview", printed, echoed));
  return echo.kind === "failed" ? echo : { kind: "decoded", value: echo.value.answer };
}
