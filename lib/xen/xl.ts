import type { Clock } from "../system/clock.ts";
import type { RunCommand } from "../system/command.ts";
import { describeFailure } from "../system/command-failure.ts";
import { deadlineAfter } from "../system/deadline.ts";
import { creationOutcome } from "./creation-end.ts";
import { type DomainState, mayExecute } from "./domain.ts";
import { guestNameProblem } from "./guest-name.ts";
import { type MigrationEnd, xlMigrationEnd } from "./migration-end.ts";
import type { Migration, Outcome, Toolstack, Transport } from "./toolstack.ts";
import {
  configPathProblem,
  domidProblem,
  hostProblem,
  outcomeOf,
  seenIn,
  stateIn,
  transportProblem,
  withDisks,
} from "./toolstack-calls.ts";
import { bothAtOnce, toolstackProgram } from "./toolstack-program.ts";
import { parseXlList } from "./xl-list.ts";
import { parseXlListLong } from "./xl-list-long.ts";

/** Xen's xl, as in Xen 4.17. */
export function xl(run: RunCommand, clock: Clock): Toolstack {
  const { call, read, find, info } = toolstackProgram("xl", run, clock);
  const list = (timeoutMs: number) => read(["list", "-v"], parseXlList, timeoutMs);
  const listLong = (timeoutMs: number) => read(["list", "-l"], parseXlListLong, timeoutMs);
  const change = async (command: string, domid: number, timeoutMs: number, more: More = {}) => {
    const problem = domidProblem(domid);
    if (problem !== undefined) return refused(problem);
    const args = [command, ...(more.before ?? []), String(domid), ...(more.after ?? [])];
    return outcomeOf(`xl ${command}`, await call(args, timeoutMs));
  };
  /** pause_domain() and unpause_domain() of Xen 4.17 drop libxl's result and always exit with 0: what counts is seen. */
  const seen = async (
    command: "pause" | "unpause",
    domid: number,
    isRight: (state: DomainState) => boolean,
    timeoutMs: number,
  ): Promise<Outcome> => {
    const deadline = deadlineAfter(clock, timeoutMs);
    const said = await change(command, domid, timeoutMs);
    if (said.kind === "failed") return said;
    return seenIn(await list(deadline.remainingMs()), domid, isRight, `xl ${command}`);
  };
  /** Pauses are counted (domain_pause_by_systemcontroller() of Xen 4.17): who was paused twice needs two of these. */
  const unpause = async (domid: number, timeoutMs: number): Promise<Outcome> => {
    const deadline = deadlineAfter(clock, timeoutMs);
    let outcome: Outcome = { kind: "done" };
    for (let pauses = 0; pauses < mostPauses; pauses += 1) {
      outcome = await seen("unpause", domid, mayExecute, deadline.remainingMs());
      if (outcome.kind === "done" || !outcome.reason.includes(" is paused ")) return outcome;
    }
    return outcome;
  };
  return {
    title: "xl",
    list,
    listWithDisks: async (timeoutMs) => {
      const deadline = deadlineAfter(clock, timeoutMs);
      const states = await list(timeoutMs);
      return withDisks(states, states.kind === "unknown" ? states : await listLong(deadline.remainingMs()));
    },
    bothLists: (timeoutMs) => bothAtOnce(list, listLong, timeoutMs),
    find: (guest, timeoutMs) => find(guest, list, listLong, timeoutMs),
    info,
    create: async ({ configPath, paused }, timeoutMs) => {
      const problem = configPathProblem(configPath);
      if (problem !== undefined) return refused(problem);
      return creationOutcome(await call(["create", ...(paused ? ["-p"] : []), configPath], timeoutMs));
    },
    shutdown: (domid, acpi, timeoutMs) =>
      change("shutdown", domid, timeoutMs, acpi ? { before: ["-F"] } : {}),
    destroy: (domid, timeoutMs) => change("destroy", domid, timeoutMs),
    pause: (domid, timeoutMs) => seen("pause", domid, (state) => state === "paused", timeoutMs),
    unpause,
    rename: async (domid, name, timeoutMs) => {
      const problem = guestNameProblem(name);
      return problem === undefined
        ? change("rename", domid, timeoutMs, { after: [name] })
        : refused(problem.replace(/\.$/, ""));
    },
    migrate: async (migration, timeoutMs) => {
      const args = migrateArguments(migration);
      return "kind" in args ? args : xlMigrationEnd(await call(args, timeoutMs));
    },
    resume: async (domid, timeoutMs) => {
      const problem = domidProblem(domid);
      if (problem !== undefined) return refused(problem);
      const deadline = deadlineAfter(clock, timeoutMs);
      // A domain that runs would be sent into the void, and stopped at the end of that.
      const before = stateIn(await list(timeoutMs), domid);
      if (before.kind === "failed") return before;
      if (before.state !== "suspended") {
        return refused(`${before.who} is ${before.state}, and only a suspended one can be resumed`);
      }
      const ended = await call(["migrate", "-s", "", String(domid), failingReceiver], deadline.remainingMs());
      const outcome = seenIn(await list(deadline.remainingMs()), domid, mayExecute, "it was to be resumed");
      if (outcome.kind === "done") return outcome;
      return refused(`${outcome.reason} (${describeFailure("xl migrate", ended)})`);
    },
  };
}

/** More than anybody pauses one guest. */
const mostPauses = 8;

/** What stands before and after a domain's id. */
type More = { readonly before?: readonly string[]; readonly after?: readonly string[] };

/**
 * xl 4.17 has no `resume`, but it resumes a source whose receiver fails: this one greets as `xl migrate-receive` does,
 * takes in a part of the guest, and ends. It must read something, or xl crashes. Tried on Xen 4.17.7; xl exits with 1.
 */
const failingReceiver =
  "echo 'xl migration receiver ready, send binary domain data.'; head -c 200000 >/dev/null; exit 1";

/** ssh must never ask anybody, and must notice a dead peer: else the source would stay suspended for good. */
const ssh = ["ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=5"];

/** Takes ssh's place before the host and xl's words; installed on every host. */
const plainTransport = "/usr/lib/xensan/transport";

function migrateArguments({
  domid,
  host,
  leavePaused,
  transport = { kind: "ssh" },
}: Migration): readonly string[] | MigrationEnd {
  const problem = domidProblem(domid) ?? hostProblem(host) ?? transportProblem(transport);
  if (problem !== undefined) return { kind: "said-failed", suggests: "not-begun", reason: problem };
  const paused = leavePaused ? ["-p"] : [];
  return ["migrate", ...paused, "-s", wordsOf(transport).join(" "), String(domid), host];
}

/** xl hands them to a shell. */
function wordsOf(transport: Transport): readonly string[] {
  if (transport.kind === "plain") return [plainTransport, transport.sshAddress];
  return transport.cipher === undefined ? ssh : [...ssh, "-c", transport.cipher];
}

function refused(reason: string): Outcome {
  return { kind: "failed", reason };
}
