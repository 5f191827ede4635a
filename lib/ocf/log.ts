import { appendFileSync } from "node:fs";
import type { RunCommand } from "../system/command.ts";
import { writeFully } from "../system/output.ts";
import type { Variables } from "./environment.ts";
import { type LogSinks, logSinks, type Severity } from "./log-sinks.ts";

/** Where an agent reports to; never standard output, which belongs to meta-data. */
export type Log = {
  readonly debug: (text: string) => void;
  readonly info: (text: string) => void;
  readonly warning: (text: string) => void;
  readonly error: (text: string) => void;
  /** Resolves when every line is out, or when a log program took too long. */
  readonly flush: () => Promise<void>;
};

type Effects = {
  readonly run: RunCommand;
  readonly variables: Variables;
  /** Whether a person watches standard error. */
  readonly atTerminal: boolean;
  /** Before each line, e.g. "EvmsSCC(evmsclone)[4711]". */
  readonly tag: string;
};

const logProgramTimeoutMs = 2_000;

/** The words that ocf_log puts in front, which log filters of existing clusters look for. */
const words = { debug: "DEBUG", info: "INFO", warning: "WARNING", err: "ERROR" } as const;

/** Lines keep their order: each log program is started when the one before it has ended. */
export function openLog(effects: Effects): Log {
  let queue: Promise<void> = Promise.resolve();
  const write = (severity: Severity) => (text: string) => {
    const sinks = logSinks(effects.variables, severity, effects.atTerminal);
    const line = `${words[severity]}: ${text.replaceAll(/\s+/g, " ").trim()}`;
    appendToFiles(sinks, effects, line);
    if (sinks.stderr) writeFully(2, `${effects.tag}: ${line}\n`);
    const [program, ...args] = logProgram(sinks, effects, severity, line);
    if (program === undefined) return;
    queue = queue.then(async () => {
      const result = await effects.run(program, args, { timeoutMs: logProgramTimeoutMs });
      // No syslog socket, or no logger: the caller collects standard error, so nothing is lost.
      if (result.kind !== "exited" || result.exitCode !== 0) writeFully(2, `${effects.tag}: ${line}\n`);
    });
  };
  return {
    debug: write("debug"),
    info: write("info"),
    warning: write("warning"),
    error: write("err"),
    flush: async () => queue,
  };
}

function logProgram(sinks: LogSinks, { tag }: Effects, severity: Severity, line: string): string[] {
  if (sinks.logDaemon)
    return ["ha_logger", "-t", tag, ...(severity === "debug" ? ["-D", "ha-debug"] : []), line];
  if (sinks.facility === undefined) return [];
  return ["logger", "-t", tag, "-p", `${sinks.facility}.${severity}`, "--", line];
}

function appendToFiles(sinks: LogSinks, { tag }: Effects, line: string): void {
  for (const file of sinks.files) {
    try {
      appendFileSync(file, `${new Date().toISOString()} ${tag}: ${line}\n`, { mode: 0o640 });
    } catch {
      writeFully(2, `${tag}: ${line}\n`);
    }
  }
}
