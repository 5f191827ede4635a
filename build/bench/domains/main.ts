import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { withResults, write } from "../readme.ts";
import { type DomainsResult, timeDomains } from "./lab.ts";

/** `npm run bench -- domains`: how long xensan domains takes, which asks all hosts at once. */
export async function benchDomains(given: {
  readonly json: boolean;
  readonly write: boolean;
}): Promise<void> {
  const say = (what: string) => process.stderr.write(`${what}\n`);
  const result = await timeDomains([2, 20], availableParallelism(), say);
  const sentence = inWords(result);
  const named = Object.fromEntries(
    result.rows.flatMap(({ hosts, wallMs, askingCpuMs, answerCpuMs }) =>
      Object.entries({ ms: wallMs, "asking.cpu.ms": askingCpuMs, "answer.cpu.ms": answerCpuMs }).map(
        ([what, value]) => [`domains.${hosts}.${what}`, Number(value.toPrecision(3))],
      ),
    ),
  );
  process.stdout.write(given.json ? `${JSON.stringify(named, undefined, 2)}\n` : `${sentence}\n`);
  if (given.write) write("README.md", withResults(readFileSync("README.md", "utf8"), sentence, "domains"));
}

function inWords({ processors, rows }: DomainsResult): string {
  const times = rows.map(({ hosts, wallMs }) => `${wallMs.toFixed(0)} ms over ${hosts} hosts`);
  const [most] = rows.toSorted((one, other) => other.hosts - one.hosts);
  if (most === undefined) throw new Error("No host was asked.");
  return `\`xensan domains\` takes ${times.join(", and ")}, with a real sshd on each. All of them share the ${processors} processors of this machine: of a processor the host that asks ${most.hosts} takes ${most.askingCpuMs.toFixed(0)} ms for itself and its ssh clients, and each answer takes ${most.answerCpuMs.toFixed(0)} ms and an sshd, which real hosts compute side by side.`;
}
