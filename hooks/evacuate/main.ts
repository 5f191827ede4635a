import { hostname, userInfo } from "node:os";
import { isatty } from "node:tty";
import { fileAccess } from "../../lib/cluster/description/file-access.ts";
import { describeProblems } from "../../lib/cluster/description/problem.ts";
import { clusterFile, readDescription } from "../../lib/cluster/description/read-description.ts";
import { exitCodeOf } from "../../lib/evacuation/exit-code.ts";
import { recordsFolder } from "../../lib/evacuation/paths.ts";
import { recordStore } from "../../lib/evacuation/record/record-store.ts";
import { runEvacuation } from "../../lib/evacuation/run.ts";
import { evacuationDisplay } from "../../lib/evacuation/show/display.ts";
import { summaryOf } from "../../lib/evacuation/show/summary.ts";
import { realMachine } from "../../lib/guard/real-machine.ts";
import { openLog } from "../../lib/ocf/log.ts";
import { runCommand } from "../../lib/system/command.ts";
import { writeFully } from "../../lib/system/output.ts";
import { runInOwnSession } from "../../lib/system/run-in-own-session.ts";
import { findProgram, searchPath } from "../../lib/system/search-path.ts";
import packageJson from "../../package.json" with { type: "json" };
import { goesDown } from "./goes-down.ts";

/**
 * What the host calls when it goes down: systemd's unit, and xendomains' settings at a stop. It takes no arguments, so that
 * nothing can be written wrongly where nobody looks; all that can be chosen stands in the cluster file.
 */
async function main(words: readonly string[]): Promise<number> {
  if (words.length === 1 && words[0] === "--version") {
    writeFully(1, `${packageJson.version}\n`);
    return 0;
  }
  if (words.length > 0) {
    writeFully(2, "evacuate: it takes no arguments; a person types xensan evacuate, which has --help.\n");
    return 2;
  }
  const here = hostname();
  const read = await readDescription(fileAccess, clusterFile);
  if (read.kind !== "description") {
    writeFully(2, `${describeProblems(clusterFile, read.problems)}\n`);
    return 2;
  }
  const { description } = read;
  if (!description.nodes.some(({ name }) => name === here)) {
    writeFully(2, `evacuate: ${clusterFile} has no node ${here}, which is this host's name by "uname -n".\n`);
    return 2;
  }
  return empty(here, description);
}

async function empty(here: string, description: Description): Promise<number> {
  const path = searchPath(process.env["PATH"]);
  const machine = realMachine(here, (program) => findProgram(program, path) !== undefined, runInOwnSession);
  const down = await goesDown(machine.run, process.env["RUNLEVEL"]);
  const log = openLog({
    run: runCommand,
    variables: { HA_LOGFACILITY: "daemon" },
    isAtTerminal: () => false,
    tag: `xensan-evacuate[${process.pid}]`,
    // Every sentence is written there already.
    writeToStderr: () => undefined,
  });
  const write = (text: string) => writeFully(2, text);
  const screen = {
    write,
    isTerminal: isatty(2),
    columns: process.stderr.columns ?? 80,
    clock: machine.clock,
  };
  const witness = evacuationDisplay(screen, log);
  const { user, interrupted } = { user: userInfo().username, interrupted: interruption() };
  const setting = {
    machine,
    description,
    records: recordStore(recordsFolder(machine.paths)),
    witness,
    interrupted,
    user,
  };
  const order = {
    ...description.evacuation,
    by: down ? "the host's shutdown" : "xendomains",
    onlyTo: undefined,
  };
  const ran = await runEvacuation({ ...setting, xensan: packageJson.version }, order, { goesDown: down });
  if (ran.kind === "failed") witness.say("error", ran.reason);
  else log.info(summaryOf(ran.evacuated.record));
  witness.stop();
  await log.flush();
  if (ran.kind === "ran") writeFully(1, `${summaryOf(ran.evacuated.record)}\n`);
  return exitCodeOf(ran);
}

type Description = (Awaited<ReturnType<typeof readDescription>> & {
  readonly kind: "description";
})["description"];

/** A second signal of a kind ends the program as ever. */
function interruption(): AbortSignal {
  const over = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(name, () => over.abort());
  return over.signal;
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
