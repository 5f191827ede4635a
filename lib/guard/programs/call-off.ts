import { type Program, perform, type Reply } from "../step.ts";

/** What is just ending there ends in that time. */
const tries = 5;

/**
 * Tells the destination of a hand-over that nothing comes of it. One that cannot close its end yet, because a receiver is
 * still at work there, is told again: while its end is open, the guest goes nowhere.
 */
export function* callOff(host: string, id: string): Program<Reply> {
  for (let number = 1; ; number += 1) {
    const reply = yield* perform({ kind: "tell", host, message: { kind: "cancel", id } });
    if (reply.kind !== "refused" || number === tries) return reply;
    yield* perform({ kind: "wait" });
  }
}
