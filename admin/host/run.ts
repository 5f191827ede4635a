import type { ClusterNode, HostDescription } from "../../lib/cluster/description/description.ts";
import { processHolders } from "../files/lock.ts";
import { perform } from "../files/perform.ts";
import { readAnyClusterFile } from "../guard/cluster-file.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import { isChange } from "./apply/decision.ts";
import { apply, type Effects, type Outcome, preview, revert } from "./apply/run.ts";
import { heldFiles } from "./held.ts";
import type { Host, HostFile } from "./host-file.ts";
import { physicalVolumesInUse } from "./lvm-in-use.ts";
import { nextSteps } from "./next-steps.ts";
import type { RenderOptions } from "./options.ts";
import { writeOut } from "./out.ts";
import { renderHost } from "./render-host.ts";
import { type Deed, reportOutcome } from "./report.ts";
import type { HostSurroundings } from "./surroundings.ts";
import { wholeText } from "./whole-text.ts";

/** The files of one host. */
export type Rendered = {
  readonly node: string;
  readonly files: readonly HostFile[];
  /** What to run once they are written. */
  readonly next: readonly string[];
};

/** `xensan host render`. @throws AdminError where the cluster file has no such host, or files cannot be written */
export async function render(
  terminal: Terminal,
  surroundings: HostSurroundings,
  options: RenderOptions,
  effects: Effects = { perform, holders: processHolders() },
): Promise<void> {
  if (options.revert) return bringBack(terminal, options, effects);
  const description = await readAnyClusterFile(surroundings);
  const nodes = nodesFor(description, options, surroundings);
  if (options.diff || options.apply) {
    const [node] = nodes;
    if (node !== undefined) onThisHost(terminal, surroundings, options, { description, node }, effects);
    return;
  }
  const rendered = nodes.map((node) => renderedOf({ description, node }));
  if (options.json) return terminal.out(`${JSON.stringify({ hosts: rendered }, null, 2)}\n`);
  if (options.out !== undefined) return terminal.out(writeOut(options.out, rendered));
  terminal.out(rendered.map(shown).join(""));
}

function onThisHost(
  terminal: Terminal,
  { machine: { hostName } }: HostSurroundings,
  options: RenderOptions,
  host: Host,
  effects: Effects,
): void {
  const { name } = host.node;
  if (name !== hostName && options.root === "/") {
    const sentence = `this host is ${hostName} by "uname -n", and not ${name}: run this on ${name}, or name its file system with --root.`;
    throw new AdminError(adminExit.usage, sentence);
  }
  const files = renderHost(host);
  const force = options.force === true;
  const deed = options.apply ? "apply" : "preview";
  const order = { files, force, held: heldFiles(host, files, physicalVolumesInUse(options.root)) };
  const outcome = deed === "apply" ? apply(options.root, order, effects) : preview(options.root, order);
  const changed = outcome.decisions.filter(isChange).map(({ path }) => `/${path}`);
  const steps = deed === "apply" && !options.diff ? nextSteps(host, changed) : [];
  report(terminal, outcome, deed, options, steps);
}

function bringBack(terminal: Terminal, options: RenderOptions, effects: Effects): void {
  const outcome = revert(options.root, options.force === true, effects);
  if (outcome === undefined) {
    throw new AdminError(
      adminExit.refused,
      "there is no backup: nothing was applied here, or all of it is taken back.",
    );
  }
  report(terminal, outcome, "revert", options, []);
}

function report(
  terminal: Terminal,
  outcome: Outcome,
  deed: Deed,
  { diff, json }: RenderOptions,
  steps: readonly string[],
): void {
  const shownSteps =
    steps.length === 0 ? "" : `Then, when this host may:\n${steps.map((step) => `  ${step}\n`).join("")}`;
  if (json) {
    const files = outcome.decisions.map(({ path, status, reason }) => ({ path: `/${path}`, status, reason }));
    terminal.out(`${JSON.stringify({ root: outcome.root, files, next: steps }, null, 2)}\n`);
    if (deed !== "preview" && files.some(({ status }) => status === "left"))
      terminal.endWith(adminExit.refused);
    return;
  }
  reportOutcome(terminal, outcome, deed, diff === true, shownSteps);
}

/** @throws AdminError usage, where the cluster file has none of that name */
function nodesFor(
  { nodes }: HostDescription,
  { node, all }: RenderOptions,
  { machine: { hostName }, clusterFile }: HostSurroundings,
): readonly ClusterNode[] {
  if (all) return nodes;
  const wanted = node ?? hostName;
  const found = nodes.filter(({ name }) => name === wanted);
  if (found.length > 0) return found;
  const whose = node === undefined ? ', which is this host\'s name by "uname -n"' : "";
  const known = nodes.map(({ name }) => name).join(", ");
  throw new AdminError(
    node === undefined ? adminExit.refused : adminExit.usage,
    `${clusterFile} has no node ${JSON.stringify(wanted)}${whose}; name one with --node (${known}), or all with --all.`,
  );
}

function renderedOf(host: Host): Rendered {
  const files = renderHost(host);
  const paths = files.map(({ path }) => path);
  return { node: host.node.name, files, next: nextSteps(host, paths) };
}

function shown({ node, files, next }: Rendered): string {
  const texts = files.map((file) => `=== ${node} ${file.path}\n${wholeText(file)}\n`);
  return `${texts.join("")}=== ${node}, once they are written\n${next.map((step) => `${step}\n`).join("")}\n`;
}
