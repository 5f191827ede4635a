import { Command, InvalidArgumentError } from "commander";
import { explore } from "./explore.ts";
import { reportOf, summaryOf } from "./story/summary.ts";

const command = new Command("model")
  .description(
    "Lets the guard's programs run in a simulated world where anything fails at any moment, and checks its invariants.",
  )
  .option("--schedules <number>", "how many to draw", count, 100_000)
  .option("--seed <number>", "draw the same ones again", count, Date.now() % 2 ** 31)
  .option("--json", "print one object");

function count(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0)
    throw new InvalidArgumentError("It is not a whole number.");
  return number;
}

command.parse();
const { schedules, seed, json } = command.opts<{ schedules: number; seed: number; json?: true }>();
const started = process.hrtime.bigint();
const showsProgress = process.stderr.isTTY && json === undefined;
const exploration = explore({
  schedules,
  seed,
  ...(showsProgress
    ? { onProgress: (number) => process.stderr.write(`\r${number} of ${schedules} schedules`) }
    : {}),
});
if (showsProgress) process.stderr.write("\r\x1b[K");
const seconds = Number((process.hrtime.bigint() - started) / 1_000_000n) / 1000;
process.stdout.write(
  json === undefined
    ? summaryOf(exploration, seconds)
    : `${JSON.stringify(reportOf(exploration, seconds), undefined, 2)}\n`,
);
process.exitCode = exploration.counterexample === undefined ? 0 : 1;
