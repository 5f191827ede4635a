import { exitCode } from "../../lib/ocf/exit-code.ts";
import { OcfError } from "../../lib/ocf/ocf-error.ts";
import { guestNameProblem } from "../../lib/xen/guest-name.ts";
import type { Host, XenVmCall } from "./host.ts";

/**
 * The parameters, checked together; `config` is what `xmfile` says where only that is set.
 * @throws OcfError notConfigured
 */
export function checkedParameters(call: XenVmCall) {
  const parameters = call.parameters();
  const { config, xmfile } = parameters;
  if (config !== undefined && xmfile !== undefined && config !== xmfile) {
    throw new OcfError(
      exitCode.notConfigured,
      `${call.environment.instance}: config is ${config} and xmfile is ${xmfile}, which mean the same; leave xmfile out.`,
    );
  }
  return { ...parameters, config: config ?? xmfile };
}

export type Guest =
  | { readonly kind: "known"; readonly name: string }
  /** One clause without the final stop, with what to do. */
  | { readonly kind: "unknown"; readonly reason: string };

/**
 * Which guest the resource means: by `name`, else by its configuration, else by what the cluster file calls a guest with
 * that configuration. ocf:heartbeat:Xen takes the resource's id at the end; that is a guess, and a guess that finds
 * nothing looks like an absence, so here the guest is unknown.
 */
export async function guestOf(call: XenVmCall, host: Host): Promise<Guest> {
  const { name, config } = checkedParameters(call);
  if (name !== undefined) return { kind: "known", name };
  if (config === undefined) return { kind: "unknown", reason: "neither name nor config is set: set name" };
  const read = await nameIn(config, host);
  if (read.kind === "known") return read;
  const opened = await host.guard(call);
  const listed =
    opened.kind === "open" ? opened.guard.guests.find((guest) => guest.config === config) : undefined;
  return listed === undefined ? read : { kind: "known", name: listed.name };
}

/** The name that a configuration gives its guest. */
export async function nameIn(config: string, host: Host): Promise<Guest> {
  const read = await host.readConfig(config);
  if (read.kind === "missing") return unknown(`${config} is not there, and name is not set: set name`);
  if (read.kind === "failed")
    return unknown(`${read.reason.replace(/\.$/, "")}, and name is not set: set name`);
  const name = read.config.settings.get("name");
  if (name?.kind !== "string") return unknown(`${config} gives its guest no name: write one there`);
  const problem = guestNameProblem(name.text);
  return problem === undefined
    ? { kind: "known", name: name.text }
    : unknown(`${config}: ${problem.replace(/\.$/, "")}`);
}

function unknown(reason: string): Guest {
  return { kind: "unknown", reason };
}
