import { wordsFor } from "../../lib/guard/guarded-run.ts";
import type { Progress } from "../../lib/guard/run-program.ts";
import type { Clock } from "../../lib/system/clock.ts";
import { barFor, lineFor, type Part } from "./line.ts";

export type Display = {
  /** Of a guarded program. */
  readonly progress: Progress;
  /** Something else is under way: "asking all hosts". */
  readonly begin: (what: string) => void;
  /** How far the step is that is under way. */
  readonly reached: (part: Part) => void;
  /** A sentence between what is shown. */
  readonly say: (sentence: string) => void;
  /** Takes away what is shown. */
  readonly stop: () => void;
};

export type Screen = {
  /** Standard error. */
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  readonly clock: Clock;
};

/** What is over sooner needs no progress. */
const patienceMs = 2_000;
/** On a terminal. */
const everyMs = 250;
/** A line on what is no terminal comes after so long, and then at twice the time, but at least each minute. */
const firstLineMs = 2_000;
const longestSilenceMs = 60_000;

/**
 * Shows what is under way and for how long: on a terminal one line that changes, with a bar where the step
 * has a measure; elsewhere plain lines, few of them.
 *
 * @param subject what each line begins with: a guest, a command
 */
export function displayOn(screen: Screen, subject: string): Display {
  const { write, isTerminal, clock } = screen;
  const startMs = clock.nowMs();
  let under: { readonly what: string; readonly sinceMs: number; part: Part | undefined } | undefined;
  /** What stands on the terminal now. */
  let drawn = "";
  let nextLineMs = firstLineMs;
  const erase = () => {
    if (drawn !== "") write(eraseLine);
    drawn = "";
  };
  const draw = () => {
    if (under === undefined || clock.nowMs() - startMs < patienceMs) return;
    const { what, sinceMs, part } = under;
    const elapsedMs = clock.nowMs() - sinceMs;
    const line = lineFor({ subject, what, elapsedMs, part });
    if (isTerminal) {
      const whole = part === undefined ? line : `${line} ${barFor(part)}`;
      if (whole !== drawn) write(`${eraseLine}${whole}`);
      drawn = whole;
    } else if (elapsedMs >= nextLineMs) {
      write(`${line}\n`);
      nextLineMs = elapsedMs + Math.min(Math.max(elapsedMs, firstLineMs), longestSilenceMs);
    }
  };
  const over = new AbortController();
  const loop = async () => {
    while (!over.signal.aborted) {
      await clock.sleep(everyMs, over.signal);
      draw();
    }
  };
  // Ended by an abort, it rejects.
  loop().catch(() => undefined);
  const begin = (what: string) => {
    under = { what, sinceMs: clock.nowMs(), part: undefined };
    nextLineMs = firstLineMs;
  };
  return {
    begin,
    progress: {
      began: (step) => begin(wordsFor(step)),
      ended: () => {
        under = undefined;
      },
    },
    reached: (part) => {
      if (under !== undefined) under.part = part;
    },
    say: (sentence) => {
      erase();
      write(`${sentence}\n`);
    },
    stop: () => {
      over.abort();
      erase();
    },
  };
}

/** To the first column, and all that is there away (ECMA-48: EL 2), which every terminal of today does. */
const eraseLine = "\r\u001b[2K";

/** What a work gives, with progress shown while it takes its time. */
export async function shownOn<T>(
  screen: Screen,
  subject: string,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  const display = displayOn(screen, subject);
  display.begin(what);
  try {
    return await work();
  } finally {
    display.stop();
  }
}
