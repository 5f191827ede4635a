import { existsSync, readFileSync } from "node:fs";
import { withResults, write } from "../readme.ts";
import { moveByHand } from "./by-hand.ts";
import { evacuate } from "./lab.ts";
import { evacuationPlot } from "./plot.ts";
import { type EvacuationResult, evacuationRatios } from "./result.ts";
import { scenarios } from "./scenario.ts";
import { byHandSentence, evacuationTable } from "./table.ts";

const picture = "build/bench/evacuation.svg";

/** `npm run bench -- evacuation`: how long a host takes to be empty, in a lab of hosts in namespaces. */
export async function benchEvacuation(given: {
  readonly json: boolean;
  readonly write: boolean;
}): Promise<void> {
  if (!existsSync("dist/root/usr/lib/xensan/evacuate"))
    throw new Error("nothing is built: run npm run build");
  if (!existsSync("node_modules/.cache/xensan-debian/xen"))
    throw new Error("Debian's xendomains is not unpacked: run npm start once");
  const say = (what: string) => process.stderr.write(`${what}\n`);
  const done = [];
  for (const scenario of scenarios) done.push(await evacuate(scenario, say));
  const byHand = await moveByHand(say);
  const result: EvacuationResult = {
    byHand,
    linkMebibytes: done.reduce((sum, { link }) => sum + link, 0) / done.length,
    evacuations: done.flatMap(({ evacuations }) => evacuations),
  };
  const table = `${evacuationTable(result)}\n\nEach link carries ${result.linkMebibytes.toFixed(0)} MiB of guests in a second, by ssh; so many may travel at a time on it as when the cluster file says nothing.\n\n${byHandSentence(byHand)}`;
  process.stdout.write(
    given.json ? `${JSON.stringify(evacuationRatios(result), undefined, 2)}\n` : `${table}\n`,
  );
  if (!given.write) return;
  write(picture, evacuationPlot(result));
  const text = `![Seconds until a host is empty](${picture})\n\n${table}`;
  write("README.md", withResults(readFileSync("README.md", "utf8"), text, "evacuation"));
}
