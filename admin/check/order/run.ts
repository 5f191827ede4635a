import { readClusterFile } from "../../guard/cluster-file.ts";
import type { Surroundings } from "../../guard/surroundings.ts";
import { adminExit, type Terminal } from "../../terminal.ts";
import { orderFindings } from "./judge.ts";
import { lookAtOrder } from "./look.ts";

export async function checkOrder(
  terminal: Terminal,
  surroundings: Surroundings,
  json: boolean,
): Promise<void> {
  const { evacuation, lease } = await readClusterFile(surroundings);
  const promised = { evacuationSeconds: evacuation.deadlineSeconds, hasLeases: lease.kind !== "none" };
  const facts = await lookAtOrder({ run: surroundings.machine.run, root: "" }, promised);
  const findings = orderFindings(facts);
  if (json) terminal.out(`${JSON.stringify({ by: facts.boot.kind, findings }, null, 2)}\n`);
  else if (findings.length > 0) terminal.out(findings.map((finding) => `${finding}\n`).join(""));
  else
    terminal.out(
      "Guests leave first, then the cluster stops, then Xen; at start nothing begins by itself.\n",
    );
  terminal.endWith(findings.length > 0 ? adminExit.refused : adminExit.done);
}
