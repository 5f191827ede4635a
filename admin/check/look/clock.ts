import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseTracking } from "../parse/chrony.ts";
import { parsePeers } from "../parse/ntpq.ts";
import type { HostFacts } from "../wire/facts.ts";
import { type LookEffects, printedBy } from "./tool.ts";

export type ClockFacts = HostFacts["clock"];

/** Asks whatever keeps this host's clock. */
export async function lookAtClock(effects: LookEffects): Promise<ClockFacts> {
  const { isInstalled, root } = effects;
  if (isInstalled("chronyc")) return ask(effects, "chronyc", ["-c", "-n", "tracking"], parseTracking);
  if (isInstalled("ntpq")) return ask(effects, "ntpq", ["-pn"], parsePeers);
  if (existsSync(join(root, "/run/systemd/system")) && isInstalled("timedatectl")) {
    return ask(effects, "timedatectl", ["show", "--property=NTPSynchronized", "--value"], parseTimedatectl);
  }
  return { kind: "unknown", reason: "neither chrony nor ntp is installed" };
}

async function ask(
  effects: LookEffects,
  file: string,
  args: readonly string[],
  parse: (text: string) => ClockFacts,
): Promise<ClockFacts> {
  const printed = await printedBy(effects, file, args);
  return printed.kind === "unknown" ? printed : parse(printed.stdout);
}

function parseTimedatectl(text: string): ClockFacts {
  const word = text.trim();
  if (word !== "yes" && word !== "no") {
    return { kind: "unknown", reason: "timedatectl printed something other than yes or no" };
  }
  return { kind: "kept", by: "systemd", isSynchronised: word === "yes", offsetMs: undefined };
}
