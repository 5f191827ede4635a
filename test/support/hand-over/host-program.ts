import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { type ClusterDescription, defaultEvacuation } from "../../../lib/cluster/description/description.ts";
import { guardedReply, guardedRun, guestLock } from "../../../lib/guard/guarded-run.ts";
import { defaultLimits } from "../../../lib/guard/limits.ts";
import type { Machine } from "../../../lib/guard/machine.ts";
import { answerOrder, answerOverviewQuestion, answerQuestion } from "../../../lib/guard/peers/respond.ts";
import { migrate } from "../../../lib/guard/programs/migrate.ts";
import type { Order } from "../../../lib/guard/programs/order.ts";
import { receive } from "../../../lib/guard/programs/receive.ts";
import { repair } from "../../../lib/guard/programs/repair.ts";
import { start } from "../../../lib/guard/programs/start.ts";
import { stop } from "../../../lib/guard/programs/stop.ts";
import { toolstackProcesses } from "../../../lib/guard/report/toolstack-processes.ts";
import { sanlockLease } from "../../../lib/guard/sanlock/sanlock-lease.ts";
import type { Ending, Program, Step } from "../../../lib/guard/step.ts";
import { thisHost } from "../../../lib/guard/this-host.ts";
import { encodeReady } from "../../../lib/guard/wire/exchange.ts";
import { isOverviewQuestion } from "../../../lib/guard/wire/overview-exchange.ts";
import { monotonicClock } from "../../../lib/system/clock.ts";
import { runCommand } from "../../../lib/system/command.ts";
import { conversationStarter } from "../../../lib/system/conversation.ts";
import { runInOwnSession } from "../../../lib/system/run-in-own-session.ts";
import { type Death, deathFile, diedFile, type Setting } from "./setting.ts";
import { noting } from "./timeline.ts";

/**
 * What `xensan` is on a host of the hand-over lab: the real programs with their real effects, in folders of the lab and
 * with shorter waits, which can be told to die by SIGKILL immediately before any step.
 *
 * usage: host-program SETTING HOST [typed-]start|stop|stop-by-force|migrate|repair [DESTINATION]     prints its ending as JSON
 *        host-program SETTING HOST report|receive [--session]                     called by the other host, through `ssh`
 */
const [settingFile = "", here = "", command = "", destination = ""] = process.argv.slice(2);
const setting = JSON.parse(readFileSync(settingFile, "utf8")) as Setting;
const { folder, guest, config, hosts } = setting;
/** "typed-start" is a start as an administrator types it. */
const title = command.replace("typed-", "");

const limits = {
  ...defaultLimits,
  apartMs: 300,
  briefPatienceMs: 4_000,
  stopPatienceMs: 10_000,
  waitMs: 300,
};

const isTyped = command.startsWith("typed-");
const run = noting(folder, here, isTyped ? runInOwnSession : runCommand);

const description: ClusterDescription = {
  nodes: hosts.map(({ name }, index) => ({
    name,
    leaseId: index + 1,
    addresses: { cluster: name, ssh: name, migration: name },
  })),
  toolstack: "xl",
  dialect: "pacemaker",
  provider: "xensan",
  migration: "ssh",
  lease: { kind: "volume", path: setting.lease },
  guests: [{ name: guest, config, priority: 0, pins: [] }],
  evacuation: defaultEvacuation,
};

const machine: Machine = {
  hostName: here,
  run,
  converse: async () => conversationStarter(isTyped),
  clock: monotonicClock,
  newId: randomUUID,
  wallClockMs: Date.now,
  isInstalled: () => true,
  // The hosts of the lab share one table of processes; the stand-in's state folder tells whose one is.
  processes: () =>
    toolstackProcesses().filter(({ pid }) => environmentOf(pid).includes(`=${folder}/${here}-xen\0`)),
  openLease: async () =>
    sanlockLease({
      ...{ run, clock: monotonicClock, send: process.kill, toolstack: "xl" },
      ...{ path: setting.lease, self: here, holderPath: setting.holderPath, watchSeconds: 0 },
      nodes: new Map(hosts.map(({ name }, index) => [name, index + 1])),
      runDirectory: hosts.find(({ name }) => name === here)?.runDirectory ?? "",
      ioTimeoutSeconds: 1,
    }),
  paths: {
    operations: `${folder}/${here}-operations`,
    stays: `${folder}/${here}-stays`,
    intake: { evacuation: `${folder}/${here}-evacuation`, maintenance: `${folder}/${here}-maintenance` },
    locks: `${folder}/${here}-locks`,
    proc: "/proc",
    sys: "/sys",
  },
};

