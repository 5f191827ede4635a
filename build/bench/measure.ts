import { spawnSync } from "node:child_process";
import type { Call } from "./calls.ts";

/** Of one run of a program with all that it starts. */
export type Cost = {
  readonly cpuMs: number;
  readonly wallMs: number;
  /** Of the largest of its processes. */
  readonly peakMiB: number;
  readonly processes: number;
  /** Programs that were executed, the first included. */
  readonly programs: number;
};

/**
 * Medians over rounds of many runs each. All calls take turns, so that whatever else the machine does meets all alike.
 *
 * CPU is what bash's `times` says of the children that it waited for, and they of theirs: whole milliseconds of a sum,
 * so it is divided over as many runs as make it exact.
 *
 * @throws Error where a call exits otherwise than it must, or a tool is missing
 */
export function measure(calls: readonly Call[], rounds: number): ReadonlyMap<Call, Cost> {
  const counted = new Map(calls.map((call) => [call, { ...countProcesses(call), peakMiB: peakMiB(call) }]));
  const samples = new Map(calls.map((call) => [call, [] as { cpuMs: number; wallMs: number }[]]));
  const runs = new Map(calls.map((call) => [call, runsFor(call)]));
  for (let round = 0; round < rounds; round += 1) {
    for (const call of calls) samples.get(call)?.push(batch(call, runs.get(call) ?? 1));
  }
  return new Map(
    [...counted].map(([call, count]) => {
      const all = samples.get(call) ?? [];
      const cpuMs = median(all.map((each) => each.cpuMs));
      return [call, { ...count, cpuMs, wallMs: median(all.map((each) => each.wallMs)) }];
    }),
  );
}

/** As many as take a quarter of a second of CPU, within reason. */
function runsFor(call: Call): number {
  return Math.min(60, Math.max(3, Math.ceil(250 / Math.max(1, batch(call, 2).cpuMs))));
}

const loop = `
count=$1 code=$2
shift 2
TIMEFORMAT='%3R %3U %3S'
time for ((i = 0; i < count; i++)); do
  "$@" >/dev/null 2>&1
  [ $? -eq "$code" ] || exit 99
done`;

function batch(call: Call, runs: number): { readonly cpuMs: number; readonly wallMs: number } {
  const words = ["-c", loop, "bash", String(runs), String(call.code), call.file, ...call.args];
  const { stderr } = run(call, "bash", words);
  const [wall = 0, user = 0, system = 0] = stderr.trim().split(" ").map(Number);
  return { cpuMs: ((user + system) * 1_000) / runs, wallMs: (wall * 1_000) / runs };
}

function peakMiB(call: Call): number {
  const { stderr } = run(call, "time", ["-f", "peak %M", call.file, ...call.args], call.code);
  const found = /^peak (\d+)$/m.exec(stderr);
  if (found === null) throw new Error(`time says nothing of ${call.file}: ${stderr}`);
  return Number(found[1]) / 1024;
}

/** Threads are no processes: clone() makes both. */
function countProcesses(call: Call): { readonly processes: number; readonly programs: number } {
  const words = ["-f", "-qq", "-e", "signal=none", "-e", "trace=execve,fork,vfork,clone,clone3", call.file];
  const { stderr } = run(call, "strace", [...words, ...call.args], call.code);
  const lines = stderr.split("\n").filter((line) => /= \d+$/.test(line));
  const programs = lines.filter((line) => / = 0$/.test(line) && line.includes("execve")).length;
  const forks = lines.filter((line) => /fork|clone/.test(line) && !line.includes("CLONE_THREAD"));
  return { programs, processes: 1 + forks.length };
}

function run(call: Call, program: string, words: readonly string[], code = 0) {
  const ended = spawnSync(program, words, {
    env: call.variables,
    encoding: "utf8",
    timeout: 120_000,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (ended.error) throw new Error(`${program} cannot be run (${ended.error.message}); install it`);
  if (ended.status !== code) {
    const wrong = ended.status === 99 ? `does not exit with ${call.code}` : `ended with ${ended.status}`;
    throw new Error(`${call.name} (${call.file}) ${wrong}: ${ended.stderr.slice(-500)}`);
  }
  return ended;
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = 0, high = low] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}
