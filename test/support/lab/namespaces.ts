import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../../../lib/system/command.ts";
import { describeFailure } from "../../../lib/system/command-failure.ts";
import { poll } from "./poll.ts";
import { type ProcessId, processId } from "./process.ts";

const scripts = import.meta.dirname;
const evmsFolder = join(scripts, "../evms");

/**
 * Starts the first process of a lab, see keeper.sh.
 *
 * @param onLaunch told of the process that starts it, as soon as there is one to clean up
 * @throws Error with what the script printed
 */
export async function startKeeper(
  folder: string,
  onLaunch: (launcher: ProcessId) => void,
): Promise<ProcessId> {
  const log = openSync(join(folder, "keeper.log"), "a");
  // The kernel ends it when this process ends, and with it all that runs in the lab.
  const child = spawn(
    "setpriv",
    [
      ...["--pdeathsig", "KILL", "unshare", "--pid", "--mount", "--net", "--fork", "--kill-child=SIGKILL"],
      ...["/bin/sh", join(scripts, "keeper.sh"), folder],
    ],
    { stdio: ["ignore", log, log], detached: true },
  );
  closeSync(log);
  child.unref();
  if (child.pid !== undefined) onLaunch(processId(child.pid));
  return firstProcess(folder, "keeper");
}

/**
 * Starts the first process of a node inside the lab, see node.sh.
 *
 * @throws Error with what the script printed
 */
export async function startNode(keeper: ProcessId, folder: string, host: string): Promise<ProcessId> {
  const start =
    `rm -f "$1/$2.pid"; setsid unshare --mount --pid --ipc --uts --net --fork --kill-child=SIGKILL ` +
    `/bin/sh "$0" "$@" >"$1/$2.log" 2>&1 </dev/null &`;
  await runOrThrow([
    ...["nsenter", "--target", String(keeper.pid), "--mount", "--net", "--pid", "--"],
    ...["env", "-i", cleanPath, "LC_ALL=C", "/bin/sh", "-c", start, join(scripts, "node.sh")],
    ...[folder, host, evmsFolder, process.execPath],
  ]);
  return firstProcess(folder, host);
}

/** Daemons and agents must not inherit what the test runner happens to have. */
export const cleanPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Runs `ip` where the lab's bridge is. */
export async function ipAtSwitch(keeper: ProcessId, ...args: readonly string[]): Promise<void> {
  await runOrThrow(["nsenter", "--target", String(keeper.pid), "--net", "--", "ip", ...args]);
}

/** The same with `tc`. */
export async function tcAtSwitch(keeper: ProcessId, args: readonly string[]): Promise<void> {
  await runOrThrow(["nsenter", "--target", String(keeper.pid), "--net", "--", "tc", ...args]);
}

async function runOrThrow(command: readonly string[]): Promise<void> {
  const [file = "", ...args] = command;
  const result = await runCommand(file, args, { timeoutMs: 20_000 });
  if (result.kind !== "exited" || result.exitCode !== 0) {
    throw new Error(`${describeFailure(file, result)} (${command.join(" ")})`);
  }
}

/** The scripts write their own process number, as the machine counts, when all is prepared. */
async function firstProcess(folder: string, name: string): Promise<ProcessId> {
  const pid = () => Number(readFileSync(join(folder, `${name}.pid`), "utf8"));
  const seen = await poll(() => pid() > 0, { timeoutMs: 15_000, everyMs: 20 });
  if (seen === true) return processId(pid());
  const printed = readFileSync(join(folder, `${name}.log`), "utf8").trim();
  throw new Error(`The namespaces of ${name} could not be made: ${printed === "" ? seen : printed}`);
}
