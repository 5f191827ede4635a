import type { HostAnswer } from "../../lib/guard/facts.ts";
import type { Holding, LeaseView } from "../../lib/guard/lease.ts";
import { wordsFor } from "../../lib/guard/operation.ts";
import type { StoredOperation } from "../../lib/guard/operation-file.ts";
import { mayGoOn } from "../../lib/guard/verdict/may-begin.ts";
import { allow, refuse, unknown, type Verdict } from "../../lib/guard/verdict/verdict.ts";
import type { DomainRole } from "../../lib/xen/domain.ts";

/** A disk that Xen is about to open for a guest of the cluster file, and all that this host knows about it by itself. */
export type Attach = {
  readonly guest: string;
  readonly here: string;
  /** What stands open here. */
  readonly open: StoredOperation;
} & (Arriving | Standing);

export type Arriving = {
  /** The domain is a copy that a migration fills. */
  readonly role: "arriving";
  /** Whether the copy stays paused: whoever moves a guest with the plain toolstack lets the copy run by itself. */
  readonly staysPaused: boolean;
  readonly lease: NoLease | { readonly kind: "claim"; readonly view: LeaseView };
};

export type Standing = {
  /** Why the domain has the name that it has. */
  readonly role: Exclude<DomainRole, "arriving">;
  /** Whether a program of the guard is at work on the guest here. */
  readonly active: boolean;
  /** `view`: whose the claim is where this host does not have it. */
  readonly lease:
    | NoLease
    | { readonly kind: "holding"; readonly holding: Exclude<Holding, NotHeld> }
    | { readonly kind: "not-held"; readonly view: LeaseView };
};

type NoLease = { readonly kind: "none" };
type NotHeld = { readonly kind: "not-held" };

/** "ask": only the other hosts can tell. */
export type AttachVerdict = Verdict | { readonly kind: "ask" };

/**
 * May this host open a disk of this guest for it now? Only what was written down, or the lease, allows it: whoever creates
 * or moves a guest behind the guard's back comes through here too.
 */
export function mayAttach(attach: Attach): AttachVerdict {
  if (attach.role === "arriving") return mayArrive(attach);
  const { guest, here, role, open } = attach;
  if (role !== "itself") return refuse(`a copy of ${guest} that a migration left is not given disks`);
  if (open.kind === "unreadable") return unknown(open.reason);
  if (open.kind === "none") return mayRun(attach);
  const { operation } = open;
  if (operation.kind !== "start") {
    // What it allowed when it looked may be given up a moment later: no disk is opened beside it.
    return refuse(
      `${wordsFor(operation)} is on record on ${here}: wait for it, or run xensan repair ${guest}`,
    );
  }
  if (attach.lease.kind !== "none") return mayRun(attach);
  if (attach.active) return allow;
  return refuse(`a start on ${here} was not finished: run xensan repair ${guest}`);
}

/** Created by `xensan start`, by hand, or anew by Xen because it rebooted. */
function mayRun({ guest, here, lease }: Attach & Standing): AttachVerdict {
  if (lease.kind === "none") return { kind: "ask" };
  if (lease.kind === "not-held") {
    const { view } = lease;
    const owner = view.kind === "owned" && view.owner !== here ? `${view.owner} has its lease` : "";
    return refuse(`${owner || `${here} does not have its lease`}: use xensan start ${guest}`);
  }
  const { holding } = lease;
  switch (holding.kind) {
    case "held":
      return allow;
    case "unknown":
      return unknown(`${here} cannot say whether it has its lease: ${holding.reason}`);
    case "orphaned":
      return refuse(`nothing watches its lease on ${here}: run xensan repair ${guest}`);
  }
}

/** The destination of a hand-over: its arrival stands open, and the source still has the claim that it then gives up. */
function mayArrive({ guest, here, open, staysPaused, lease }: Attach & Arriving): Verdict {
  if (open.kind === "unreadable") return unknown(open.reason);
  const operation = open.kind === "open" ? open.operation : undefined;
  if (operation?.kind !== "arrival") {
    return refuse(`no migration of ${guest} to ${here} is on record: use xensan migrate ${guest} ${here}`);
  }
  const { source, claim } = operation;
  if (!staysPaused) {
    return refuse(`it would run as soon as it is here: use xensan migrate ${guest} ${here} on ${source}`);
  }
  if (lease.kind === "none") return allow;
  const { view } = lease;
  if (view.kind === "unknown") return unknown(`its lease cannot be read: ${view.reason}`);
  if (view.kind === "owned" && view.owner === source && view.version === claim) return allow;
  return refuse(
    `${source} does not have its lease any more as when this migration began: run xensan repair ${guest}`,
  );
}

/** The same by the other hosts' answers, where there are no leases. */
export function mayAttachBy({ guest, here }: Attach, others: ReadonlyMap<string, HostAnswer>): Verdict {
  const survey = {
    ...{ guest, here, answers: others, membership: new Map(), confirmedDead: [] },
    lease: { kind: "none" },
  } as const;
  // No operation of this host asks; whatever is open elsewhere is in the way.
  return mayGoOn({ survey, on: here, id: "" });
}
