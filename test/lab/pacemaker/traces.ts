import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { execPath } from "node:process";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { Cluster } from "../../support/lab/cluster.ts";
import { loopsBelow } from "../../support/lab/loop-device.ts";
import type { LabNode } from "../../support/lab/node.ts";
import { type ProcessId, processId, runs } from "../../support/lab/process.ts";
import { readRecords } from "../../support/lab/record.ts";

const processMarks = z.object({ pid: z.number(), startTime: z.string() });
const marks = z.object({ id: z.string(), folder: z.string(), processes: z.array(processMarks) });

/** What tells one lab's parts from everything else on the machine. */
export type LabMarks = z.infer<typeof marks>;

/** The marks of a lab while it runs. Of its processes, those that the nodes have now. */
export async function marksOf({ id, folder }: Pick<Cluster, "id" | "folder">, nodes: readonly LabNode[]) {
  const namespaces = await Promise.all(nodes.map((node) => node.run("readlink", ["/proc/self/ns/pid"])));
  return { id, folder, processes: namespaces.flatMap(({ stdout }) => processesIn(stdout.trim())) };
}

/** What of a lab is on the machine now, in words. */
export function tracesOf({ id, folder, processes }: LabMarks): readonly string[] {
  const mounts = readFileSync("/proc/self/mountinfo", "utf8");
  return [
    ...(processes.some(runs) ? ["processes"] : []),
    ...(loopsBelow(folder).length > 0 ? ["loop devices"] : []),
    ...(mounts.includes(folder) || mounts.includes("xensan-lab") ? ["mounts"] : []),
    ...(existsSync(folder) ? ["files"] : []),
    ...(readRecords().some((record) => record.id === id) ? ["record"] : []),
  ];
}

/** Starts owner.ts and waits until its lab runs. */
export async function startOwner(
  ...args: readonly string[]
): Promise<{ owner: ChildProcess; lab: LabMarks }> {
  const program = join(import.meta.dirname, "owner.ts");
  const owner = spawn(execPath, ["--import", "tsx", program, ...args], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  for await (const line of createInterface({ input: owner.stdout })) {
    return { owner, lab: marks.parse(JSON.parse(line)) };
  }
  throw new Error("The owner ended before its lab ran.");
}

/** How a program ended, as exit code or signal. */
export async function endOf(owner: ChildProcess): Promise<number | string> {
  if (owner.exitCode === null && owner.signalCode === null) await once(owner, "exit");
  return owner.signalCode ?? owner.exitCode ?? "unknown";
}

function processesIn(namespace: string): ProcessId[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return readlinkSync(`/proc/${name}/ns/pid`) === namespace ? [processId(Number(name))] : [];
      } catch {
        // It ended between the listing and the look.
        return [];
      }
    });
}
