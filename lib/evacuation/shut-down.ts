import type { Work } from "./carry-out.ts";
import type { GuestHere } from "./facts/guests-here.ts";
import { outcomeOf } from "./journal.ts";

/**
 * Shuts down what is left, all at once and each within its time: never saved, never destroyed. Nothing is begun with a
 * guest whose move is not at its end.
 */
export async function shutDown(work: Work, here: ReadonlyMap<string, GuestHere>): Promise<void> {
  const { effects, order, journal, tried, all } = work;
  const { witness, clock } = effects;
  const patienceMs = Math.min(order.shutdownSeconds * 1_000, all.remainingMs());
  const names = [...here]
    .filter(([name, { kind }]) => kind !== "absent" && kind !== "open" && !tried.unfinished.has(name))
    .map(([name]) => name);
  await Promise.all(
    names.map(async (guest) => {
      const beganMs = clock.nowMs();
      witness.say("info", `${guest} is asked to shut down.`);
      witness.began({ guest, what: "shutting down", expectedMs: patienceMs });
      const ending = await effects.stop(guest, patienceMs);
      witness.ended(guest);
      const tookMs = Math.round(clock.nowMs() - beganMs);
      journal.shutDown({ guest, tookMs, ...outcomeOf(ending) });
      if (ending.kind === "done") return witness.say("info", ending.text);
      witness.say("error", ending.reason);
      tried.givenUp.set(guest, ending.reason);
      if (ending.kind === "unfinished") tried.unfinished.add(guest);
    }),
  );
}
