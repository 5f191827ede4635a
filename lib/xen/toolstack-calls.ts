import type { CommandResult } from "../system/command.ts";
import { describeFailure } from "../system/command-failure.ts";
import type { Domain, DomainState } from "./domain.ts";
import type { Listing } from "./presence.ts";
import type { Outcome, Transport } from "./toolstack.ts";

export type Printed<Unknown> = { readonly kind: "printed"; readonly text: string } | Unknown;

type UnknownAnswer = { readonly kind: "unknown"; readonly reason: string };

/** What a command printed, which counts only where it ended by itself and well. */
export function printedBy(command: string, result: CommandResult): Printed<UnknownAnswer> {
  return result.kind === "exited" && result.exitCode === 0
    ? { kind: "printed", text: result.stdout }
    : { kind: "unknown", reason: describeFailure(command, result) };
}

export function outcomeOf(command: string, result: CommandResult): Outcome {
  return result.kind === "exited" && result.exitCode === 0
    ? { kind: "done" }
    : { kind: "failed", reason: describeFailure(command, result) };
}

/** Whether a domain has come to a state, going by a list that was made after the change. */
export function seenIn(
  listing: Listing,
  domid: number,
  isRight: (state: DomainState) => boolean,
  change: string,
): Outcome {
  const seen = stateIn(listing, domid);
  if (seen.kind === "failed") return { kind: "failed", reason: `${seen.reason}, after ${change}` };
  return isRight(seen.state)
    ? { kind: "done" }
    : { kind: "failed", reason: `${seen.who} is ${seen.state} after ${change}` };
}

type SeenState =
  | { readonly kind: "seen"; readonly state: DomainState; readonly who: string }
  | { readonly kind: "failed"; readonly reason: string };

/** Of one id. A reason is one clause without the final stop. */
export function domainIn(
  listing: Listing,
  domid: number,
): { readonly kind: "found"; readonly domain: Domain } | (Outcome & { readonly kind: "failed" }) {
  if (listing.kind === "unknown") return { kind: "failed", reason: listing.reason };
  const domain = listing.domains.find((each) => each.domid === domid);
  return domain === undefined
    ? { kind: "failed", reason: `domain ${domid} is not here` }
    : { kind: "found", domain };
}

export function stateIn(listing: Listing, domid: number): SeenState {
  const found = domainIn(listing, domid);
  if (found.kind === "failed") return found;
  const { domain } = found;
  return { kind: "seen", state: domain.state, who: `domain ${domid} (${domain.name ?? "without a name"})` };
}

/** The domains of a first listing, with the disks that a second one knows of the same id and name. */
export function withDisks(states: Listing, long: Listing): Listing {
  if (states.kind === "unknown") return states;
  if (long.kind === "unknown") return long;
  const domains = states.domains.map((domain): Domain => {
    const known = long.domains.find(({ domid, name }) => domid === domain.domid && name === domain.name);
    // dom0's devices are the host's own; it has no disks in Xen's sense, whether or not the long list shows it.
    const disks = known?.disks ?? (domain.domid === 0 ? [] : undefined);
    return disks === undefined ? domain : { ...domain, disks };
  });
  return { kind: "listed", domains };
}

/** An id that names one guest: not the control domain, and no option that a tool would obey. */
export function domidProblem(domid: number): string | undefined {
  return Number.isInteger(domid) && domid > 0 && domid < 0x8000
    ? undefined
    : `${domid} is not the id of a guest's domain; take it from the list of domains`;
}

/** xl takes an argument with = for a setting, and xm puts the path into a Python program between quotes. */
export function configPathProblem(path: string): string | undefined {
  return /^\/[A-Za-z0-9_+.,:@%/-]+$/.test(path)
    ? undefined
    : `the configuration's path ${JSON.stringify(path)} is not absolute, or has other characters than letters, digits and _ + . , : @ % / -`;
}

/** xl hands the host to a shell, so nothing else may pass. */
export function hostProblem(host: string): string | undefined {
  return /^[A-Za-z0-9](?:[A-Za-z0-9.:-]*[A-Za-z0-9])?$/.test(host)
    ? undefined
    : `${JSON.stringify(host)} is not a host's name or address; use letters, digits and . - :`;
}

/** The same shell sees what carries the guest. */
export function transportProblem(transport: Transport): string | undefined {
  if (transport.kind === "plain") return hostProblem(transport.sshAddress);
  const { cipher } = transport;
  return cipher === undefined || /^[a-z0-9][a-z0-9@.-]*$/.test(cipher)
    ? undefined
    : `${JSON.stringify(cipher)} is not a cipher's name; take one that "ssh -Q cipher" prints`;
}
