import { hostname } from "node:os";
import { fileAccess } from "../../lib/cluster/description/file-access.ts";
import { clusterFile, readDescription } from "../../lib/cluster/description/read-description.ts";
import { disksOfConfigFile } from "../../lib/guard/disks/config-file.ts";
import { placeOf } from "../../lib/guard/disks/look-at-disks.ts";
import { isAtWork, locksFolder } from "../../lib/guard/guarded-run.ts";
import { defaultLimits } from "../../lib/guard/limits.ts";
import { realMachine } from "../../lib/guard/real-machine.ts";
import { thisHost } from "../../lib/guard/this-host.ts";
import { runCommand } from "../../lib/system/command.ts";
import { writeFully } from "../../lib/system/output.ts";
import { ancestorsOf } from "../../lib/system/processes.ts";
import { findProgram, searchPath } from "../../lib/system/search-path.ts";
import packageJson from "../../package.json" with { type: "json" };
import { type BlockEffects, judge } from "./judge.ts";
import { limitsWithin } from "./limits.ts";

const here = hostname();
const limits = limitsWithin(process.argv[2]);
const path = searchPath(process.env["PATH"]);

const effects: BlockEffects = {
  here,
  // It prints each value on a line, and what would end one as \n.
  readXenstore: async (keys) => {
    const read = await runCommand("xenstore-read", keys, { timeoutMs: limits.xenstoreMs });
    if (read.kind !== "exited" || read.exitCode !== 0 || !read.stdout.endsWith("\n")) return undefined;
    return read.stdout.slice(0, -1).split("\n");
  },
  describe: async () => {
    const read = await readDescription(fileAccess, clusterFile);
    if (read.kind !== "description") {
      const [problem] = read.problems;
      return problem === undefined ? `${clusterFile} cannot be used` : problem.sentence;
    }
    if (read.description.nodes.some(({ name }) => name === here)) return read.description;
    return `${clusterFile} has no node ${here}`;
  },
  disksOf: ({ config, name }) => disksOfConfigFile(config, name),
  placeOf,
  isActive: (guest) => isAtWork(locksFolder, guest),
  ancestors: () => ancestorsOf(process.pid),
  guard: (description, guest) => {
    const machine = realMachine(here, (program) => findProgram(program, path) !== undefined);
    return thisHost(machine, description, { ...defaultLimits, lookMs: limits.lookMs }).effectsFor(guest);
  },
  limits,
};

/** 0: Xen may open the disk; 1: it may not, and the sentence says why. Whoever calls it takes all else for a no. */
async function main(): Promise<void> {
  if (process.argv[2] === "--version") return void writeFully(1, `${packageJson.version}\n`);
  const refusal = await judge(process.env["XENBUS_PATH"] ?? "", effects);
  if (refusal === undefined) return;
  writeFully(1, `${refusal}\n`);
  process.exitCode = 1;
}

void main();
