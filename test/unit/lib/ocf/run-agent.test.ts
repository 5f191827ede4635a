import { chmodSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compile, start } from "./program.ts";

/** An agent whose start does what the parameter `does` says. */
const source = `
import { declareAgent } from "./lib/ocf/agent.ts";
import { OcfError } from "./lib/ocf/ocf-error.ts";
import { choice } from "./lib/ocf/parameter.ts";
import { runAgent } from "./lib/ocf/run-agent.ts";

const described = { shortdesc: "X", longdesc: "An X." };
const choices = ["succeed", "fail", "throw", "log", "child", "wait"];
const agent = declareAgent({
  name: "Example",
  version: "1.0",
  ...described,
  parameters: { does: choice({ ...described, name: "does", choices, default: "succeed" }) },
  actions: { start: { timeoutSeconds: 20 }, stop: { timeoutSeconds: 20 } },
});

async function begin(call) {
  switch (call.parameters().does) {
    case "fail":
      throw new OcfError(5, "first\\nocf-exit-reason:second\\u001b[2J");
    case "throw":
      throw "no error object";
    case "log":
      for (const text of ["one", "two", "three"]) call.log.info(text);
      return 0;
    case "child":
      await call.run("sh", ["-c", "touch $MARK; exec sleep 30"], { timeoutMs: 20000 });
      return 0;
    case "wait":
      process.stderr.write("waiting\\n");
      await call.clock.sleep(20000, call.signal);
      return 0;
  }
  process.stderr.write(\`\${call.deadline.remainingMs() > 17000} \${call.environment.instance}\\n\`);
  return 0;
}

async function end(call) {
  if (!call.parsedParameters.ok) call.log.warning(call.parsedParameters.problem);
  return 0;
}

void runAgent(agent, async () => {
  if (process.env.NO_HANDLERS) throw new Error("cannot load");
  return { start: begin, stop: end };
});
`;

let folder = "";
let agent = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "xensan-agent-"));
  agent = await compile(source, folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (action: string, env: Readonly<Record<string, string>> = {}) =>
  start(agent, [action], { env }).ended;
const does = (what: string) => ({ OCF_RESKEY_does: what, OCF_RESOURCE_INSTANCE: "san" });

/** A stand-in for a log program, first on PATH. */
function logProgram(name: string, script: string): string {
  const bin = join(folder, name);
  writeFileSync(bin, `#!/bin/sh\n${script}\n`);
  chmodSync(bin, 0o755);
  return `${folder}:${process.env["PATH"]}`;
}

async function until(condition: () => boolean): Promise<void> {
  const endMs = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error("still not after 10 s");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe("an agent's answer", () => {
  it("needs no handlers for meta-data and usage", async () => {
    for (const action of ["meta-data", "usage"]) {
      const { code, stdout, stderr } = await run(action, { NO_HANDLERS: "1", OCF_CHECK_LEVEL: "deep" });
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toContain("Example");
    }
  });

  it("gives an action its deadline from the declaration, and an instance of its own to a person's call", async () => {
    expect(await run("start")).toMatchObject({ code: 0, stdout: "", stderr: "true default\n" });
  });

  it("is the error's code and one line for crm_mon, whatever the reason holds", async () => {
    const { code, stdout, stderr } = await run("start", does("fail"));
    expect({ code, stdout }).toEqual({ code: 5, stdout: "" });
    expect(stderr).toBe("ocf-exit-reason:first ocf-exit-reason:second [2J\n");
  });

  it("takes the prefix of reasons from the cluster manager", async () => {
    const { stderr } = await run("start", { ...does("fail"), OCF_EXIT_REASON_PREFIX: "why=" });
    expect(stderr).toMatch(/^why=first /);
  });

  it("is 1 for what nobody expected, and says so", async () => {
    expect(await run("start", does("throw"))).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^ocf-exit-reason:unexpected error, please report it: no error object\n/),
    });
    expect(await run("start", { NO_HANDLERS: "1" })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^ocf-exit-reason:unexpected error, please report it: Error: cannot load\n/,
      ),
    });
  });

  it("is 6 for a wrong parameter where the action reads it, and the action's own where it does not", async () => {
    const { code, stderr } = await run("start", does("dance"));
    expect(code).toBe(6);
    expect(stderr).toMatch(
      /^ocf-exit-reason:san: does is "dance", but it accepts succeed, fail, throw, log, child or wait\.\n/,
    );
    expect(await run("stop", does("dance"))).toMatchObject({ code: 0 });
  });
});

describe("an agent whose log has trouble", () => {
  it("keeps its lines in order, through a logger of uneven speed", async () => {
    const log = join(folder, "lines");
    const PATH = logProgram("logger", `case "$*" in *one) sleep 0.3;; esac; echo "$*" >>${log}`);
    const { code, stderr } = await run("start", { ...does("log"), HA_LOGFACILITY: "daemon", PATH });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(readFileSync(log, "utf8").replaceAll(/\[\d+\]/g, "")).toBe(
      ["one", "two", "three"].map((text) => `-t Example(san) -p daemon.info -- INFO: ${text}\n`).join(""),
    );
  });

  it("waits for a logger that hangs once, not at every line", async () => {
    const PATH = logProgram("logger", "sleep 20");
    const { code, stderr, ms } = await run("start", { ...does("log"), HA_LOGFACILITY: "daemon", PATH });
    expect(code).toBe(0);
    expect(stderr.match(/INFO: \w+/g)).toEqual(["INFO: one", "INFO: two", "INFO: three"]);
    // Three lines that each waited would take 6 s.
    expect(ms).toBeLessThan(5_900);
  });

  it("succeeds where standard error takes nothing", async () => {
    const full = openSync("/dev/full", "w");
    const options = { env: does("log"), stdio: ["ignore", "pipe", full] as const };
    const { code, stdout } = await start(agent, ["start"], { env: options.env, stdio: [...options.stdio] })
      .ended;
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  });
});

describe("an agent that is told to end", () => {
  it.each(["SIGTERM", "SIGINT"] as const)("answers 1 with a reason after %s", async (signal) => {
    const { child, ended } = start(agent, ["start"], { env: does("wait") });
    child.stderr?.once("data", () => child.kill(signal));
    const { code, stderr, ms } = await ended;
    expect(code).toBe(1);
    expect(stderr).toContain(`\nocf-exit-reason:start was ended by ${signal} before it was done.\n`);
    expect(ms).toBeLessThan(15_000);
  });

  it("ends the command that it runs", async () => {
    const MARK = join(folder, "mark");
    const { child, ended } = start(agent, ["start"], { env: { ...does("child"), MARK } });
    await until(() => existsSync(MARK));
    const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim();
    expect(children).toMatch(/^\d+$/);
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 1 });
    expect(existsSync(`/proc/${children}`)).toBe(false);
  });
});
