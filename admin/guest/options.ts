import { Option } from "commander";
import { parseDuration } from "../../cib/duration.ts";
import type { ClusterDescription } from "../../lib/cluster/description/description.ts";
import { AdminError, adminExit } from "../terminal.ts";

export type OperationOptions = {
  readonly confirmDead?: readonly string[];
  readonly dryRun?: true;
  readonly json?: true;
};

/** Once for each host: a list without an end would take the guest's name for a host. */
export function confirmDead(): Option {
  return new Option(
    "--confirm-dead <host>",
    "you have seen that this host is switched off; may be given again for another one",
  ).argParser((host: string, before: readonly string[] | undefined) => [...(before ?? []), host]);
}

export function dryRun(): Option {
  return new Option("--dry-run", "ask all that would be asked, say what would be done, and change nothing");
}

export function json(): Option {
  return new Option("--json", "print how it ended as JSON, for programs");
}

/** @throws AdminError usage for a host that the cluster file does not have */
export function hostIn({ nodes }: ClusterDescription, clusterFile: string, name: string): string {
  if (nodes.some((node) => node.name === name)) return name;
  const known = nodes.map((node) => node.name).join(", ");
  throw new AdminError(
    adminExit.usage,
    `${clusterFile} has no host ${JSON.stringify(name)}; it has ${known}.`,
  );
}

/** @throws AdminError usage for a host that is not in the cluster file, or is this one */
export function confirmedHosts(
  description: ClusterDescription,
  clusterFile: string,
  here: string,
  { confirmDead: hosts = [] }: OperationOptions,
): readonly string[] {
  for (const host of hosts) {
    hostIn(description, clusterFile, host);
    if (host === here) throw new AdminError(adminExit.usage, `${host} is this host, so it is not dead.`);
  }
  return hosts;
}

type Bounds = { readonly leastMs: number; readonly mostMs: number; readonly accepts: string };

/** A time such as 90s, in milliseconds. @throws AdminError usage that names the option and what it takes */
export function durationOption(option: string, text: string, { leastMs, mostMs, accepts }: Bounds): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms >= leastMs && ms <= mostMs) return ms;
  throw new AdminError(
    adminExit.usage,
    `${option} ${JSON.stringify(text)} is not accepted; it takes ${accepts}.`,
  );
}
