import type { VolumeSight, VolumesAnswer, VolumesOrder, VolumesReport } from "../../storage/own-volumes.ts";
import { backends } from "../../storage/own-volumes.ts";
import { volumeNamePattern } from "../../storage/volume-name.ts";
import { decodeDocument, encodeDocument } from "./document.ts";
import { type Address, hosts } from "./exchange.ts";
import { fromAsked } from "./from-asked.ts";
import { hostName, identifier } from "./operation.ts";
import { clause } from "./report.ts";
import {
  type Decoded,
  flag,
  kinds,
  listOf,
  maybe,
  natural,
  oneOf,
  record,
  type Shape,
  text,
} from "./shape.ts";

/** What a host is to do with its volumes, and how long it may work on it. */
export type VolumesQuestion = Omit<Address, "guest" | "lease"> & {
  readonly order: VolumesOrder;
  readonly timeoutMs: number;
};

const name = text(1_024, volumeNamePattern);

const order: Shape<VolumesOrder> = record({
  kind: oneOf("list", "activate"),
  names: listOf(name, 1_000),
  backend: oneOf(...backends),
  refresh: flag,
  dryRun: flag,
});

const question = record({
  ...{ id: identifier, from: hostName, to: hostName, hosts },
  order,
  timeoutMs: natural(3_600_000),
});

const states = oneOf("usable", "absent", "not-a-block-device", "dead", "unknown");
const sight = record({ name: text(1_024), path: text(1_024), state: states, size: maybe(natural()) });

const volume: Shape<VolumeSight> = (value, at) => {
  const { size, ...rest } = sight(value, at);
  return size === undefined ? rest : { ...rest, size };
};

const reported = record({
  manager: oneOf("EVMS", "LVM2"),
  volumes: listOf(volume, 20_000),
  problem: maybe(clause),
});

const report: Shape<VolumesReport> = (value, at) => {
  const { problem, ...rest } = reported(value, at);
  return problem === undefined ? rest : { ...rest, problem };
};

const answer: Shape<VolumesAnswer> = kinds({ answered: { report }, silent: { reason: clause } });

const echoed = record({ id: identifier, host: hostName, answer });

export const encodeVolumesQuestion = (content: VolumesQuestion): string =>
  encodeDocument("volumes-question", content);

export const decodeVolumesQuestion = (printed: string): Decoded<VolumesQuestion> =>
  decodeDocument("volumes-question", printed, question);

/** `here`: who really answers. Where that is not who was asked, the asker is to see it. */
export function encodeVolumes(
  { id }: Pick<VolumesQuestion, "id">,
  here: string,
  said: VolumesAnswer,
): string {
  return encodeDocument("volumes", { id, host: here, answer: said });
}

export function decodeVolumes(
  asked: Pick<VolumesQuestion, "id" | "to">,
  printed: string,
): Decoded<VolumesAnswer> {
  const echo = fromAsked(asked, decodeDocument("volumes", printed, echoed));
  return echo.kind === "failed" ? echo : { kind: "decoded", value: echo.value.answer };
}