const host = thisHost(machine, description, limits);
const purpose = { what: command, sinceMs: Date.now(), user: "root" };
const lock = guestLock(machine.paths.locks, guest, purpose);
const listed = { name: guest, config, priority: 0, pins: [] };

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1");
  } catch {
    return "";
  }
}

/** Dies as its death says. */
function mortal<Result>(program: Program<Result>, kind: Death["program"]): Program<Result> {
  const death = takeDeath(kind);
  return death === undefined ? program : countDown(program, death);
}

function takeDeath(kind: Death["program"]): Death | undefined {
  const file = deathFile(folder, here);
  if (!existsSync(file)) return undefined;
  const death = JSON.parse(readFileSync(file, "utf8")) as Death;
  if (death.program !== kind) return undefined;
  rmSync(file);
  return death;
}

function* countDown<Result>(program: Program<Result>, { beforeStep, signal }: Death): Program<Result> {
  let turn = program.next();
  for (let number = 1; turn.done !== true; number += 1) {
    if (number === beforeStep) meetFate(turn.value, signal);
    turn = program.next(yield turn.value);
  }
  return turn.value;
}

function meetFate(step: Step, signal: Death["signal"]): void {
  writeFileSync(diedFile(folder, here), `before ${step.kind}\n`);
  if (signal === undefined) process.kill(process.pid, "SIGKILL");
  // 0: to the process group, as a terminal does.
  else setTimeout(() => process.kill(0, signal.name), signal.afterMs);
}

function programFor(order: Order): Program<Ending> {
  switch (title) {
    case "start":
      return start(order);
    case "stop":
      return stop(order, {});
    case "stop-by-force":
      return stop(order, { force: "everything" });
    case "migrate":
      return migrate(order, destination);
    case "repair":
      return repair(order);
    default:
      throw new Error(`No program is called ${command}.`);
  }
}

function orderWith(id: string): Order {
  return { guest, here, id, sinceMs: Date.now(), leased: true };
}

const input = () => readFileSync(0, "utf8");

switch (command) {
  case "report": {
    const asked = input();
    const response = isOverviewQuestion(asked)
      ? await answerOverviewQuestion(host.standpoint, asked, async () => ({
          kind: "answered",
          overview: await host.overview("0.1.0"),
        }))
      : await answerQuestion(host.standpoint, asked, (_, wanted) => host.reportOn(listed, { wanted }));
    process.stdout.write(response.kind === "answer" ? response.text : response.reason);
    break;
  }
  case "receive": {
    const effects = await host.effectsFor(listed);
    const obey = async (order: string) => {
      const response = await answerOrder(host.standpoint, order, async (_, source, message) => {
        const program = mortal(receive(orderWith(message.id), source, message), message.kind);
        return guardedReply(program, effects, lock);
      });
      process.stdout.write(response.kind === "answer" ? response.text : response.reason);
    };
    if (!process.argv.includes("--session")) {
      await obey(input());
      break;
    }
    process.stdout.write(encodeReady(here));
    for await (const line of createInterface({ input: process.stdin })) {
      await obey(`${line}\n`);
      void Promise.allSettled([effects.glance(), effects.lease?.view(guest, limits.viewLeaseMs)]);
    }
    break;
  }
  default: {
    if (command.startsWith("typed-")) {
      const { typed } = await import("./typed.ts");
      const program = (order: Order) => mortal(programFor(order), "command");
      const done = await typed({ machine, host, guest: listed, command: title, program, destination });
      process.stdout.write(`${JSON.stringify(done)}\n`);
      break;
    }
    const program = mortal(programFor(orderWith(randomUUID())), "command");
    const ending = await guardedRun(orderWith(""), program, await host.effectsFor(listed), lock);
    process.stdout.write(`${JSON.stringify(ending)}\n`);
  }
}
