import { laidOut } from "../table.ts";
import { type EvacuationResult, toBound, toStock, totalOf } from "./result.ts";

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
  ];
  return laidOut([heading, ...rows]);
}
