import { type Deadline, deadlineAfter } from "../../system/deadline.ts";
import { readStatus } from "./holding.ts";
import { type LeaseHost, ownLeaseId } from "./host.ts";
import { readHosts } from "./join.ts";
import { lockspaceWord } from "./place.ts";
import { sanlock } from "./program.ts";
import { describeResult, isNoDaemon, resultOf } from "./result-code.ts";
import type { DaemonClaim } from "./status.ts";

export type Leaving =
  /** This host has not joined, or no daemon runs, which comes to the same. */
  | { readonly kind: "nothing"; readonly why: "not-joined" | "no-daemon" }
  | { readonly kind: "refused"; readonly reason: string };

export type Left =
  | Leaving
  | { readonly kind: "left" }
  /** sanlock was asked to, and may do it yet. */
  | { readonly kind: "failed"; readonly reason: string };

/**
 * Gives this host's entry on the volume up, and waits until the daemon has done so, which takes it some 3 s: only a daemon
 * without a lockspace ends when it is told to (main_loop() of 3.8.5). To the other hosts this one is then away in order.
 *
 * sanlock kills whoever holds a claim when the lockspace goes. So it is refused while the daemon knows of a claim, in
 * whatever state; that nobody acquires one between that look and the request is the caller's to see to.
 */
export async function leave(host: LeaseHost, timeoutMs: number): Promise<Left> {
  const deadline = deadlineAfter(host.clock, timeoutMs);
  for (let asked = false; ; ) {
    const look = await lookAtLeaving(host, deadline.remainingMs());
    if (look.kind === "nothing") return asked ? { kind: "left" } : look;
    if (look.kind === "refused") return look;
    if (deadline.remainingMs() === 0)
      return failed(`sanlock has not left ${host.path} in time; look at it with sanlock client status`);
    const done = look.kind === "may" ? await askToLeave(host, look.leaseId, deadline) : notYet;
    if (done.kind === "failed") return done;
    asked ||= done.kind === "asked" || look.kind === "leaving";
    if (done.kind === "not-yet") await host.clock.sleep(Math.min(250, deadline.remainingMs()));
  }
}

type Look = Leaving | { readonly kind: "may"; readonly leaseId: number } | { readonly kind: "leaving" };

/** Whether this host may leave; changes nothing. The claims are looked at last, right before they would matter. */
export async function lookAtLeaving(host: LeaseHost, timeoutMs: number): Promise<Look> {
  const deadline = deadlineAfter(host.clock, timeoutMs);
  const list = await readHosts(host, timeoutMs);
  switch (list.kind) {
    case "not-joined":
    case "no-daemon":
      return { kind: "nothing", why: list.kind };
    case "leaving":
      return { kind: "leaving" };
    case "unknown":
      return refused(list.reason);
    case "joining":
    case "joined":
    case "not-ready": {
      // A list of claims that is cut off is that of a daemon which has died, and then nothing is asked of it.
      const status = await readStatus(host, deadline.remainingMs());
      if (status.kind === "unknown") return refused(status.reason);
      if (status.claims.length > 0) return refused(stillNeeded(host, status.claims));
      // Under another number than its own, where the cluster file was changed meanwhile.
      return { kind: "may", leaseId: "leaseId" in list ? list.leaseId : ownLeaseId(host) };
    }
  }
}

function stillNeeded({ path }: LeaseHost, claims: readonly DaemonClaim[]): string {
  const guests = claims.map(({ guest, state }) => `${guest} (${words[state]})`).join(", ");
  return (
    `sanlock still has claims on ${path} for guests of this host, whose holders it would kill: ${guests}; move these guests ` +
    "away or stop them, and run xensan repair for those that nobody holds"
  );
}

const words: Readonly<Record<DaemonClaim["state"], string>> = {
  held: "held",
  orphan: "held by nobody",
  "being acquired": "being acquired",
  "being given up": "being given up",
};

type Asked = { readonly kind: "asked" } | typeof notYet | Extract<Left, { kind: "failed" }>;

const notYet = { kind: "not-yet" } as const;

/** `rem_lockspace` ends when the lockspace is gone; it says ENOENT (-2) where it, or the daemon, is gone already. */
async function askToLeave(host: LeaseHost, leaseId: number, deadline: Deadline): Promise<Asked> {
  const word = lockspaceWord(host.path, leaseId);
  const said = await sanlock(host, ["client", "rem_lockspace", "-s", word], deadline.remainingMs());
  if (said.kind === "unknown") return failed(said.reason);
  const code = resultOf("rem_lockspace", said.text);
  if (code === 0) return { kind: "asked" };
  if (code === undefined) return failed("sanlock's rem_lockspace did not say how it ended");
  // EINPROGRESS: somebody else has asked. EBUSY: the index is being written, and then nothing was asked.
  if (isNoDaemon(code) || code === -115 || code === -16) return notYet;
  return failed(describeResult("rem_lockspace", code));
}

function refused(reason: string): Extract<Leaving, { kind: "refused" }> {
  return { kind: "refused", reason };
}

function failed(reason: string): Extract<Left, { kind: "failed" }> {
  return { kind: "failed", reason };
}
