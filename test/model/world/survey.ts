import type { HostAnswer, LeaseFacts, Standing, Survey } from "../../../lib/guard/facts.ts";
import type { Holding, LeaseView, SignOfLife } from "../../../lib/guard/lease.ts";
import { type Dice, diceOf, mishap, roll } from "./dice.ts";
import { holding, signsOfLife, viewWithMishap } from "./leases.ts";
import { linked } from "./network.ts";
import { answer, type Process } from "./process.ts";
import { beginReport, goOnWithReport, type ReportTask } from "./report.ts";
import { type Host, reach, type World } from "./world.ts";

/** A survey is no photograph: each host, the membership and the lease volume are asked at moments of their own. */
export type SurveyTask = {
  readonly pending: Part[];
  readonly answers: Map<string, HostAnswer>;
  membership: ReadonlyMap<string, Standing>;
  view: LeaseView | undefined;
  holding: Holding | undefined;
  signsOfLife: ReadonlyMap<string, SignOfLife>;
};

type Part =
  | "membership"
  | "view"
  | "holding"
  | "signs of life"
  | { readonly host: Host; readonly report: ReportTask };

/** Who asks. */
type Asker = Pick<Process, "host" | "guest" | "confirmed" | "title">;

/** All of it in one moment, for what is not made of steps. */
export function surveyAtOnce(world: World, asker: Asker): Survey {
  const task = beginSurvey(world, asker);
  while (task.pending.length > 0) askFor(world, asker, task, 0, 1, diceOf(0));
  noteDeclaredDead(world, asker, task);
  return surveyOf(world, asker, task);
}

export function beginSurvey(world: World, { guest }: Pick<Asker, "guest">): SurveyTask {
  const parts: Part[] = world.hosts.map((host) => ({ host, report: beginReport(host, guest) }));
  parts.push("membership");
  if (world.leased) parts.push("view", "holding", "signs of life");
  return {
    pending: parts,
    answers: new Map(),
    membership: new Map(),
    view: undefined,
    holding: undefined,
    signsOfLife: new Map(),
  };
}

/** All that is left at once, or some moments of one part. */
export function goOnWithSurvey(world: World, process: Process, task: SurveyTask, dice: Dice): void {
  if (roll(dice, 2) === 0) while (task.pending.length > 0) askFor(world, process, task, 0, 1, dice);
  else askFor(world, process, task, roll(dice, task.pending.length), 1 + roll(dice, 6), dice);
  if (task.pending.length > 0) return;
  noteDeclaredDead(world, process, task);
  answer(process, surveyOf(world, process, task));
}

/** Some moments of one part, at the most to its answer. */
export function askFor(
  world: World,
  process: Asker,
  task: SurveyTask,
  index: number,
  moments: number,
  dice: Dice,
): void {
  const part = task.pending[index];
  for (let moment = 0; moment < moments && part !== undefined; moment += 1) {
    if (!ask(world, process, task, part, dice)) continue;
    task.pending.splice(index, 1);
    return;
  }
}

/** True when the part is answered. */
function ask(world: World, process: Asker, task: SurveyTask, part: Part, dice: Dice): boolean {
  const { host, guest } = process;
  switch (part) {
    case "membership":
      task.membership = new Map(host.sees);
      return true;
    case "view":
      task.view = viewWithMishap(host, guest, dice);
      return true;
    case "holding":
      task.holding = holding(host, guest);
      return true;
    case "signs of life":
      task.signsOfLife = signsOfLife(world, host);
      return true;
  }
  const silence = whySilent(world, host, part.host, dice);
  const report = silence === undefined ? goOnWithReport(world, part.report) : undefined;
  if (silence === undefined && report === undefined) return false;
  const said: HostAnswer =
    report === undefined
      ? {
          kind: "silent",
          reason: silence ?? "it does not answer",
          ...(silence === unreadable ? { lives: true } : {}),
        }
      : { kind: "answered", report };
  task.answers.set(part.host.name, said);
  world.story?.say(host.name, `${process.title} asks ${part.host.name}, ${wordsFor(said)}`);
  return true;
}

/** The machine says itself that it has no answer. */
const unreadable = "its journal cannot be read";

function whySilent(world: World, from: Host, to: Host, dice: Dice): string | undefined {
  if (from !== to && !to.up) return "it is down";
  if (from !== to && !linked(world, from, to)) return "partition";
  if (mishap(dice, 64) || (from !== to && to.isMute)) return unreadable;
  if (from === to) return undefined;
  if (!mishap(dice, 48)) return undefined;
  reach(world, "a question was lost");
  return "the question or its answer was lost";
}

function wordsFor(said: HostAnswer): string {
  if (said.kind === "silent") return `which does not answer (${said.reason})`;
  const { presence, open, busy, uses } = said.report;
  const what =
    presence.kind === "running"
      ? presence.domains
          .map(({ domain }) => `domain ${domain.domid} ${domain.name} ${domain.state}`)
          .join(" and ")
      : presence.kind;
  const work =
    open === undefined ? "nothing open" : `${open.operation.kind} open${open.active ? ", active" : ""}`;
  const used = uses.kind === "known" ? uses.uses.map(({ user }) => `, ${user}`).join("") : "";
  return `which says: ${what}, ${work}${busy.map((each) => `, ${each}`).join("")}${used}`;
}

/** What runs on a host that everything speaks dead is given up with it: the word was false, and nobody else's fault. */
function noteDeclaredDead(world: World, { guest, confirmed }: Asker, task: SurveyTask): void {
  for (const { name, up } of world.hosts) {
    const said = task.answers.get(name);
    if (!up || !confirmed.includes(name) || said?.kind !== "silent" || said.lives) continue;
    if (task.membership.get(name) === "gone" && task.signsOfLife.get(name) === "dead") guest.excused = true;
  }
}

function surveyOf(world: World, { guest, host, confirmed }: Asker, task: SurveyTask): Survey {
  const silent: HostAnswer = { kind: "silent", reason: "it was not asked" };
  return {
    guest: guest.name,
    here: host.name,
    answers: new Map(world.hosts.map(({ name }) => [name, task.answers.get(name) ?? silent])),
    membership: task.membership,
    confirmedDead: confirmed,
    lease: leaseFacts(task),
  };
}

function leaseFacts({ view, holding: held, signsOfLife: signs }: SurveyTask): LeaseFacts {
  if (view === undefined || held === undefined) return { kind: "none" };
  return { kind: "volume", view, holding: held, signsOfLife: signs };
}
