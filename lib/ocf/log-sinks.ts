import type { Variables } from "./environment.ts";

export type Severity = "debug" | "info" | "warning" | "err";

/** Where a line goes; several may hold. */
export type LogSinks = {
  /** Heartbeat's log daemon, through ha_logger. Where it takes the line, the others do not get it. */
  readonly logDaemon: boolean;
  /** A syslog facility, through logger(1); this is also how it gets into the journal. */
  readonly facility: string | undefined;
  readonly files: readonly string[];
  readonly stderr: boolean;
};

/**
 * The rules of ocf_log in resource-agents (ocf-shellfuncs): HA_LOGD, HA_LOGFACILITY and HA_LOGFILE choose; a
 * person at a terminal, or a caller who set none of them, gets standard error. HA_DEBUGLOG gets a copy of all, and
 * debug lines are written only with HA_debug. What is no facility or no absolute path counts as not set.
 */
export function logSinks(variables: Variables, severity: Severity, isAtTerminal: () => boolean): LogSinks {
  const nowhere: LogSinks = { logDaemon: false, facility: undefined, files: [], stderr: false };
  if (severity === "debug" && !isDebugging(variables)) return nowhere;
  if (isAtTerminal()) return { ...nowhere, stderr: true };
  const facility = facilityIn(variables);
  const debugLog = fileIn(variables, "HA_DEBUGLOG");
  const ownFiles = severity === "debug" ? debugLog : fileIn(variables, "HA_LOGFILE");
  return {
    logDaemon: variables["HA_LOGD"] === "yes",
    facility,
    files: [...new Set([...ownFiles, ...debugLog])],
    stderr: facility === undefined && ownFiles.length === 0,
  };
}

function isDebugging(variables: Variables): boolean {
  return !["", "0"].includes(variables["HA_debug"] ?? "");
}

function facilityIn(variables: Variables): string | undefined {
  const facility = variables["HA_LOGFACILITY"] ?? "";
  return /^[a-z0-9]+$/.test(facility) && facility !== "none" ? facility : undefined;
}

function fileIn(variables: Variables, name: string): string[] {
  const file = variables[name] ?? "";
  return file.startsWith("/") ? [file] : [];
}
