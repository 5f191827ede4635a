import type { ClusterNode, HostDescription } from "../../lib/cluster/description/description.ts";

/** One configuration file of one host, or our part of one. */
export type HostFile = {
  /** Absolute. */
  readonly path: string;
  /** Ends with a line feed. Of a block or header, only our part; the marks around a block are not in it. */
  readonly content: string;
  /**
   * `whole`: all of it is ours. `block`: others write into it too, and ours stands between two marks. `header`: of an init
   * script that a package brings, the LSB header is ours.
   */
  readonly extent: "whole" | "block" | "header";
  /** Permission bits as octal digits, e.g. "0644". what others write into keeps what it has. */
  readonly mode: string;
};

/** What a renderer is told: nothing else goes into a file, so the same cluster file gives the same bytes everywhere. */
export type Host = { readonly description: HostDescription; readonly node: ClusterNode };

/** The file of a host, or undefined where the cluster file asks for none. */
export type Renderer = (host: Host) => HostFile | undefined;

/** All lines of a file that is ours, below one that says whose it is; every language here has # for comments. */
export function wholeFile(path: string, lines: readonly string[]): HostFile {
  return { path, content: textOf([origin, "", ...lines]), extent: "whole", mode: "0644" };
}

/** Our lines in a file that others write into too. */
export function blockIn(path: string, lines: readonly string[]): HostFile {
  return { path, content: textOf(lines), extent: "block", mode: "0644" };
}

const origin =
  '# Written by "xensan host render" from /etc/xensan/cluster.yaml: change that, and apply it again.';

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}
