import { appendFileSync } from "node:fs";
import type { RunCommand } from "../system/command.ts";
import type { Variables } from "./environment.ts";
import { type LogSinks, logSinks, type Severity } from "./log-sinks.ts";
import { oneLine } from "./one-line.ts";

/** Where an agent reports to; never standard output, which belongs to meta-data. */
export type Log = {
  readonly debug: (text: string) => void;
  readonly info: (text: string) => void;
  readonly warning: (text: string) => void;
  readonly error: (text: string) => void;
  /** As error, for what the caller writes to standard error itself. */
  readonly reason: (text: string) => void;
  /** Resolves when every line is out, or when a log program took too long; never rejects. */
  readonly flush: () => Promise<void>;
};

type Effects = {
  readonly run: RunCommand;
  readonly variables: Variables;
  /** Whether a person watches standard error. */
  readonly isAtTerminal: () => boolean;
  /** Before each line, e.g. "EvmsSCC(evmsclone)[4711]". */
  readonly tag: string;
  readonly writeToStderr: Writer;
};

type Writer = (text: string) => void;

/** The words that ocf_log puts in front, which log filters of existing clusters look for. */
const words = { debug: "DEBUG", info: "INFO", warning: "WARNING", err: "ERROR" } as const;

/** A line that cannot be logged ends no action. Lines keep their order: the log programs run one after the other. */
export function openLog(effects: Effects): Log {
  const { variables, isAtTerminal } = effects;
  const tag = oneLine(effects.tag);
  const passTo = logPrograms(effects.run);
  let queue: Promise<void> = Promise.resolve();

  const writeHere = (sinks: LogSinks, line: string, toStderr: Writer): void => {
    const written = sinks.files.map((file) => append(file, `${new Date().toISOString()} ${tag}: ${line}\n`));
    if (sinks.stderr || written.includes(false)) toStderr(`${tag}: ${line}\n`);
  };
  const write = (severity: Severity, toStderr: Writer) => (text: string) => {
    const sinks = logSinks(variables, severity, isAtTerminal);
    const { logDaemon, facility } = sinks;
    const line = `${words[severity]}: ${oneLine(text)}`;
    if (!logDaemon) writeHere(sinks, line, toStderr);
    if (!logDaemon && facility === undefined) return;
    queue = queue.then(async () => {
      if (logDaemon) {
        const toDebugLog = severity === "debug" ? ["-D", "ha-debug"] : [];
        if (await passTo("ha_logger", ["-t", tag, ...toDebugLog, line])) return;
        writeHere(sinks, line, toStderr);
      }
      if (facility === undefined) return;
      const passed = await passTo("logger", ["-t", tag, "-p", `${facility}.${severity}`, "--", line]);
      // No syslog socket, or no logger: the caller collects standard error, so nothing is lost.
      if (!passed) toStderr(`${tag}: ${line}\n`);
    });
  };
  return {
    debug: write("debug", effects.writeToStderr),
    info: write("info", effects.writeToStderr),
    warning: write("warning", effects.writeToStderr),
    error: write("err", effects.writeToStderr),
    reason: write("err", () => undefined),
    flush: async () => queue,
  };
}

const logProgramTimeoutMs = 2_000;

/** Tells whether a program took a line. One that hung is not tried again: an action cannot wait for it at each line. */
function logPrograms(run: RunCommand) {
  const hanging = new Set<string>();
  return async (program: string, args: readonly string[]): Promise<boolean> => {
    if (hanging.has(program)) return false;
    try {
      const result = await run(program, args, { timeoutMs: logProgramTimeoutMs });
      if (result.kind === "timed-out") hanging.add(program);
      return result.kind === "exited" && result.exitCode === 0;
    } catch {
      return false;
    }
  };
}

function append(file: string, text: string): boolean {
  try {
    appendFileSync(file, text, { mode: 0o640 });
    return true;
  } catch {
    return false;
  }
}
