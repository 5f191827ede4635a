import { deadlineAfter } from "../../system/deadline.ts";
import type { DaemonHoldings, Holding } from "../lease.ts";
import { isOwn, readClaim } from "./claim.ts";
import type { LeaseHost } from "./host.ts";
import { noDaemon, sanlock } from "./program.ts";
import { type DaemonClaim, parseStatus, type Status } from "./status.ts";

/**
 * What this host has of a claim. The daemon's word counts where it names the claim; where it does not, the volume's:
 * a daemon forgets when it is restarted, and the volume does not.
 */
export async function readHolding(host: LeaseHost, guest: string, timeoutMs: number): Promise<Holding> {
  const deadline = deadlineAfter(host.clock, timeoutMs);
  const first = await readStatus(host, timeoutMs);
  if (first.kind === "status") {
    const known = holdingOf(host, first, guest);
    if (known !== undefined) return known;
  }
  const claim = await readClaim(host, guest, deadline.remainingMs());
  if (claim.kind === "unknown") return claim;
  if (!isOwn(host, claim)) return { kind: "not-held" };
  if (first.kind === "unknown") return first;
  // A list that ended early looks like a shorter one, and the daemon that made it does not answer again.
  const second = await readStatus(host, deadline.remainingMs());
  if (second.kind === "unknown") return second;
  return holdingOf(host, second, guest) ?? { kind: "orphaned", version: claim.leader.version };
}

/** See Lease.daemonHoldings. */
export async function readDaemonHoldings(host: LeaseHost, timeoutMs: number): Promise<DaemonHoldings> {
  const status = await readStatus(host, timeoutMs);
  if (status.kind === "unknown") return status;
  const holdings = status.claims.map(({ guest }): [string, Holding] => [
    guest,
    holdingOf(host, status, guest) ?? { kind: "not-held" },
  ]);
  return { kind: "known", holdings: new Map(holdings) };
}

export async function readStatus(host: LeaseHost, timeoutMs: number): Promise<Status> {
  const said = await sanlock(host, ["client", "status"], timeoutMs);
  if (said.kind === "unknown") return said;
  // What `client status` of 3.8.5 prints where no daemon answers.
  return said.text === "" ? { kind: "unknown", reason: noDaemon } : parseStatus(said.text);
}

/** Undefined: the daemon knows nothing of it. */
export function holdingOf(host: LeaseHost, { claims }: Known, guest: string): Holding | undefined {
  const claim = claims.find((each) => each.guest === guest);
  if (claim === undefined) return undefined;
  if (claim.path !== undefined && claim.path !== host.path) {
    return {
      kind: "unknown",
      reason: `sanlock holds ${guest}'s claim on ${claim.path}, and not on ${host.path}`,
    };
  }
  return inWords(claim);
}

type Known = Extract<Status, { kind: "status" }>;

function inWords({ guest, state, version, pid }: DaemonClaim): Holding {
  switch (state) {
    case "held":
      return { kind: "held", version, holder: pid };
    case "orphan":
      return { kind: "orphaned", version };
    case "being acquired":
    case "being given up":
      return {
        kind: "unknown",
        reason: `${guest}'s claim is ${state} on this host at the moment; ask again`,
      };
  }
}
