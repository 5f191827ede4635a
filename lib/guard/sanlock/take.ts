import type { CommandResult } from "../../system/command.ts";
import { type Claim, isFree, isOwn, readClaimAt } from "./claim.ts";
import type { LeaseHost } from "./host.ts";
import { longer, shortestMs } from "./pause.ts";
import { claimWord } from "./place.ts";
import { environment, noDaemon, saidBy, sanlock } from "./program.ts";
import { describeResult, isNoDaemon, mayHaveWritten, resultOf } from "./result-code.ts";

export type Taken =
  | { readonly kind: "taken" }
  /** `notJoined`: this host has not joined the volume, or sanlock is about to give up that it has. */
  | { readonly kind: "refused"; readonly reason: string; readonly notJoined?: true }
  | { readonly kind: "unknown"; readonly reason: string };

const defaultHolderPath = "/usr/lib/xensan/holder";

/**
 * In a session of its own, so that nothing which ends the caller ends the holder too; with descriptors 3 to 9 closed,
 * so that sanlock's socket is the only one that the holder finds. `cat` ends when the holder has let go of the output.
 */
const start =
  '[ -x "$1" ] || { echo "missing $1"; exit 0; }; holder=$1; guest=$2; toolstack=$3; seconds=$4; shift 4; ' +
  "exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-; " +
  'setsid --fork "$@" -c "$holder" "$guest" "$toolstack" "$seconds" 2>&1 | cat';

/**
 * Acquires a claim, on condition of its version, and becomes the holder. Persistent (-P): when the holder dies the claim
 * stays on the volume. An orphan of this host (-O) is taken up as it is, without a moment in which it is free, and so
 * keeps its version.
 */
export async function takeAndHold(
  host: LeaseHost,
  guest: string,
  { offset, leader }: Claim,
  timeoutMs: number,
): Promise<Taken> {
  const holder = host.holderPath ?? defaultHolderPath;
  const word = claimWord(host.path, guest, offset, leader.version);
  const command = ["sanlock", "client", "command", "-P", "1", "-O", "1", "-r", word];
  const args = [
    "-c",
    start,
    "sh",
    holder,
    guest,
    host.toolstack,
    String(host.watchSeconds ?? 60),
    ...command,
  ];
  const result = await host.run("sh", args, { timeoutMs, ...environment(host) });
  return takenBy(result, holder);
}

function takenBy(result: CommandResult, holder: string): Taken {
  const said = saidBy("sanlock client command", result);
  if (said.kind === "unknown") return said;
  if (/^holding \d+\n/m.test(said.text)) return { kind: "taken" };
  if (said.text === `missing ${holder}\n`) {
    return { kind: "refused", reason: `${holder} is missing: run xensan install` };
  }
  return (
    refusalOf(said.text) ?? { kind: "unknown", reason: `the holder did not start: ${lastLine(said.text)}` }
  );
}

/** ENOSPC, which is also what it says while a lockspace that it has lost is still listed; HOST_ID: no own number. */
const notJoined: readonly number[] = [-28, -241];

/** What sanlock prints where it does not come to run the command. */
function refusalOf(text: string): Exclude<Taken, { kind: "taken" }> | undefined {
  const registered = resultOf("register", text);
  if (registered !== undefined && registered < 0) {
    return {
      kind: "refused",
      reason: isNoDaemon(registered) ? noDaemon : describeResult("register", registered),
    };
  }
  const code = resultOf("acquire", text);
  if (code === undefined || code >= 0) return undefined;
  const reason = describeResult("acquire", code);
  if (mayHaveWritten(code)) return { kind: "unknown", reason };
  return { kind: "refused", reason, ...(notJoined.includes(code) ? { notJoined: true as const } : {}) };
}

export type Freed =
  | { readonly kind: "freed"; readonly version: number }
  | { readonly kind: "failed"; readonly reason: string };

/**
 * Takes a claim that nobody can use any more, on condition of its version, and gives it up at once: sanlock frees it when
 * `true` ends, as it does for every claim that is not persistent. Waits until the volume says so.
 *
 * Where another host wrote the record of which this one is the owner, sanlock leaves it as it is when it gives the claim
 * up (paxos_lease_release() of 3.8.5). Taken once more it is this host's own record, a version later.
 */
export async function takeAndFree(
  host: LeaseHost,
  guest: string,
  claim: Claim,
  remainingMs: () => number,
): Promise<Freed> {
  let last: Claim | undefined = claim;
  for (let pauseMs = shortestMs; ; pauseMs = longer(pauseMs)) {
    const refusal: Refusal | undefined =
      last === undefined ? undefined : await takeOnce(host, guest, last, remainingMs());
    if (refusal !== undefined && refusal.code !== beingGivenUp)
      return { kind: "failed", reason: refusal.reason };
    const now = await readClaimAt(host, guest, claim.offset, remainingMs());
    if (now.kind === "claim" && isFree(now)) return { kind: "freed", version: now.leader.version };
    if (remainingMs() === 0) {
      const why = now.kind === "unknown" ? now.reason : "the volume still has it as owned";
      return { kind: "failed", reason: `it was not seen to be free in time: ${why}` };
    }
    await host.clock.sleep(Math.min(pauseMs, remainingMs()));
    last =
      refusal !== undefined ? last : now.kind === "claim" && isWrittenByAnother(host, now) ? now : undefined;
  }
}

function isWrittenByAnother(host: LeaseHost, claim: Claim): boolean {
  return isOwn(host, claim) && claim.leader.writerId !== claim.leader.ownerId;
}

type Refusal = { readonly reason: string; readonly code?: number };

/** EAGAIN: the daemon writes at this moment what was given up before. */
const beingGivenUp = -11;

async function takeOnce(
  host: LeaseHost,
  guest: string,
  { offset, leader }: Claim,
  timeoutMs: number,
): Promise<Refusal | undefined> {
  const word = claimWord(host.path, guest, offset, leader.version);
  const said = await sanlock(
    host,
    ["client", "command", "-O", "1", "-r", word, "-c", "/bin/true"],
    timeoutMs,
  );
  if (said.kind === "unknown") return { reason: said.reason };
  const refusal = refusalOf(said.text);
  return refusal === undefined ? undefined : { ...refusal, ...codeOf(said.text) };
}

function codeOf(text: string): { readonly code?: number } {
  const code = resultOf("acquire", text);
  return code === undefined ? {} : { code };
}

function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1)?.slice(0, 200) || "nothing was printed";
}
