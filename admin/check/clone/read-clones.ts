import type { Dialect } from "../../../lib/cluster/dialect.ts";
import { type Parsed, unreadable } from "../../../lib/cluster/membership/report.ts";
import type { RunCommand } from "../../../lib/system/command.ts";
import { describeFailure } from "../../../lib/system/command-failure.ts";
import type { Clone } from "./clone.ts";
import { parseClonesXml } from "./crm-mon-xml.ts";
import { parseClonesText } from "./heartbeat2-text.ts";

/** On a healthy cluster it answers in well under a second. */
const capMs = 5_000;

/** Asks the cluster manager on this node where the clones of EvmsSCC are started. Never throws for what it may do. */
export async function readClones(run: RunCommand, dialect: Dialect): Promise<Parsed<readonly Clone[]>> {
  const args = dialect === "pacemaker" ? ["-1", "--output-as", "xml"] : ["-1"];
  const result = await run("crm_mon", args, { timeoutMs: capMs });
  if (result.kind !== "exited" || result.exitCode !== 0)
    return unreadable(describeFailure("crm_mon", result));
  return dialect === "pacemaker" ? parseClonesXml(result.stdout) : parseClonesText(result.stdout);
}
