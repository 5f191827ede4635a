import { describe, expect, it } from "vitest";
import { logSinks } from "../../../../lib/ocf/log-sinks.ts";
import { recorded } from "./recordings.ts";

const nowhere = { logDaemon: false, facility: undefined, files: [], stderr: false };
const stderr = { ...nowhere, stderr: true };
const log = "/var/log/ha-log";
const debugLog = "/var/log/ha-debug";

describe("logSinks follows ocf_log of resource-agents", () => {
  it.each([
    ["nothing set", {}, stderr],
    ["a facility", { HA_LOGFACILITY: "daemon" }, { ...nowhere, facility: "daemon" }],
    ["the facility none", { HA_LOGFACILITY: "none" }, stderr],
    ["an empty facility", { HA_LOGFACILITY: "" }, stderr],
    ["a file", { HA_LOGFILE: log }, { ...nowhere, files: [log] }],
    [
      "a facility and a file",
      { HA_LOGFACILITY: "local7", HA_LOGFILE: log },
      { ...nowhere, facility: "local7", files: [log] },
    ],
    ["a debug log", { HA_DEBUGLOG: debugLog }, { ...stderr, files: [debugLog] }],
    [
      "a file and a debug log",
      { HA_LOGFILE: log, HA_DEBUGLOG: debugLog },
      { ...nowhere, files: [log, debugLog] },
    ],
    ["one file as both", { HA_LOGFILE: log, HA_DEBUGLOG: log }, { ...nowhere, files: [log] }],
    ["the log daemon", { HA_LOGD: "yes" }, { ...stderr, logDaemon: true }],
    [
      "the log daemon, with others for when it fails",
      { HA_LOGD: "yes", HA_LOGFACILITY: "daemon", HA_LOGFILE: log },
      { logDaemon: true, facility: "daemon", files: [log], stderr: false },
    ],
    ["no log daemon", { HA_LOGD: "no" }, stderr],
  ])("with %s", (_title, variables, expected) => {
    expect(logSinks(variables, "info", () => false)).toEqual(expected);
    expect(logSinks(variables, "err", () => false)).toEqual(expected);
    expect(logSinks(variables, "warning", () => false)).toEqual(expected);
  });

  it.each([
    ["nothing more", {}, stderr],
    ["a facility", { HA_LOGFACILITY: "daemon" }, { ...nowhere, facility: "daemon" }],
    ["a debug log", { HA_DEBUGLOG: debugLog, HA_LOGFILE: log }, { ...nowhere, files: [debugLog] }],
    ["a log, which is not for debug lines", { HA_LOGFILE: log }, stderr],
  ])("for a debug line with HA_debug and %s", (_title, variables, expected) => {
    expect(logSinks({ HA_debug: "1", ...variables }, "debug", () => false)).toEqual(expected);
    for (const off of [{}, { HA_debug: "0" }, { HA_debug: "" }]) {
      expect(logSinks({ ...variables, ...off }, "debug", () => false)).toEqual(nowhere);
    }
  });

  it("gives a person at a terminal standard error and nothing else", () => {
    const variables = { HA_LOGD: "yes", HA_LOGFACILITY: "daemon", HA_LOGFILE: log };
    expect(logSinks(variables, "info", () => true)).toEqual(stderr);
    expect(logSinks(variables, "debug", () => true)).toEqual(nowhere);
    expect(logSinks({ ...variables, HA_debug: "1" }, "debug", () => true)).toEqual(stderr);
  });

  it("takes what is no facility, and a path that depends on the current folder, as not set", () => {
    for (const facility of ["-p", "daemon.err -f /etc/shadow", "DAEMON", "a\nb"]) {
      expect(logSinks({ HA_LOGFACILITY: facility }, "info", () => false)).toEqual(stderr);
    }
    expect(logSinks({ HA_LOGFILE: "ha-log" }, "info", () => false)).toEqual(stderr);
  });

  it("serves what Pacemaker sets: syslog and its own log file (recorded)", () => {
    expect(logSinks(recorded("clone/n2_demo_start"), "info", () => false)).toEqual({
      ...nowhere,
      facility: "daemon",
      files: ["/var/log/pacemaker/pacemaker.log"],
    });
    expect(logSinks(recorded("clone/n2_demo_start"), "debug", () => false)).toEqual(nowhere);
  });
});
