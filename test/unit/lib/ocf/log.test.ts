import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Variables } from "../../../../lib/ocf/environment.ts";
import { openLog } from "../../../../lib/ocf/log.ts";
import type { CommandResult } from "../../../../lib/system/command.ts";

const tag = "EvmsSCC(evmsclone)[4711]";
const done: CommandResult = { kind: "exited", exitCode: 0, stdout: "", stderr: "" };
const refused: CommandResult = { kind: "exited", exitCode: 1, stdout: "", stderr: "no socket" };
const hung: CommandResult = { kind: "timed-out", afterMs: 2_000, stdout: "", stderr: "" };

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "xensan-log-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A log whose programs answer by `answer`, and what it did. */
function logWith(
  variables: Variables,
  answer: (program: string, nth: number) => CommandResult | Promise<CommandResult> = () => done,
  more: { readonly tag?: string; readonly isAtTerminal?: () => boolean } = {},
) {
  const calls: string[][] = [];
  const errors: string[] = [];
  const log = openLog({
    variables,
    isAtTerminal: () => false,
    tag,
    ...more,
    writeToStderr: (text) => errors.push(text),
    run: async (program, args, { timeoutMs }) => {
      expect(timeoutMs).toBe(2_000);
      calls.push([program, ...args]);
      return answer(program, calls.length);
    },
  });
  return { log, calls, errors };
}

const syslog = { HA_LOGFACILITY: "daemon" };

describe("a log", () => {
  it("passes each severity to logger with the words that ocf_log uses", async () => {
    const { log, calls, errors } = logWith({ ...syslog, HA_debug: "1" });
    log.debug("one");
    log.info("two");
    log.warning("three");
    log.error("four");
    await log.flush();
    expect(calls).toEqual([
      ["logger", "-t", tag, "-p", "daemon.debug", "--", "DEBUG: one"],
      ["logger", "-t", tag, "-p", "daemon.info", "--", "INFO: two"],
      ["logger", "-t", tag, "-p", "daemon.warning", "--", "WARNING: three"],
      ["logger", "-t", tag, "-p", "daemon.err", "--", "ERROR: four"],
    ]);
    expect(errors).toEqual([]);
  });

  it("does not repeat a reason on standard error, where its caller has written it", async () => {
    const quiet = logWith({});
    quiet.log.reason("one");
    const failing = logWith(syslog, () => refused);
    failing.log.reason("two");
    await Promise.all([quiet.log.flush(), failing.log.flush()]);
    expect(failing.calls).toEqual([["logger", "-t", tag, "-p", "daemon.err", "--", "ERROR: two"]]);
    expect([...quiet.errors, ...failing.errors]).toEqual([]);
  });

  it("keeps the order: a log program starts when the one before has ended", async () => {
    const waiting: (() => void)[] = [];
    const { log, calls } = logWith(syslog, () => new Promise((end) => waiting.push(() => end(done))));
    log.info("slow");
    log.info("quick");
    await new Promise(setImmediate);
    expect(calls.map((call) => call.at(-1))).toEqual(["INFO: slow"]);
    waiting[0]?.();
    await new Promise(setImmediate);
    expect(calls.map((call) => call.at(-1))).toEqual(["INFO: slow", "INFO: quick"]);
    waiting[1]?.();
    await log.flush();
  });

  it.each([
    ["fails", refused],
    ["is not installed", { kind: "not-found", file: "logger" }],
    ["is killed", { kind: "signalled", signal: "SIGKILL", stdout: "", stderr: "" }],
  ] as const)("goes to standard error where logger %s, and tries logger again", async (_title, result) => {
    const { log, calls, errors } = logWith(syslog, (_program, nth) => (nth === 1 ? result : done));
    log.warning("one");
    log.warning("two");
    await log.flush();
    expect(errors).toEqual([`${tag}: WARNING: one\n`]);
    expect(calls.length).toBe(2);
  });

  it("waits for a logger that hangs only once", async () => {
    const { log, calls, errors } = logWith(syslog, () => hung);
    for (const text of ["one", "two", "three"]) log.info(text);
    await log.flush();
    expect(calls.length).toBe(1);
    expect(errors).toEqual(["one", "two", "three"].map((text) => `${tag}: INFO: ${text}\n`));
  });

  it("never ends an action, even if a program cannot be run at all", async () => {
    const { log, errors } = logWith(syslog, () => Promise.reject(new TypeError("cannot")));
    log.info("one");
    await expect(log.flush()).resolves.toBeUndefined();
    expect(errors).toEqual([`${tag}: INFO: one\n`]);
  });

  it("gives Heartbeat's log daemon the line alone, and debug lines its debug log", async () => {
    const file = join(folder, "ha-log");
    const { log, calls, errors } = logWith({ ...syslog, HA_LOGD: "yes", HA_LOGFILE: file, HA_debug: "1" });
    log.info("one");
    log.debug("two");
    await log.flush();
    expect(calls).toEqual([
      ["ha_logger", "-t", tag, "INFO: one"],
      ["ha_logger", "-t", tag, "-D", "ha-debug", "DEBUG: two"],
    ]);
    expect(errors).toEqual([]);
    expect(() => statSync(file)).toThrow("ENOENT");
  });

  it("goes where it would go without the log daemon when that fails", async () => {
    const file = join(folder, "ha-log");
    const variables = { ...syslog, HA_LOGD: "yes", HA_LOGFILE: file };
    const { log, calls, errors } = logWith(variables, (program) => (program === "logger" ? done : hung));
    log.info("one");
    log.info("two");
    await log.flush();
    expect(calls.map(([program]) => program)).toEqual(["ha_logger", "logger", "logger"]);
    expect(readFileSync(file, "utf8")).toMatch(/^\S+ EvmsSCC\S+ INFO: one\n\S+ EvmsSCC\S+ INFO: two\n$/);
    expect(errors).toEqual([]);
  });

  it("appends to a file that others may not read, with the time in front", () => {
    const file = join(folder, "ha-log");
    const { log, calls, errors } = logWith({ HA_LOGFILE: file });
    log.info("one");
    log.error("two");
    const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;
    expect(readFileSync(file, "utf8").replaceAll(time, "T")).toBe(
      `T ${tag}: INFO: one\nT ${tag}: ERROR: two\n`,
    );
    expect(statSync(file).mode & 0o027).toBe(0);
    expect({ calls, errors }).toEqual({ calls: [], errors: [] });
  });

  it("goes to standard error where the file cannot be written", () => {
    const { log, errors } = logWith({ HA_LOGFILE: join(folder, "none/ha-log") });
    log.info("one");
    expect(errors).toEqual([`${tag}: INFO: one\n`]);
  });

  it("gives a person at a terminal the line and starts no program", async () => {
    const { log, calls, errors } = logWith(syslog, () => done, { isAtTerminal: () => true });
    log.info("one");
    log.debug("two");
    await log.flush();
    expect({ calls, errors }).toEqual({ calls: [], errors: [`${tag}: INFO: one\n`] });
  });
});

