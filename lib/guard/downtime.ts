import type { Clock } from "../system/clock.ts";
import { mayExecute } from "../xen/domain.ts";
import type { RegularLooks } from "./regular-looks.ts";
import type { Progress } from "./run-program.ts";
import type { Reply, Step } from "./step.ts";

export type DowntimeMeter = {
  /** To be told of the steps of a migration. */
  readonly progress: Progress;
  /** Milliseconds, once the guest runs on its destination; undefined: it did not move, or that was not seen. */
  readonly downtimeMs: () => number | undefined;
  /**
   * What of it is the hand-over: from the end of the toolstack's migration, when the copy is complete and the source is gone, to
   * the destination's word that the guest runs. The same milliseconds, but exact.
   */
  readonly handOverMs: () => number | undefined;
  /** Ends its looks; to be called when the program is over, however it ended. */
  readonly stop: () => void;
};

/**
 * Measures how long a guest executes nowhere while it is moved: from the beginning of the last look that saw it execute
 * on the source to the moment when the destination's word has come that it runs. It is never too short. It is too long by at
 * most one look with the pause before it (half a second and what `xl list` takes, or three times the latter), and by what the destination does after
 * it let the guest go: two looks, and the way of its answer.
 */
export function downtimeMeter(clock: Clock, looks: RegularLooks): DowntimeMeter {
  let stop = () => {};
  let executedMs: number | undefined;
  let arrivedMs: number | undefined;
  let runsMs: number | undefined;
  const began = (step: Step) => {
    if (step.kind !== "migrate") return;
    const { domid } = step;
    executedMs = clock.nowMs();
    stop = looks.tell((beganMs, listing) => {
      const domain =
        listing.kind === "listed" ? listing.domains.find((each) => each.domid === domid) : undefined;
      if (domain !== undefined && domain.state !== "unclear" && mayExecute(domain.state))
        executedMs = beganMs;
    });
  };
  const ended = (step: Step, answer: unknown) => {
    if (step.kind === "migrate") {
      stop();
      arrivedMs = clock.nowMs();
    }
    if (step.kind === "tell" && step.message.kind === "take" && (answer as Reply).kind === "done") {
      runsMs = clock.nowMs();
    }
  };
  const untilItRuns = (fromMs: number | undefined) =>
    fromMs === undefined || runsMs === undefined ? undefined : Math.round(runsMs - fromMs);
  return {
    progress: { began, ended },
    downtimeMs: () => untilItRuns(executedMs),
    handOverMs: () => untilItRuns(arrivedMs),
    stop: () => stop(),
  };
}
