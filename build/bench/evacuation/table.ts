import { laidOut } from "../table.ts";
import { type ByHand, type EvacuationResult, toBound, toStock, totalOf } from "./result.ts";

export function evacuationTable(result: EvacuationResult): string {
  const rows = result.evacuations.map((each) => [
    each.scenario,
    `${each.way}, ${each.peers === 1 ? "one peer" : `${each.peers} peers`}`,
    each.seconds.toFixed(1),
    each.boundSeconds.toFixed(1),
    toBound(each).toFixed(2),
    toStock(each, result).toFixed(2),
    totalOf(each.downtimes).toFixed(1),
    Math.max(...each.downtimes).toFixed(1),
    `${(each.busy * 100).toFixed(0)} %`,
  ]);
  const heading = [
    "evacuation",
    "way",
    "seconds",
    "bound",
    "to bound",
    "to stock",
    "stood still, all",
    "longest",
    "processors",
  ];
  return laidOut([heading, ...rows]);
}

export function byHandSentence({ stockSeconds, ourSeconds, handOverMs }: ByHand): string {
  return `One idle guest of 128 MiB, moved by hand while nothing else goes on, stands still for ${stockSeconds.toFixed(1)} s with xl alone, and for ${ourSeconds.toFixed(1)} s with \`xensan migrate\`, ${handOverMs.toFixed(0)} ms of them for the hand-over of its lease: of four moves the second shortest.`;
}
