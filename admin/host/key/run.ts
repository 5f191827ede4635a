import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ClusterNode, HostDescription } from "../../../lib/cluster/description/description.ts";
import { whySilent } from "../../../lib/guard/peers/silence.ts";
import { sshCaller } from "../../../lib/guard/peers/ssh.ts";
import { writeFileAtomically } from "../../../lib/system/atomic-file.ts";
import { explained } from "../../files/failure.ts";
import { readFile, realRoot } from "../../files/look.ts";
import { readAnyClusterFile } from "../../guard/cluster-file.ts";
import { AdminError, adminExit, type Terminal } from "../../terminal.ts";
import type { HostSurroundings } from "../surroundings.ts";
import { type ClusterKey, clusterKeyOf } from "./cluster-key.ts";

export type KeyOptions = { readonly from?: string; readonly force?: true; readonly root: string };

/**
 * `xensan host key`: makes the cluster's key on one host, or fetches it from there. The key is never shown, and never
 * stands on a command line.
 *
 * @throws AdminError where there is another key, or none can be had
 */
export async function hostKey(
  terminal: Terminal,
  surroundings: HostSurroundings,
  options: KeyOptions,
): Promise<void> {
  const description = await readAnyClusterFile(surroundings);
  const key = clusterKeyOf(description);
  if (key === undefined)
    throw refused("corosync.cipher is none in the cluster file, so the cluster has no key.");
  const file = explained(() => join(realRoot(options.root), key.path));
  const here = explained(() => readFile(file));
  if (here.kind === "other") throw refused(`${file} is ${here.what}: put it away, then run this again.`);
  if (here.kind === "file" && !key.isKey(here.content) && options.force === undefined) {
    throw refused(`${file} is there and is no key: look at it, then say --force to have it replaced.`);
  }
  if (options.from === undefined) {
    if (here.kind === "file" && key.isKey(here.content)) return tighten(terminal, file, here.mode);
    write(file, key.make(randomBytes));
    terminal.out(
      `${file} is made. On each other host: xensan host key --from ${surroundings.machine.hostName}\n`,
    );
    return;
  }
  const content = await fetchKey(key, sourceOf(description, options.from, surroundings), surroundings);
  if (here.kind === "file" && Buffer.from(here.content).equals(content))
    return tighten(terminal, file, here.mode);
  if (here.kind === "file" && options.force === undefined) {
    throw refused(`${file} is another key than that of ${options.from}: say --force to have it replaced.`);
  }
  write(file, content);
  terminal.out(`${file} is the key of ${options.from} now.\n`);
}

/** Heartbeat does not start with a key that others may read, and no cluster is safe with one. */
function tighten(terminal: Terminal, file: string, mode: string): void {
  if ((Number.parseInt(mode, 8) & 0o077) === 0) {
    terminal.out(`${file} is there: nothing to do.\n`);
    return;
  }
  explained(() => chmodSync(file, 0o600));
  terminal.out(`${file} is there; others could read it (mode ${mode}), and now only root can.\n`);
  terminal.err(
    `xensan: whoever has read ${file} can join the cluster: if that may be, delete it and make another.\n`,
  );
}

function write(file: string, content: Uint8Array): void {
  explained(() => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileAtomically(file, content, 0o600);
  });
}

function sourceOf(
  { nodes }: HostDescription,
  from: string,
  { machine: { hostName }, clusterFile }: HostSurroundings,
): ClusterNode {
  const node = nodes.find(({ name }) => name === from);
  if (node !== undefined && from !== hostName) return node;
  const others = nodes.map(({ name }) => name).filter((name) => name !== hostName);
  const sentence = `--from must be another host of ${clusterFile} (${others.join(", ") || "there is none"}), not ${JSON.stringify(from)}.`;
  throw new AdminError(adminExit.usage, sentence);
}

async function fetchKey(
  key: ClusterKey,
  { name, addresses }: ClusterNode,
  { machine: { run } }: HostSurroundings,
): Promise<Buffer> {
  const result = await sshCaller(run)(addresses.ssh, key.remoteCommand, "", 30_000);
  const content =
    result.kind === "exited" && result.exitCode === 0 ? Buffer.from(result.stdout, "base64") : undefined;
  if (content !== undefined && key.isKey(content)) return content;
  // ssh's own exit code is 255, with words of its own; anything else is base64's.
  if (result.kind !== "exited" || result.exitCode === 255) {
    throw refused(`${name} does not answer: ${whySilent(name, addresses.ssh, result)}.`);
  }
  throw refused(`${name} has no key in ${key.path}: run xensan host key there first.`);
}

function refused(sentence: string): AdminError {
  return new AdminError(adminExit.refused, sentence);
}
