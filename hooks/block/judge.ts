import type { ClusterDescription, Guest } from "../../lib/cluster/description/description.ts";
import type { Place } from "../../lib/guard/disks/uses.ts";
import type { WantedDisks } from "../../lib/guard/disks/wanted.ts";
import type { GuardEffects } from "../../lib/guard/effects.ts";
import type { Verdict } from "../../lib/guard/verdict/verdict.ts";
import { oneLine } from "../../lib/ocf/one-line.ts";
import { type DomainRole, roleOf } from "../../lib/xen/domain.ts";
import { type Ancestor, receivesPaused } from "./ancestors.ts";
import { type Arriving, type Attach, mayAttach, mayAttachBy, type Standing } from "./attach.ts";
import type { AttachLimits } from "./limits.ts";
import { type ReadXenstore, type Request, readRequest } from "./request.ts";
import { isItsDisk } from "./wanted-disk.ts";

/** What of the guard is asked. */
type Guard = Pick<GuardEffects, "lease" | "askOthers"> & {
  readonly store: Pick<GuardEffects["store"], "read">;
};

export type BlockEffects = {
  readonly here: string;
  readonly readXenstore: ReadXenstore;
  /** What is wrong with the cluster file, as a clause, or what it says. */
  readonly describe: () => Promise<ClusterDescription | string>;
  readonly disksOf: (guest: Guest) => WantedDisks;
  readonly placeOf: (path: string) => Place;
  readonly isActive: (guest: string) => Promise<boolean>;
  /** Of this process, its parent first. */
  readonly ancestors: () => readonly Ancestor[];
  readonly guard: (description: ClusterDescription, guest: Guest) => Promise<Guard>;
  readonly limits: AttachLimits;
};

/** Why Xen may not open this disk, as one sentence; undefined: it may. */
export async function judge(path: string, effects: BlockEffects): Promise<string | undefined> {
  const request = await readRequest(path, effects.readXenstore);
  if (typeof request === "string") return `xensan does not attach it: ${request}.`;
  const verdict = await verdictOn(request, effects);
  if (verdict.kind === "allow") return undefined;
  const { target, domainName } = request;
  return oneLine(
    `xensan: ${target} is not opened for ${domainName} on ${effects.here}: ${verdict.reason.replace(/\.$/, "")}.`,
  );
}

async function verdictOn(request: Request, effects: BlockEffects): Promise<Verdict> {
  const description = await effects.describe();
  if (typeof description === "string") return { kind: "unknown", reason: description };
  const found = guestOf(request.domainName, description);
  if (typeof found === "string") return { kind: "refuse", reason: found };
  const { guest, role } = found;
  const own = isItsDisk(request, effects.disksOf(guest), guest.config, effects.placeOf);
  if (own.kind !== "allow") return own;
  const guard = await effects.guard(description, guest);
  const attach = await factsOn(guest.name, role, guard, effects);
  const verdict = mayAttach(attach);
  if (verdict.kind !== "ask") return verdict;
  return mayAttachBy(attach, await guard.askOthers(effects.limits.askMs));
}

/** A domain by any other name than its guest's is nobody's, whatever configuration it was made from. */
function guestOf(domainName: string, { nodes, guests }: ClusterDescription) {
  for (const guest of guests) {
    const role = roleOf(guest.name, domainName);
    if (role !== undefined) return { guest, role };
  }
  const hosts = nodes.map(({ name }) => name).join(", ");
  return `the cluster file has no guest of that name: add it there, on ${hosts}`;
}

/** The records are read last: what is given up was written down before. */
async function factsOn(
  guest: string,
  role: DomainRole,
  guard: Guard,
  effects: BlockEffects,
): Promise<Attach> {
  const { here, limits } = effects;
  if (role === "arriving") {
    const lease = await claimOf(guest, guard, limits);
    const staysPaused = receivesPaused(effects.ancestors());
    return { guest, here, role, lease, staysPaused, open: guard.store.read(guest) };
  }
  const lease = await holdingOf(guest, guard, limits);
  return { guest, here, role, lease, open: guard.store.read(guest), active: await effects.isActive(guest) };
}

/** The guest stands still meanwhile, so nothing else is asked: the claim is not this host's yet. */
async function claimOf(
  guest: string,
  { lease }: Guard,
  { leaseMs }: AttachLimits,
): Promise<Arriving["lease"]> {
  return lease === undefined ? { kind: "none" } : { kind: "claim", view: await lease.view(guest, leaseMs) };
}

async function holdingOf(
  guest: string,
  { lease }: Guard,
  { leaseMs }: AttachLimits,
): Promise<Standing["lease"]> {
  if (lease === undefined) return { kind: "none" };
  const holding = await lease.holding(guest, leaseMs);
  return holding.kind === "not-held"
    ? { kind: "not-held", view: await lease.view(guest, leaseMs) }
    : { kind: "holding", holding };
}
