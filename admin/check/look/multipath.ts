import { parseMultipath } from "../parse/multipath.ts";
import type { HostFacts } from "../wire/facts.ts";
import { type LookEffects, printedBy } from "./tool.ts";

export async function lookAtMultipath(effects: LookEffects): Promise<HostFacts["multipath"]> {
  if (!effects.isInstalled("multipath")) return { kind: "not-installed" };
  const printed = await printedBy(effects, "multipath", ["-ll"]);
  return printed.kind === "unknown" ? printed : parseMultipath(printed.stdout);
}
