import { exitCode } from "../../lib/ocf/exit-code.ts";
import { OcfError } from "../../lib/ocf/ocf-error.ts";
import type { DomainConfig } from "../../lib/xen/domain-config.ts";
import { checkedParameters } from "./guest.ts";
import type { Host, XenVmCall } from "./host.ts";

/**
 * The configuration that the guest would be started from: the resource's, else the cluster file's.
 *
 * @throws OcfError notInstalled where this node cannot use it; notConfigured where it is another guest's
 */
export async function usableConfig(call: XenVmCall, host: Host, guest: string): Promise<DomainConfig> {
  const { config } = checkedParameters(call);
  const node = host.nameFor(call);
  const path = config ?? (await listedConfig(call, host, guest));
  const read = await host.readConfig(path);
  if (read.kind === "missing") {
    throw new OcfError(
      exitCode.notInstalled,
      `${path} is not on ${node}, so ${guest} cannot be started there; copy it from another node.`,
    );
  }
  if (read.kind === "failed")
    throw new OcfError(exitCode.notInstalled, `${guest} on ${node}: ${read.reason}`);
  const name = read.config.settings.get("name");
  if (name?.kind === "string" && name.text === guest) return read.config;
  // The toolstack would start a guest of that other name, and nobody would look for it.
  const says = name?.kind === "string" ? `is the configuration of ${name.text}` : "names no guest";
  throw new OcfError(
    exitCode.notConfigured,
    `${path} ${says}, and the resource is for ${guest}; correct name or config.`,
  );
}

async function listedConfig(call: XenVmCall, host: Host, guest: string): Promise<string> {
  const opened = await host.guard(call);
  if (opened.kind === "unavailable") {
    throw new OcfError(
      exitCode.notInstalled,
      `config is not set, and what the cluster file says of ${guest} is not known: ${opened.reason}.`,
    );
  }
  const listed = opened.guard.guests.find(({ name }) => name === guest);
  if (listed !== undefined) return listed.config;
  throw new OcfError(
    exitCode.notInstalled,
    `config is not set, and the cluster file does not list ${guest}; add it there on every host.`,
  );
}
