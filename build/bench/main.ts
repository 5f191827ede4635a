import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { arch, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { agentCalls, baseCalls, nodeCalls } from "./calls.ts";
import { computingMs } from "./computing.ts";
import { benchDomains } from "./domains/main.ts";
import { benchEvacuation } from "./evacuation/main.ts";
import { broken, measurements } from "./gate.ts";
import { shareOfCore } from "./load.ts";
import { measure } from "./measure.ts";
import { plot } from "./plot.ts";
import { withResults, write } from "./readme.ts";
import { type Result, ratiosOf } from "./result.ts";
import { makeSetting } from "./setting.ts";
import { agentTable, baseTable, nodeTable } from "./table.ts";

const usage = `usage: npm run bench -- [evacuation|domains] [options]
  evacuation          instead of the agents: how long a host takes to be empty, in a lab of four hosts, some ten minutes
  domains             how long xensan domains takes over 20 hosts, in a lab
                      both take --json and --write, and want the machine for themselves
  --json              one object of named ratios
  --gate              fails where a ratio is worse than it may become, in three measurements
  --write             writes the results into README.md and a plot beside them
  --rounds NUMBER     of which the middle is taken (5)
  --seconds NUMBER    of 20 monitors a second (10)
  --node RELEASE,...  further releases of Node.js, which npm fetches, such as 22.23.3,24.21.0
`;

const options = {
  json: { type: "boolean", default: false },
  gate: { type: "boolean", default: false },
  write: { type: "boolean", default: false },
  rounds: { type: "string", default: "5" },
  seconds: { type: "string", default: "10" },
  node: { type: "string", default: "" },
  help: { type: "boolean", default: false },
} as const;

function optionsIn(words: readonly string[]) {
  const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true });
  if (!/^(evacuation|domains)?$/.test(positionals.join(" ")))
    throw new Error(`it takes no "${positionals.join(" ")}"`);
  const [rounds, seconds] = [values.rounds, values.seconds].map(Number);
  if (rounds === undefined || seconds === undefined || !(rounds >= 1 && rounds <= 100 && seconds >= 1)) {
    throw new Error("--rounds takes 1 to 100, and --seconds 1 or more");
  }
  const releases = values.node.split(",").filter((release) => release !== "");
  const odd = releases.find((release) => !/^\d+\.\d+\.\d+$/.test(release));
  if (odd !== undefined) throw new Error(`--node takes releases such as 22.23.3, not "${odd}"`);
  return { ...values, rounds, seconds, releases, part: positionals[0] };
}

/** Each as its own package that npm knows, as in .ci/run. */
function fetchNode(release: string, folder: string): string {
  const name = `node-linux-${arch()}`;
  const words = [
    "install",
    "--silent",
    "--no-save",
    "--ignore-scripts",
    "--prefix",
    folder,
    `${name}@${release}`,
  ];
  const ended = spawnSync("npm", words, { encoding: "utf8" });
  const path = join(folder, "node_modules", name, "bin/node");
  if (ended.status !== 0 || !existsSync(path))
    throw new Error(`npm cannot fetch Node.js ${release}: ${ended.stderr}`);
  return path;
}

async function bench({ rounds, seconds, releases }: ReturnType<typeof optionsIn>): Promise<Result> {
  const agents = ["XenVM", "EvmsSCC"];
  const file = (agent: string) => `dist/root/usr/lib/ocf/resource.d/xensan/${agent}`;
  if (!agents.every((agent) => existsSync(file(agent))))
    throw new Error("the agents are not built: run npm run build");
  const fetched = mkdtempSync(join(tmpdir(), "xensan-bench-node-"));
  const setting = makeSetting();
  try {
    const further = releases.map((release) => ({
      release,
      path: fetchNode(release, join(fetched, release)),
    }));
    const nodes = [{ release: process.versions.node, path: process.execPath }, ...further];
    const compared = agentCalls(setting);
    const calls = [
      ...baseCalls(setting),
      ...compared,
      ...nodes.flatMap(({ release, path }) => nodeCalls(setting, path, release)),
    ];
    const costs = measure(calls, rounds);
    const monitors = compared.filter(({ name }) => name === "XenVM monitor");
    const [ours = Number.NaN, stock = Number.NaN] = [
      await shareOfCore(monitors[0] ?? fail(), 20, seconds),
      await shareOfCore(monitors[1] ?? fail(), 20, seconds),
    ];
    const bytes = Object.fromEntries(agents.map((agent) => [agent, statSync(file(agent)).size]));
    return { costs, load: { seconds, ours, stock }, computing: computingMs(), bytes };
  } finally {
    setting.clear();
    rmSync(fetched, { recursive: true });
  }
}

/** Measures again while a limit is not kept. */
async function keepLimits(
  given: ReturnType<typeof optionsIn>,
  first: Readonly<Record<string, number>>,
): Promise<void> {
  const measured = [first];
  const problems = () => broken(measured, process.versions.node.split(".")[0] ?? "");
  while (problems().length > 0 && measured.length < measurements) {
    process.stderr.write(`bench: measuring again, for ${problems().join(" ")}\n`);
    measured.push(ratiosOf(await bench(given)));
  }
  for (const problem of problems()) process.stderr.write(`bench: ${problem}\n`);
  if (problems().length > 0) process.exitCode = 1;
}

function fail(): never {
  throw new Error("there is no monitor to run");
}

function resultText(result: Result): string {
  const { load, computing } = result;
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  return [
    agentTable(result),
    nodeTable(result),
    baseTable(result),
    `20 XenVM monitors a second for ${load.seconds} s take ${percent(load.ours)} of a core; 20 of heartbeat/Xen take ${percent(load.stock)}.`,
    `A CIB of 1,000 guests is built, written, read and checked in ${computing.cibMs.toFixed(0)} ms of CPU time. An evacuation of 500 guests to 20 hosts is planned in ${computing.planMs.toFixed(0)} ms.`,
  ].join("\n\n");
}

process.chdir(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
try {
  const given = optionsIn(process.argv.slice(2));
  if (given.help) process.stdout.write(usage);
  else if (given.part === "evacuation") await benchEvacuation(given);
  else if (given.part === "domains") await benchDomains(given);
  else {
    const result = await bench(given);
    const ratios = ratiosOf(result);
    process.stdout.write(
      given.json ? `${JSON.stringify(ratios, undefined, 2)}\n` : `${resultText(result)}\n`,
    );
    if (given.write) {
      write("build/bench/agents.svg", plot(result));
      const image = "![CPU time of each action](build/bench/agents.svg)";
      write("README.md", withResults(readFileSync("README.md", "utf8"), `${image}\n\n${resultText(result)}`));
    }
    if (given.gate) await keepLimits(given, ratios);
  }
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
