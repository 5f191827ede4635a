import { run, type Schedule } from "./schedule.ts";
import { makeTally } from "./story/tally.ts";

/**
 * Leaves out of a schedule whatever the same invariant breaks without, in halves, quarters and so on, and then makes each number
 * as plain as it can be. fast-check's own shrinking stops where two events only go together.
 */
export function shorten(schedule: Schedule): Schedule {
  const wanted = breachOf(schedule);
  const breaks = (events: readonly number[]): boolean => breachOf({ ...schedule, events }) === wanted;
  let events = schedule.events;
  for (let before = -1; before !== weight(events); ) {
    before = weight(events);
    events = leaveOut(events, breaks);
    events = makePlain(events, breaks);
  }
  return { ...schedule, events };
}

function breachOf(schedule: Schedule): string | undefined {
  return run(schedule, makeTally()).broken?.invariant;
}

function weight(events: readonly number[]): number {
  return events.length + events.reduce((sum, each) => sum + each, 0);
}

type Breaks = (events: readonly number[]) => boolean;

function leaveOut(events: readonly number[], breaks: Breaks): readonly number[] {
  let kept = events;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = kept.length - size; at >= 0; at -= size) {
      const fewer = [...kept.slice(0, at), ...kept.slice(at + size)];
      if (breaks(fewer)) kept = fewer;
    }
  }
  return kept;
}

/** A smaller number takes the plainer course at its last choices, and then is another event. */
function makePlain(events: readonly number[], breaks: Breaks): readonly number[] {
  const plain = [...events];
  for (const [at, number] of events.entries()) {
    for (let divisor = 128; divisor <= number; divisor *= 2) {
      const smaller = number % divisor;
      if (!breaks(plain.with(at, smaller))) continue;
      plain[at] = smaller;
      break;
    }
  }
  return plain;
}
