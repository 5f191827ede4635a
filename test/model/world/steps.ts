import type { Step, Turn } from "../../../lib/guard/step.ts";
import { checkIntake } from "../invariants/intake.ts";
import { checkClosing } from "../invariants/journal.ts";
import { awaitAbsence } from "./absence.ts";
import { goOnWithCall, tell } from "./call.ts";
import { type Dice, mishap, roll } from "./dice.ts";
import { look } from "./domains.ts";
import { acquire, holding, joinLease, release, viewWithMishap } from "./leases.ts";
import { advanceMigration, orderMigration } from "./migration.ts";
import { answer, type Process } from "./process.ts";
import { beginReport, goOnWithReport } from "./report.ts";
import { beginSurvey, goOnWithSurvey } from "./survey.ts";
import { advanceWork, order } from "./work.ts";
import { hostNamed, reach, roomOf, type World } from "./world.ts";

/** Carries a program's step out, or begins it: from then on it happens whether the program lives or not. */
export function beginStep(world: World, process: Process, step: Step, dice: Dice) {
  const { host, guest } = process;
  const say = (sentence: string): void => world.story?.say(host.name, `${process.title} ${sentence}`);
  process.stage = "waits";
  switch (step.kind) {
    case "open-operation":
      return openOperation(world, process, step, dice);
    case "close-operation": {
      const room = roomOf(host, guest);
      if (room.open?.id === step.id) {
        checkClosing(world, host, guest, room.open);
        world.story?.say(host.name, `${process.title} closes its ${room.open.kind}`);
        room.open = undefined;
      }
      return answer(process, undefined);
    }
    case "rename-operation": {
      const room = roomOf(host, guest);
      if (room.open?.id !== step.id) throw new Error(`${step.id} is not open`);
      room.open = { ...room.open, id: step.as };
      if (world.story !== undefined) say(`renames its ${room.open.kind} to ${step.as}`);
      return answer(process, undefined);
    }
    case "survey":
      process.task = { kind: "survey", survey: beginSurvey(world, process) };
      return;
    case "report":
      process.task = { kind: "report", report: beginReport(host, guest) };
      return;
    case "glance":
      process.task = { kind: "report", report: beginReport(host, guest, true) };
      return;
    case "look": {
      const presence = look(host, guest);
      if (world.story !== undefined) say(`looks: ${presence.kind}`);
      return answer(process, presence);
    }
    case "await-absence":
      process.task = { kind: "absence", patience: step.patience };
      return;
    case "create":
      checkIntake(world, process, host, "creates its guest");
      order(world, process, "create", 0);
      return;
    case "destroy":
    case "pause":
    case "unpause":
    case "resume":
    case "shut-down":
      order(world, process, step.kind, step.domid);
      return;
    case "await-turn":
      process.task = { kind: "turn" };
      return;
    case "migrate":
      if (world.story !== undefined) say(`orders xl migrate -p to ${step.destination}`);
      checkIntake(
        world,
        process,
        hostNamed(world, step.destination),
        `moves its guest to ${step.destination}`,
      );
      return orderMigration(world, process, step.domid, step.destination);
    case "view-lease":
      return answer(process, viewWithMishap(host, guest, dice));
    case "holding": {
      const held = holding(host, guest);
      answer(process, held);
      process.trusts = held.kind === "held";
      return;
    }
    case "acquire": {
      const got = acquire(world, host, guest, step, dice);
      if (world.story !== undefined)
        say(`acquires the lease: ${got.kind}${"version" in got ? ` as ${got.version}` : ""}`);
      answer(process, got);
      process.trusts = got.kind === "acquired";
      return;
    }
    case "release": {
      const given = release(world, host, guest, dice);
      if (world.story !== undefined) say(`releases the lease: ${given.kind}`);
      return answer(process, given);
    }
    case "join-lease":
      return answer(process, joinLease(world, host));
    case "tell":
      if (world.story !== undefined) say(`tells ${step.host} "${step.message.kind}"`);
      process.task = { kind: "call", call: tell(world, process, step.host, step.message) };
      return;
    case "wait":
      return answer(process, undefined);
  }
}

function openOperation(
  world: World,
  process: Process,
  { operation }: Step & { readonly kind: "open-operation" },
  dice: Dice,
) {
  const room = roomOf(process.host, process.guest);
  if (room.open !== undefined) return answer(process, { kind: "taken", by: room.open });
  if (mishap(dice, 32)) return answer(process, { kind: "failed", reason: "the journal's disk is full" });
  if (operation.kind === "arrival") checkIntake(world, process, process.host, "prepares for its guest");
  room.open = operation;
  world.story?.say(process.host.name, `${process.title} opens its ${operation.kind}`);
  answer(process, { kind: "opened" });
}

/** A step that takes longer goes on by one moment. */
export function goOnWithStep(world: World, process: Process, dice: Dice) {
  const { task } = process;
  if (task === undefined) return goOnWithTools(world, process, dice);
  switch (task.kind) {
    case "survey":
      return goOnWithSurvey(world, process, task.survey, dice);
    case "report": {
      const report = goOnWithReport(world, task.report);
      return report === undefined ? undefined : answer(process, report);
    }
    case "absence":
      return awaitAbsence(world, process, task.patience, dice);
    case "turn":
      return awaitTurn(world, process, dice);
    case "call":
      return goOnWithCall(world, task.call, dice);
  }
}

/** Most are sent at once; some wait for others, and some of these in vain. */
function awaitTurn(world: World, process: Process, dice: Dice) {
  const course = roll(dice, 8);
  if (course < 4) return answer(process, { kind: "at-once" } satisfies Turn);
  if (course === 7) {
    world.story?.say(process.host.name, `${process.title} waits until others have moved`);
    return;
  }
  if (course === 6) return answer(process, { kind: "never", reason: "its turn never came" } satisfies Turn);
  reach(world, "a move that waited for others");
  answer(process, { kind: "after-others" } satisfies Turn);
}

function goOnWithTools(world: World, process: Process, dice: Dice) {
  const work = world.works.find(({ owner }) => owner === process);
  if (work !== undefined) return advanceWork(world, work, dice);
  const migration = world.migrations.find(({ owner }) => owner === process);
  if (migration !== undefined) advanceMigration(world, migration, dice);
}
