import { readdirSync, readFileSync } from "node:fs";
import type { Variables } from "../../../../lib/ocf/environment.ts";

const folder = new URL("../../../captures/pacemaker/", import.meta.url);

/** One call of an agent by Pacemaker 2.1.5, as recorded on a live cluster. */
export type Recording = { readonly name: string; readonly variables: Variables };

/** All recorded calls, by "clone/n2_demo_start" or "migrate/n3_vm1_migrate_to", in their order in time. */
export const recordings: readonly Recording[] = ["clone", "migrate"].flatMap((scenario) =>
  readdirSync(new URL(scenario, folder))
    .sort()
    .map((file) => ({
      name: `${scenario}/${file.replace(/^\d+_/, "").replace(/\.env$/, "")}`,
      variables: variablesIn(readFileSync(new URL(`${scenario}/${file}`, folder), "utf8")),
    })),
);

/** The first recorded call of this name. */
export function recorded(name: string): Variables {
  const found = recordings.find((recording) => recording.name === name);
  if (found === undefined) throw new Error(`there is no recording ${name}`);
  return found.variables;
}

function variablesIn(text: string): Variables {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}
