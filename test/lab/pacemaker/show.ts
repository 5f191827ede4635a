import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { monotonicClock } from "../../../lib/system/clock.ts";
import type { GuestHost } from "../../support/guests/host.ts";

/** A line with the seconds since the program began. */
export function say(line: string): void {
  console.log(`${(performance.now() / 1000).toFixed(1).padStart(5)} s  ${line}`);
}

/** Runs a program on a host and shows what it printed, below what an administrator types. */
export async function show(host: GuestHost, file: string, ...args: readonly string[]): Promise<void> {
  const { stdout } = await host.run(file, args);
  console.log(`\n  ${host.name}# ${[file, ...args].join(" ")}`);
  console.log(`${stdout.trimEnd().replace(/^(?=.)/gm, "  ")}\n`);
}

/**
 * Types a command on a host, and shows what it says while it says it.
 * @param folder one that the host and this program both see
 * @param variables of its environment, "NAME=VALUE ", which are not shown
 * @returns its exit code
 */
export async function type(
  host: GuestHost,
  folder: string,
  command: string,
  variables = "",
): Promise<number> {
  console.log(`\n  ${host.name}# ${command}`);
  const path = join(folder, "said");
  const said = openSync(path, "w+");
  try {
    let isOver = false;
    const running = host
      .run("sh", ["-c", `${variables}${command} >'${path}' 2>&1`], { timeoutMs: 240_000 })
      .finally(() => {
        isOver = true;
      });
    for (let last = false; !last; await monotonicClock.sleep(100)) {
      last = isOver;
      process.stdout.write(newIn(said).replace(/^(?=.)/gm, "  "));
    }
    const { exitCode } = await running;
    console.log(exitCode === 0 ? "" : `  (exit code ${exitCode})\n`);
    return exitCode;
  } finally {
    closeSync(said);
  }
}

function newIn(file: number): string {
  const buffer = Buffer.alloc(65_536);
  return buffer.toString("utf8", 0, readSync(file, buffer));
}
