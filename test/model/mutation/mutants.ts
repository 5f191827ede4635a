import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readSource } from "./load.ts";
import { type Mutant, numbered } from "./mutant.ts";
import { withoutChecks, withoutConditions, withoutSteps } from "./switched-off.ts";
import { turnedAround } from "./turned-around.ts";

const folders = ["lib/guard/verdict", "lib/guard/programs"] as const;

/** Its conditions are checks of the guard as well, only not in a list. */
const checksInConditions = "lib/guard/verdict/death.ts";

/** Everything that can be switched off, found in the sources, and the orders that are turned around. */
export function allMutants(): readonly Mutant[] {
  const sources = folders.flatMap((folder) =>
    readdirSync(folder)
      .sort()
      .map((name) => readSource(join(folder, name))),
  );
  const found = sources.flatMap((source) => [
    ...withoutChecks(source),
    ...withoutSteps(source),
    ...(source.file === checksInConditions ? withoutConditions(source) : []),
  ]);
  return numbered([...found, ...turnedAround(readSource)]);
}
