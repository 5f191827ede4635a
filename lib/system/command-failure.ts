import type { CommandResult } from "./command.ts";

/**
 * Why a command did not do its work, as one clause without the final stop, e.g.
 * "evms_activate exited with 3: engine is locked". The last line that it wrote to standard error says most.
 */
export function describeFailure(file: string, result: CommandResult): string {
  switch (result.kind) {
    case "exited":
      return withLastLine(`${file} exited with ${result.exitCode}`, result.stderr);
    case "signalled":
      return withLastLine(`${file} was ended by ${result.signal}`, result.stderr);
    case "timed-out":
      if (result.afterMs === 0) return `${file} was not started, because no time was left`;
      return withLastLine(
        `${file} did not finish within ${Math.round(result.afterMs / 100) / 10} s and was stopped`,
        result.stderr,
      );
    case "flooded":
      return `${file} printed more than ${result.limitBytes} bytes and was stopped`;
    case "left":
      return `${file} was left to itself before it ended`;
    case "not-found":
      return `${file} is not installed`;
    case "failed-to-start":
      return `${file} could not be started: ${result.reason}`;
  }
}

const longestQuote = 300;

function withLastLine(what: string, stderr: string): string {
  const lines = stderr
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const last = lines.at(-1);
  return last === undefined ? what : `${what}: ${last.slice(0, longestQuote)}`;
}
