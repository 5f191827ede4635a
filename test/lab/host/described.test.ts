import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evmsScc } from "../../../agents/EvmsSCC/agent.ts";
import { xenVm } from "../../../agents/XenVM/agent.ts";
import { bundle } from "../../../build/bundle.ts";
import { executables } from "../../../build/executables.ts";
import type { AgentDeclaration } from "../../../lib/ocf/agent.ts";
import { runCommand } from "../../../lib/system/command.ts";
import { unpacked } from "../../support/host/parsers.ts";

/** The built agents as Debian's crmsh and pcs show them to whoever makes a resource of one. No cluster runs. */
let folder = "";
const shown = new Map<string, string>();

/** In a mount namespace in which the two are installed, and the agents. */
const inside = `
mount --make-rprivate /
mount -t tmpfs xensan-described /mnt
mkdir /mnt/upper /mnt/work
mount -t overlay xensan-described -o "lowerdir=$1/usr:$2/usr:$3/usr:/usr,upperdir=/mnt/upper,workdir=/mnt/work" /usr
mount -t tmpfs xensan-described /var/log
mkdir -p /var/log/crmsh /var/log/pcsd
shift 3
exec "$@"`;

async function run(...command: readonly string[]): Promise<string> {
  const folders = [join(folder, "root"), unpacked("crmsh"), unpacked("pcs")];
  const clean = ["env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", `HOME=${folder}`, "LC_ALL=C.UTF-8"];
  const result = await runCommand(
    "unshare",
    ["--mount", "--net", ...clean, "sh", "-euc", inside, "sh", ...folders, ...command],
    { timeoutMs: 60_000 },
  );
  if (result.kind !== "exited") throw new Error(`${command.join(" ")}: ${result.kind}`);
  expect({ exitCode: result.exitCode, stderr: result.stderr }).toEqual({ exitCode: 0, stderr: "" });
  return result.stdout;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "xensan-described-"));
  const agents = executables.filter(({ kind }) => kind === "agent");
  for (const agent of agents) await bundle(agent, join(folder, "root"), "0.0.0");
  for (const { name } of [evmsScc, xenVm]) {
    shown.set(`crm ${name}`, await run("crm", "ra", "info", `ocf:xensan:${name}`));
    shown.set(`pcs ${name}`, await run("pcs", "resource", "describe", `ocf:xensan:${name}`));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const agents: readonly AgentDeclaration[] = [evmsScc, xenVm];

/** The lines of crm from a heading on. */
function below(text: string, heading: string): string {
  const [, rest] = text.split(`\n${heading}`);
  if (rest === undefined) throw new Error(`no ${heading} in ${text}`);
  return rest;
}

describe.each(agents)("crm ra info of $name", ({ name, shortdesc, longdesc, parameters, actions }) => {
  const text = () => shown.get(`crm ${name}`) ?? "";

  it("begins with what the agent does, in a line and at length", () => {
    expect(text().split("\n").slice(0, 3)).toEqual([`${shortdesc} (ocf:xensan:${name})`, "", longdesc]);
  });

  it("has each parameter with its type and default, none of them required, and all of what is said of it", () => {
    const list = below(text(), "Parameters (*: required, []: default):\n");
    for (const parameter of Object.values(parameters)) {
      const { default: preset = "" } = parameter;
      const type = preset === "" ? parameter.type : `${parameter.type}, [${preset}]`;
      expect(list).toContain(
        `\n${parameter.name} (${type}): ${parameter.shortdesc}\n    ${parameter.longdesc}\n`,
      );
    }
    expect(list.match(/^\w+\*? \(/gm)).toHaveLength(Object.keys(parameters).length);
    expect(list).not.toMatch(/^\w+\* /m);
  });

  it("has each action with its times, the deeper monitor too, and no other", () => {
    const list = below(text(), "Operations' defaults (advisory minimum):\n");
    const lines = list.split("\n").filter((line) => line !== "");
    for (const line of lines) expect(Object.keys(actions)).toContain(line.trim().split(/\s/)[0]);
    const monitors = lines.filter((line) => line.startsWith("    monitor "));
    expect(monitors).toEqual([
      expect.stringMatching(/timeout=\d+s interval=30s depth=0$/),
      expect.stringMatching(/timeout=\d+s interval=300s depth=10$/),
    ]);
    expect(list).toMatch(new RegExp(`^    start +timeout=${actions["start"]?.timeoutSeconds}s`, "m"));
  });
});

describe.each(agents)(
  "pcs resource describe of $name",
  ({ name, shortdesc, longdesc, parameters, actions }) => {
    const text = () => shown.get(`pcs ${name}`) ?? "";

    it("begins with what the agent does, in a line and at length", () => {
      expect(text().split("\n").slice(0, 3)).toEqual([`ocf:xensan:${name} - ${shortdesc}`, "", longdesc]);
    });

    it("has each parameter, whose one text says all by itself, the default included", () => {
      for (const { name: parameter, longdesc: said, default: preset = "" } of Object.values(parameters)) {
        expect(text()).toContain(`\n  ${parameter}: ${said}\n`);
        if (preset !== "") expect(said).toMatch(new RegExp(`Default: ${preset}[.,]`));
        expect(said).toMatch(/^[A-Z].*\.$/);
      }
      expect(text()).not.toContain("(required)");
      expect(text()).not.toContain("No description available");
    });

    it("makes operations of what a cluster calls, and of nothing else", () => {
      const list = below(text(), "Default operations:\n");
      const names = [...list.matchAll(/^ {2}([\w-]+):$/gm)].map(([, each]) => each);
      expect(new Set(names)).toEqual(
        new Set(Object.keys(actions).filter((action) => !["status", "validate-all"].includes(action))),
      );
      expect(list).toContain(`  stop:\n    interval=0s\n    timeout=${actions["stop"]?.timeoutSeconds}s\n`);
      expect(list).toMatch(/ {2}monitor:\n {4}interval=300s\n {4}timeout=\d+s\n {4}OCF_CHECK_LEVEL=10\n/);
    });
  },
);
