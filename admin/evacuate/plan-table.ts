import type { LeftoverPolicy } from "../../lib/cluster/description/description.ts";
import type { Plan } from "../../lib/evacuation/plan/situation.ts";
import { seconds } from "../../lib/evacuation/show/bar.ts";
import { columns } from "../columns.ts";

export type PlanView = {
  readonly host: string;
  readonly plan: Plan;
  readonly leftover: LeftoverPolicy;
  /** Earlier moves that the expected times were measured on; 0: they are assumed. */
  readonly measured: number;
};

/** For a person: who goes where, how long it takes, who is left and why. */
export function renderPlan({ host, plan, leftover, measured }: PlanView): string {
  const { moves, leftovers } = plan;
  if (moves.length + leftovers.length === 0) return `No guest is on ${host}.\n`;
  const rows = moves.map(({ guest, memoryMiB, to, beginsAfterSeconds, seconds: takes }) => [
    ...[guest, `${memoryMiB} MiB`, to, `${seconds(beginsAfterSeconds * 1_000)} s`],
    `${seconds(takes * 1_000)} s`,
  ]);
  const left = leftovers.map(({ guest, memoryMiB }) => [guest, `${memoryMiB} MiB`, "-", "", ""]);
  const table = columns([["GUEST", "SIZE", "TO", "BEGINS AFTER", "TAKES ABOUT"], ...rows, ...left]);
  const becomes = leftover === "shutdown" ? "it would be shut down" : "it would run on here";
  const reasons = leftovers.map(({ guest, reason }) => `${guest} cannot be moved, so ${becomes}: ${reason}.`);
  const total = moves.length === 0 ? [] : [totalOf(plan, measured)];
  return [...table, "", ...reasons, ...total].map((line) => `${line}\n`).join("");
}

function totalOf({ seconds: total, within, proven }: Plan, measured: number): string {
  const basis = measured === 0 ? "as an ordinary network would do it" : `going by ${measured} earlier moves`;
  const how =
    proven || within < 1.005 ? "no plan is faster" : `at most ${within.toFixed(2)} times the shortest`;
  return `All moves take about ${seconds(total * 1_000)} s, ${basis}; ${how}.`;
}
