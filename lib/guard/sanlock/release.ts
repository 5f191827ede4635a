import { type Deadline, deadlineAfter } from "../../system/deadline.ts";
import type { Release } from "../lease.ts";
import { isOwn } from "./claim.ts";
import { readHolding } from "./holding.ts";
import type { LeaseHost } from "./host.ts";
import { join, readClaimAndHosts, type Seen } from "./join.ts";
import { longer, shortestMs } from "./pause.ts";
import { noDaemon } from "./program.ts";
import { takeAndFree } from "./take.ts";

/**
 * See Lease.release. First the holder ends, which leaves an orphan, then the claim is given up: a crash in between
 * leaves a claim without a holder, which can be released again, and never a holder that watches over nothing.
 *
 * @param seen the claim as it was read just now
 */
export async function release(
  host: LeaseHost,
  guest: string,
  timeoutMs: number,
  seen: Promise<Seen> = readClaimAndHosts(host, guest, timeoutMs),
): Promise<Release> {
  const deadline = deadlineAfter(host.clock, timeoutMs);
  const [claim, hosts] = await seen;
  if (claim.kind === "unknown") return failed(claim.reason);
  if (!isOwn(host, claim)) return { kind: "released", version: claim.leader.version };
  const ended = await endHolder(host, guest, deadline);
  if (ended !== undefined) return failed(ended);
  const joined = await join(host, deadline.remainingMs(), hosts);
  if (joined.kind === "failed") return failed(joined.reason);
  const freed = await takeAndFree(host, guest, claim, deadline.remainingMs);
  if (freed.kind === "failed") return failed(`${guest}'s claim was not given up: ${freed.reason}`);
  return { kind: "released", version: freed.version };
}

/** @returns why it has not ended; undefined: there is none */
async function endHolder(host: LeaseHost, guest: string, deadline: Deadline): Promise<string | undefined> {
  let told: number | undefined;
  let problem = "";
  for (let pauseMs = shortestMs; ; pauseMs = longer(pauseMs)) {
    const holding = await readHolding(host, guest, deadline.remainingMs());
    if (holding.kind === "orphaned" || holding.kind === "not-held") return undefined;
    if (holding.kind === "held") {
      if (holding.holder !== told) tell(host, holding.holder);
      told = holding.holder;
      problem = `the holder of ${guest}'s claim (process ${told}) does not end: look at what it waits for`;
    } else if (problem === "") {
      problem = holding.reason;
    }
    if (holding.kind === "unknown" && holding.reason === noDaemon) return problem;
    if (deadline.remainingMs() === 0) return problem;
    await host.clock.sleep(Math.min(pauseMs, deadline.remainingMs()));
  }
}

/** USR1 means to the holder: in order, touch nothing. */
function tell({ send }: LeaseHost, pid: number): void {
  try {
    send(pid, "SIGUSR1");
  } catch {
    // Gone already; what it left shows in the next look.
  }
}

function failed(reason: string): Release {
  return { kind: "failed", reason };
}
