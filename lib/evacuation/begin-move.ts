import type { Work } from "./carry-out.ts";
import type { MoveEnd, Turn } from "./effects.ts";
import type { Gate } from "./gate.ts";
import { type AwaitHeadStart, headStartMs } from "./head-start.ts";
import type { Move } from "./plan/situation.ts";
import { wasRefused } from "./tried.ts";

export type UnderWay = {
  readonly move: Move;
  /** Milliseconds that it has taken so far, without what it has waited for others. */
  readonly tookMs: () => number;
  readonly end: Promise<Ended>;
  /** Undefined: it goes on. */
  readonly ended: () => Ended | undefined;
  /** Where its memory does not travel yet it never will: it ends as refused, with this clause. */
  readonly callOff: (reason: string) => void;
  /** Lets the next one travel, once it is known what the end of this one means for it. */
  readonly leave: () => void;
};

export type Way = { readonly gate: Gate; readonly headStart: AwaitHeadStart };

export type Ended = {
  readonly move: Move;
  /** When it was begun, by the wall clock. */
  readonly beganMs: number;
  /** Without what it has waited for others. */
  readonly tookMs: number;
  readonly end: MoveEnd | "overdue";
};

/**
 * Begins a move: all hosts are asked, and both ends write it down. Then it waits at the gate until the guest's memory may
 * travel, and its deadline waits with it.
 *
 * @param way of all whose memory travels to the same host
 */
export function beginMove(work: Work, move: Move, { gate, headStart }: Way): UnderWay {
  const { effects, order, tried, moves, all } = work;
  const { clock, witness } = effects;
  const { guest, to, seconds } = move;
  const [beganMs, wallBeganMs] = [clock.nowMs(), effects.wallClockMs()];
  const [lastMs, lastOfAllMs] = [beganMs + moves.remainingMs(), beganMs + all.remainingMs()];
  const asks = order.leftover === "shutdown";
  const calledOff = new AbortController();
  let waitedMs = 0;
  let waitsSinceMs: number | undefined;
  let leave = () => {};
  let ended: Ended | undefined;
  const waited = () => waitedMs + (waitsSinceMs === undefined ? 0 : clock.nowMs() - waitsSinceMs);
  const tookMs = () => clock.nowMs() - beganMs - waited();
  const limitMs = () => Math.min(beganMs + waited() + order.moveDeadlineSeconds * 1_000, lastMs);
  // Asked to shut down, it gets its time for that.
  const dueMs = () => (asks ? Math.min(limitMs() + order.shutdownSeconds * 1_000, lastOfAllMs) : limitMs());

  const waitFor = async <T>(what: Promise<T>): Promise<T> => {
    waitsSinceMs = clock.nowMs();
    const came = await what;
    waitedMs = waited();
    waitsSinceMs = undefined;
    return came;
  };

  const turn = async (): Promise<Turn> => {
    if (!gate.tryEnter() && !(await waitFor(enter(work, gate, calledOff.signal)))) {
      return { kind: "never", reason: whyNever(work, calledOff.signal) ?? "its turn never came" };
    }
    leave = once(gate.leave);
    const over = AbortSignal.any([effects.interrupted, calledOff.signal]);
    await waitFor(headStart(headStartMs(move, order.concurrency), over));
    const reason = whyNever(work, calledOff.signal);
    if (reason === undefined) {
      const hurryAfterMs = asks ? limitMs() - clock.nowMs() : undefined;
      return { kind: "go", waitedMs, hurryAfterMs, end: leave };
    }
    leave();
    return { kind: "never", reason };
  };

  if (!wasRefused(tried, move)) witness.say("info", `${guest} is moved to ${to}.`);
  witness.began({ guest, what: `to ${to}`, expectedMs: seconds * 1_000 });
  const over = new AbortController();
  const overdue = async () => {
    for (let nowMs = beganMs; nowMs < dueMs(); nowMs = clock.nowMs()) {
      await clock.sleep(dueMs() - nowMs, over.signal);
    }
    return "overdue" as const;
  };
  const late = overdue();
  // Aborted, the sleep rejects, and nobody waits for it any more.
  late.catch(() => undefined);
  const end = Promise.race([effects.move({ guest, to, turn }), late]).then((how) => {
    over.abort();
    witness.ended(guest);
    ended = { move, beganMs: wallBeganMs, tookMs: tookMs(), end: how };
    return ended;
  });
  const callOff = (reason: string) => calledOff.abort(reason);
  return { move, tookMs, end, ended: () => ended, callOff, leave: () => leave() };
}

/** Why no move is begun any more, one clause. */
export function whyOver({ effects, moves }: Pick<Work, "effects" | "moves">): string | undefined {
  if (effects.interrupted.aborted) return "the evacuation was interrupted before its turn came";
  return moves.remainingMs() <= 0 ? "the time for moves was over before its turn came" : undefined;
}

function whyNever(work: Work, calledOff: AbortSignal): string | undefined {
  return whyOver(work) ?? (calledOff.aborted ? String(calledOff.reason) : undefined);
}

/** Whether it got its place before that was over. */
async function enter({ effects, moves }: Work, gate: Gate, calledOff: AbortSignal): Promise<boolean> {
  const over = new AbortController();
  effects.clock.sleep(moves.remainingMs(), over.signal).then(
    () => over.abort(),
    () => undefined,
  );
  try {
    await gate.enter(AbortSignal.any([over.signal, effects.interrupted, calledOff]));
    return true;
  } catch {
    return false;
  } finally {
    over.abort();
  }
}

function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) act();
    isDone = true;
  };
}
