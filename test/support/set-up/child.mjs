import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

/** @typedef {"SIGINT" | "SIGTERM" | "SIGHUP"} Signal */

/** The command has ended, and so must this program, by the signal that it was sent. */
export class Interrupted extends Error {
  /** @param {Signal} signal */
  constructor(signal) {
    super(`ended by ${signal}`);
    this.signal = signal;
  }
}

/** @type {Signal[]} */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs a command to its end. A signal to this program is passed on to all that the command started, and waited for,
 * so that nothing is left. They have a session of their own: a Ctrl-C would reach them twice, and the second one cut
 * their clean-up short.
 *
 * @param {string} file
 * @param {string[]} args
 * @param {object} [options]
 * @param {(line: string) => void} [options.onLine] gets each line of standard output, which is passed on
 * @param {string} [options.prefix] of each line that is passed on
 * @param {(line: string) => void} [options.onErrorLine] gets each line of standard error, which goes to standard output
 * @param {Record<string, string>} [options.env] more environment
 * @param {boolean} [options.endsItself] the command knows when it may end: it alone is told, with SIGINT
 * @returns {Promise<number>} exit code
 * @throws {Interrupted}
 */
export async function runChild(
  file,
  args,
  { onLine, onErrorLine, env, prefix = "", endsItself = false } = {},
) {
  /** @type {Signal | undefined} */
  let interruptedBy;
  /** @param {Signal} signal */
  const passOn = (signal) => {
    interruptedBy = signal;
    if (endsItself) child.kill("SIGINT");
    else signalGroup(child.pid, signal);
  };
  // First of all: the command may be at work before spawn returns.
  for (const signal of signals) process.on(signal, passOn);
  // Where this program is killed and cannot pass anything on, the kernel tells the command.
  const child = spawn("setpriv", ["--pdeathsig", "INT", file, ...args], {
    stdio: ["ignore", onLine ? "pipe" : "inherit", onErrorLine ? "pipe" : "inherit"],
    env: { ...process.env, ...env },
    detached: true,
  });
  passOnLines(child.stdout, onLine, prefix);
  passOnLines(child.stderr, onErrorLine, prefix);
  try {
    const code = await new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve(code ?? 1));
    });
    if (!interruptedBy) return code;
    // Those that clean up may take longer than the command. Half a minute is more than any takes.
    for (let waited = 0; waited < 300 && signalGroup(child.pid, 0); waited += 1) await sleep(100);
    throw new Interrupted(interruptedBy);
  } finally {
    for (const signal of signals) process.off(signal, passOn);
  }
}

/**
 * @param {number | undefined} leader
 * @param {Signal | 0} signal 0 only asks
 * @returns {boolean} whether there was anyone to tell
 */
function signalGroup(leader, signal) {
  if (leader === undefined) return false;
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}

/**
 * @param {import("node:stream").Readable | null} from
 * @param {((line: string) => void) | undefined} onLine
 * @param {string} prefix
 */
function passOnLines(from, onLine, prefix) {
  if (!from || !onLine) return;
  createInterface({ input: from }).on("line", (line) => {
    process.stdout.write(`${prefix}${line}\n`);
    onLine(line);
  });
}
