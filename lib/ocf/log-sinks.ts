import type { Variables } from "./environment.ts";

export type Severity = "debug" | "info" | "warning" | "err";

/** Where a line goes; several may hold. */
export type LogSinks = {
  /** Heartbeat's log daemon, through ha_logger. */
  readonly logDaemon: boolean;
  /** A syslog facility, through logger(1); this is also how it gets into the journal. */
  readonly facility: string | undefined;
  readonly files: readonly string[];
  readonly stderr: boolean;
};

/**
 * The rules of ocf_log in resource-agents (ocf-shellfuncs): HA_LOGD, HA_LOGFACILITY and HA_LOGFILE choose; a
 * person at a terminal, or a caller who set none of them, gets standard error. Debug lines only with HA_debug.
 */
export function logSinks(variables: Variables, severity: Severity, atTerminal: boolean): LogSinks {
  const nowhere: LogSinks = { logDaemon: false, facility: undefined, files: [], stderr: false };
  if (severity === "debug" && !isDebugging(variables)) return nowhere;
  if (atTerminal) return { ...nowhere, stderr: true };
  if (variables["HA_LOGD"] === "yes") return { ...nowhere, logDaemon: true };
  const facility = variables["HA_LOGFACILITY"];
  const usesSyslog = facility !== undefined && /^[a-z0-9]+$/.test(facility) && facility !== "none";
  const file = variables[severity === "debug" ? "HA_DEBUGLOG" : "HA_LOGFILE"];
  const files = file?.startsWith("/") ? [file] : [];
  return {
    logDaemon: false,
    facility: usesSyslog ? facility : undefined,
    files,
    stderr: !usesSyslog && files.length === 0,
  };
}

function isDebugging(variables: Variables): boolean {
  return Number(variables["HA_debug"] ?? "0") > 0;
}
