import { watch } from "../invariants/watch.ts";
import { deliverLate } from "../world/call.ts";
import { diceOf, pick, roll } from "../world/dice.ts";
import { advanceMigration, killReceiver, killSender } from "../world/migration.ts";
import { advanceProcess, killProcess, type Process } from "../world/process.ts";
import { askFor } from "../world/survey.ts";
import { advanceWork, killWork } from "../world/work.ts";
import { reach, type World } from "../world/world.ts";
import type { Event } from "./event.ts";

/** Moments in a row, so that programs also get to their ends. */
const stretches = [1, 3, 1, 6, 2, 12, 24, 48] as const;

export const programGoesOn: Event = (world, dice) => {
  const process = pick(dice, world.processes);
  if (process === undefined) return false;
  const moments = stretches[roll(dice, stretches.length)] ?? 1;
  for (let moment = 0; moment < moments; moment += 1) {
    if (world.broken !== undefined || !world.processes.includes(process)) break;
    advanceProcess(world, process, dice);
    watch(world);
  }
  return true;
};

/** While one is in the middle of its survey, another one comes to its end. */
export const programIsOvertaken: Event = (world, dice) => {
  const slow = pick(dice, world.processes);
  const fast = pick(
    dice,
    world.processes.filter((process) => process !== slow && process.guest === slow?.guest),
  );
  if (slow === undefined || fast === undefined) return false;
  for (let moment = 0; moment < 8 && slow.task === undefined; moment += 1) advancePlainly(world, slow, 1);
  const { task } = slow;
  if (task?.kind === "survey" && world.broken === undefined) {
    askFor(world, slow, task.survey, roll(dice, task.survey.pending.length), 1 + roll(dice, 6), dice);
  }
  advancePlainly(world, fast, 64);
  return true;
};

/** Nothing fails meanwhile, at least not by chance. */
export function advancePlainly(world: World, process: Process, moments: number): void {
  const plain = diceOf(0);
  for (let moment = 0; moment < moments; moment += 1) {
    if (world.broken !== undefined || !world.processes.includes(process)) return;
    advanceProcess(world, process, plain);
    watch(world);
  }
}

/** kill -9 of xensan, where the moment is chosen by what it waits for. */
export const programIsKilled: Event = (world, dice) => {
  const process = pick(dice, world.processes);
  if (process === undefined) return false;
  const { stage, step, title, host } = process;
  const when = stage === "ready" ? "before" : stage === "waits" ? "during" : "after";
  world.story?.say(host.name, `${title} is killed (kill -9) ${when} "${step?.kind ?? "its beginning"}"`);
  reach(world, `a program killed ${when} its step`);
  killProcess(world, process);
  if (orphans(world) > 0) reach(world, "a program's toolstack outlived it");
  return true;
};

function orphans({ works, migrations }: World): number {
  return (
    works.filter(({ owner }) => owner === undefined).length +
    migrations.filter(({ owner }) => owner === undefined).length
  );
}

/** The toolstack goes on by itself, whoever waits for it or not. */
export const toolstackGoesOn: Event = (world, dice) => {
  const index = roll(dice, world.works.length + world.migrations.length || 1);
  const work = world.works[index];
  if (work !== undefined) advanceWork(world, work, dice);
  const migration = world.migrations[index - world.works.length];
  if (migration !== undefined) advanceMigration(world, migration, dice);
  return work !== undefined || migration !== undefined;
};

export const toolstackIsKilled: Event = (world, dice) => {
  const index = roll(dice, world.works.length + world.migrations.length || 1);
  const work = world.works[index];
  const migration = world.migrations[index - world.works.length];
  if (work === undefined && migration === undefined) return false;
  reach(world, "the toolstack was killed");
  if (work !== undefined) {
    world.story?.say(work.host.name, `xl ${work.kind} is killed`);
    killWork(world, work);
    return true;
  }
  if (migration === undefined) return false;
  const receiverLives = migration.receiver === "fills" || migration.receiver === "waits";
  if (receiverLives && (migration.sender === "over" || roll(dice, 2) === 1)) {
    world.story?.say(migration.to.name, "xl migrate-receive is killed");
    killReceiver(world, migration);
  } else {
    world.story?.say(migration.from.name, "xl migrate is killed");
    killSender(world, migration, "xl migrate was killed");
  }
  return true;
};

export const lateMessageArrives: Event = (world, dice) => {
  const call = pick(
    dice,
    world.calls.filter(({ asker, stage }) => asker === undefined && stage === "sent"),
  );
  if (call === undefined) return false;
  deliverLate(world, call);
  return true;
};
