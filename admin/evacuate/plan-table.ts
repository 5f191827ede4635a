import type { LeftoverPolicy } from "../../lib/cluster/description/description.ts";
import { seconds } from "../../lib/evacuation/show/bar.ts";
import { columns } from "../columns.ts";
import type { ShownPlan } from "./shown-plan.ts";

export type PlanView = {
  readonly host: string;
  readonly plan: ShownPlan;
  /** Guests of which nobody can tell whether they are here, each with why. */
  readonly unclear: ReadonlyMap<string, string>;
  readonly leftover: LeftoverPolicy;
  /** Earlier moves that the expected times were measured on; 0: they are assumed. */
  readonly measured: number;
};

/** For a person: who goes where, how long it takes, who is left and why. */
export function renderPlan({ host, plan, unclear, leftover, measured }: PlanView): string {
  const { moves, leftovers } = plan;
  if (moves.length + leftovers.length === 0) return `No guest is on ${host}.\n`;
  const rows = moves.map(({ guest, memoryMiB, to, beginsAfterSeconds, seconds: takes }) => [
    ...[guest, `${memoryMiB} MiB`, to, `${seconds(beginsAfterSeconds * 1_000)} s`],
    `${seconds(takes * 1_000)} s`,
  ]);
  const left = leftovers.map(({ guest, memoryMiB }) => [guest, sizeOf(memoryMiB), "-", "", ""]);
  const table = columns([["GUEST", "SIZE", "TO", "BEGINS AFTER", "TAKES ABOUT"], ...rows, ...left]);
  const becomes = leftover === "shutdown" ? "it would be shut down" : "it would run on here";
  const reasons = leftovers.map(({ guest, reason }) => {
    const why = unclear.get(guest);
    return why === undefined
      ? `${guest} cannot be moved, so ${becomes}: ${reason}.`
      : `Whether ${guest} is here cannot be told: ${why}.`;
  });
  const total = moves.length === 0 ? [] : [totalOf(plan, measured)];
  return [...table, "", ...reasons, ...total].map((line) => `${line}\n`).join("");
}

function sizeOf(memoryMiB: number | undefined): string {
  return memoryMiB === undefined ? "unknown" : `${memoryMiB} MiB`;
}

function totalOf({ seconds: total, within, proven }: ShownPlan, measured: number): string {
  const basis = measured === 0 ? "as an ordinary network would do it" : `going by ${measured} earlier moves`;
  const how =
    proven || within < 1.005 ? "no plan is faster" : `at most ${within.toFixed(2)} times the shortest`;
  return `All moves take about ${seconds(total * 1_000)} s, ${basis}; ${how}.`;
}
