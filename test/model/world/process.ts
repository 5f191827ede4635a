import type { Ending, Patience, Program, Reply, Step } from "../../../lib/guard/step.ts";
import { checkEnding } from "../invariants/endings.ts";
import type { Call } from "./call.ts";
import type { Dice } from "./dice.ts";
import type { ReportTask } from "./report.ts";
import { beginStep, goOnWithStep } from "./steps.ts";
import type { SurveyTask } from "./survey.ts";
import { breach, type Guest, type Host, roomOf, type World } from "./world.ts";

export type Deed = "start" | "stop" | "migrate" | "repair" | "receive";

/** A program of the guard that runs on a host. */
export type Process = {
  readonly host: Host;
  readonly guest: Guest;
  /** Of the operation that it opens. */
  readonly id: string;
  readonly deed: Deed;
  /** As an administrator typed it. */
  readonly title: string;
  readonly program: Program<Ending | Reply>;
  /** Hosts that its administrator called dead. */
  readonly confirmed: readonly string[];
  /** What its end is told to; undefined: an administrator. */
  readonly call: Call | undefined;
  /** The operation that was open here when it began. */
  readonly found: string | undefined;
  step: Step | undefined;
  /** "ready": its step is not begun. "waits": begun. "answered": it has happened, and the program does not know yet. */
  stage: "ready" | "waits" | "answered";
  answer: unknown;
  task: Task | undefined;
  /** It was just told that the lease is held here, and its next step relies on that. */
  trusts: boolean;
};

/** A step that takes more than one moment, other than what the toolstack does. */
export type Task =
  | { readonly kind: "survey"; readonly survey: SurveyTask }
  | { readonly kind: "report"; readonly report: ReportTask }
  | { readonly kind: "absence"; readonly patience: Patience }
  | { readonly kind: "turn" }
  | { readonly kind: "call"; readonly call: Call };

type Beginning = Pick<Process, "host" | "guest" | "id" | "deed" | "title" | "program" | "confirmed" | "call">;

/** Undefined: another program is at work with the guest on this host. */
export function startProcess(world: World, beginning: Beginning): Process | undefined {
  const { host, guest, id, deed, title, program, confirmed, call } = beginning;
  const room = roomOf(host, guest);
  if (room.lock !== undefined) return undefined;
  const process: Process = {
    host,
    guest,
    id,
    deed,
    title,
    program,
    confirmed,
    call,
    found: room.open?.id,
    step: undefined,
    stage: "answered",
    answer: undefined,
    task: undefined,
    trusts: false,
  };
  room.lock = process;
  world.processes.push(process);
  world.tally.programs += 1;
  return process;
}

/** One moment of a program: its step begins, goes on, or its answer arrives. */
export function advanceProcess(world: World, process: Process, dice: Dice) {
  switch (process.stage) {
    case "ready":
      return process.step === undefined ? undefined : beginStep(world, process, process.step, dice);
    case "waits":
      return goOnWithStep(world, process, dice);
    case "answered":
      return hearAnswer(world, process);
  }
}

function hearAnswer(world: World, process: Process) {
  const next = nextStep(world, process);
  if (next === undefined) return;
  if (next.done) return finish(world, process, next.value);
  process.step = next.value;
  process.stage = "ready";
}

function nextStep(world: World, { program, answer: heard, title, host }: Process) {
  try {
    return program.next(heard);
  } catch (error) {
    breach(world, "no program throws", `${title} on ${host.name} threw: ${String(error)}.`);
    return undefined;
  }
}

export function answer(process: Process, value: unknown): void {
  process.stage = "answered";
  process.answer = value;
  process.trusts = false;
  process.task = undefined;
}

function finish(world: World, process: Process, result: Ending | Reply): void {
  leave(world, process);
  checkEnding(world, process, result);
  world.tally.ended(`${process.deed}: ${result.kind}`);
  const reason = "reason" in result ? `: ${result.reason}` : "text" in result ? `: ${result.text}` : "";
  world.story?.say(process.host.name, `${process.title} ends, ${result.kind}${reason}`);
  if (process.call === undefined) return;
  process.call.stage = "replied";
  process.call.reply = result as Reply;
}

/** kill -9, or its host crashed: nothing of it runs any more, and what it ordered goes on. */
export function killProcess(world: World, process: Process) {
  leave(world, process);
  for (const work of world.works) if (work.owner === process) work.owner = undefined;
  for (const migration of world.migrations) if (migration.owner === process) migration.owner = undefined;
  for (const call of world.calls) if (call.asker === process) call.asker = undefined;
  if (process.call === undefined) return;
  process.call.stage = "replied";
  process.call.reply = { kind: "silent", reason: "the connection was closed" };
}

function leave(world: World, process: Process) {
  world.processes.splice(world.processes.indexOf(process), 1);
  roomOf(process.host, process.guest).lock = undefined;
}
