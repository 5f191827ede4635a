import { readAnyClusterFile, readClusterFile } from "../guard/cluster-file.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { shownOn } from "../progress/display.ts";
import { screenOf } from "../progress/screen.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import { type Finding, statusIsWell } from "./finding.ts";
import { gatherFacts } from "./gather.ts";
import { allChecks } from "./judge.ts";
import { renderFindings } from "./table.ts";

export type CheckOptions = { readonly node?: readonly string[]; readonly all?: true; readonly json?: true };

/** A tool that hangs is given up before the host that waits for it is. */
const times = { toolMs: 8_000, answerMs: 20_000 };

export async function check(
  terminal: Terminal,
  surroundings: Surroundings,
  { node, all, json }: CheckOptions,
): Promise<void> {
  if (node !== undefined && all) {
    throw new AdminError(
      adminExit.usage,
      "--node names hosts and --all means every one: give one of the two.",
    );
  }
  await readClusterFile(surroundings);
  const description = await readAnyClusterFile(surroundings);
  const { machine, clusterFile } = surroundings;
  const names = description.nodes.map(({ name }) => name);
  const strange = node?.find((name) => !names.includes(name));
  if (strange !== undefined) {
    const sentence = `${clusterFile} has no node ${JSON.stringify(strange)}; it has ${names.join(", ")}.`;
    throw new AdminError(adminExit.usage, sentence);
  }
  const screen = screenOf(terminal, surroundings);
  const facts = await shownOn(screen, "check", "asking all hosts", () =>
    gatherFacts(machine, description, clusterFile, times),
  );
  const found = allChecks(facts).filter((each) => node === undefined || concerns(each, node));
  if (json) terminal.out(`${JSON.stringify({ asked: machine.hostName, findings: found }, undefined, 2)}\n`);
  else terminal.out(renderFindings(found));
  terminal.endWith(found.every(statusIsWell) ? adminExit.done : adminExit.refused);
}

/** What concerns the cluster as a whole concerns each of its hosts. */
function concerns({ hosts }: Finding, nodes: readonly string[]): boolean {
  return hosts.length === 0 || hosts.some((host) => nodes.includes(host));
}
