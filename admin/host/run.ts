import type { ClusterNode, HostDescription } from "../../lib/cluster/description/description.ts";
import { readAnyClusterFile } from "../guard/cluster-file.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import type { RenderOptions } from "./command.ts";
import type { HostFile } from "./host-file.ts";
import { writeOut } from "./out.ts";
import { renderHost } from "./render-host.ts";
import type { HostSurroundings } from "./surroundings.ts";
import { wholeText } from "./whole-text.ts";

/** The files of one host. */
export type Rendered = { readonly node: string; readonly files: readonly HostFile[] };

/** `xensan host render`. @throws AdminError where the cluster file has no such host, or files cannot be written */
export async function render(
  terminal: Terminal,
  surroundings: HostSurroundings,
  options: RenderOptions,
): Promise<void> {
  const description = await readAnyClusterFile(surroundings);
  const nodes = nodesFor(description, options, surroundings);
  const rendered = nodes.map((node) => ({ node: node.name, files: renderHost({ description, node }) }));
  if (options.json) return terminal.out(`${JSON.stringify({ hosts: rendered }, null, 2)}\n`);
  if (options.out !== undefined) return terminal.out(writeOut(options.out, rendered));
  terminal.out(rendered.map(shown).join(""));
}

/** @throws AdminError usage, where the cluster file has none of that name */
export function nodesFor(
  { nodes }: HostDescription,
  { node, all }: Pick<RenderOptions, "node" | "all">,
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

function shown({ node, files }: Rendered): string {
  return files.map((file) => `=== ${node} ${file.path}\n${wholeText(file)}\n`).join("");
}
