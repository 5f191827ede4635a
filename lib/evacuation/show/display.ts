import type { Clock } from "../../system/clock.ts";
import { moveLine } from "./bar.ts";
import type { Deed, Witness } from "./witness.ts";

export type EvacuationScreen = {
  /** Standard error. */
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  /** Columns of a terminal. */
  readonly columns: number;
  readonly clock: Clock;
};

/** Where every sentence goes besides: syslog, and so the journal. */
export type Log = {
  readonly info: (text: string) => void;
  readonly warning: (text: string) => void;
  readonly error: (text: string) => void;
};

/** On a terminal the bars are drawn anew so often; elsewhere a line says so often that something still goes on. */
const drawEveryMs = 500;
const lineEveryMs = 60_000;

/** On a terminal a bar for everything that is under way, below the sentences; elsewhere plain lines. */
export function evacuationDisplay(
  screen: EvacuationScreen,
  log: Log,
): Witness & { readonly stop: () => void } {
  const { write, isTerminal, clock } = screen;
  const underWay = new Map<
    string,
    { readonly deed: Deed; readonly beganMs: number; step: string | undefined }
  >();
  let drawn = 0;
  const lines = () =>
    [...underWay.values()].map(({ deed, beganMs, step }) => moveLine(deed, step, clock.nowMs() - beganMs));
  const erase = () => {
    if (drawn > 0) write(`\u001b[${drawn}A\u001b[J`);
    drawn = 0;
  };
  const draw = () => {
    if (!isTerminal) return;
    erase();
    const shown = lines().map((line) => line.slice(0, Math.max(20, screen.columns - 1)));
    write(shown.map((line) => `${line}\n`).join(""));
    drawn = shown.length;
  };
  const over = new AbortController();
  const loop = async () => {
    while (!over.signal.aborted) {
      await clock.sleep(isTerminal ? drawEveryMs : lineEveryMs, over.signal);
      if (isTerminal) draw();
      else
        write(
          lines()
            .map((line) => `${line}\n`)
            .join(""),
        );
    }
  };
  // Ended by the abort, its sleep rejects.
  loop().catch(() => undefined);
  return {
    say: (severity, sentence) => {
      erase();
      write(`${sentence}\n`);
      log[severity](sentence);
      draw();
    },
    began: (deed) => {
      underWay.set(deed.guest, { deed, beganMs: clock.nowMs(), step: undefined });
      draw();
    },
    reached: (guest, words) => {
      const known = underWay.get(guest);
      if (known !== undefined) known.step = words;
    },
    ended: (guest) => {
      underWay.delete(guest);
      draw();
    },
    stop: () => {
      over.abort();
      erase();
    },
  };
}