describe("a line that others wrote", () => {
  const forged = "x\nJan 1 00:00:00 host1 sshd[1]: ERROR: forged\r\u001b[2J\0 end\n";

  it("stays one line and one argument, from text and from tag", async () => {
    const file = join(folder, "ha-log");
    const { log, calls } = logWith({ ...syslog, HA_LOGFILE: file }, () => done, { tag: `A(${forged})` });
    log.info(forged);
    await log.flush();
    const line = "INFO: x Jan 1 00:00:00 host1 sshd[1]: ERROR: forged [2J end";
    expect(calls[0]?.at(-1)).toBe(line);
    expect(calls[0]?.[2]).toBe("A(x Jan 1 00:00:00 host1 sshd[1]: ERROR: forged [2J end )");
    expect(readFileSync(file, "utf8").split("\n").length).toBe(2);
  });

  it("becomes no option of the real logger, whatever tag and text begin with", async () => {
    const { log, calls } = logWith(syslog, () => done, { tag: "-f/etc/hostname" });
    log.info("--file=/etc/hostname");
    await log.flush();
    const [program = "", ...args] = calls[0] ?? [];
    const real = spawnSync(program, ["--no-act", "--stderr", "--socket-errors=off", ...args], {
      encoding: "utf8",
    });
    expect(real.status).toBe(0);
    expect(real.stderr).toMatch(/^<30>.* -f\/etc\/hostname: INFO: --file=\/etc\/hostname\n$/);
  });
});
