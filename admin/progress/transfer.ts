import { answerOf, type Survey } from "../../lib/guard/facts.ts";
import type { OverviewAnswer } from "../../lib/guard/overview/overview.ts";
import type { Progress } from "../../lib/guard/run-program.ts";
import type { Step } from "../../lib/guard/step.ts";
import type { Clock } from "../../lib/system/clock.ts";
import type { Part } from "./line.ts";

export type Transfer = {
  /** To be told of the steps of a migration. */
  readonly progress: Progress;
  readonly stop: () => void;
};

export type TransferView = {
  readonly guest: string;
  readonly clock: Clock;
  /** Of the destination. */
  readonly lookThere: () => Promise<OverviewAnswer | undefined>;
  readonly reached: (part: Part) => void;
};

/**
 * Between two looks, each of which is an ssh, a Node.js and an `xl list` on the destination, where the copy is made: so long, and so
 * many times as long as a look takes there.
 */
const pauseMs = 2_000;
const pauseTimes = 9;

/**
 * Tells how far a migration is by the memory that its copy has on the destination. Memory that the guest writes again and again is
 * sent again and again, so the end can take longer than the beginning; once all is there nobody looks any more, because the guest
 * is about to stand still.
 */
export function watchTransfer({ guest, clock, lookThere, reached }: TransferView): Transfer {
  const over = new AbortController();
  let allMiB: number | undefined;
  const watch = async () => {
    for (let tookMs = 0, isThere = false; !isThere && !over.signal.aborted; ) {
      await clock.sleep(Math.max(pauseMs, pauseTimes * tookMs), over.signal);
      const beganMs = clock.nowMs();
      const doneMiB = memoryOfCopy(await lookThere(), guest);
      tookMs = clock.nowMs() - beganMs;
      if (doneMiB === undefined || allMiB === undefined || over.signal.aborted) continue;
      reached({ doneMiB, allMiB });
      isThere = doneMiB >= allMiB;
    }
  };
  return {
    progress: {
      began: (step: Step) => {
        // Ended by an abort, it rejects.
        if (step.kind === "migrate") watch().catch(() => undefined);
      },
      ended: (step: Step, answer: unknown) => {
        if (step.kind === "survey") allMiB = memoryHere(answer as Survey);
        if (step.kind === "migrate") over.abort();
      },
    },
    stop: () => over.abort(),
  };
}

function memoryHere(survey: Survey): number | undefined {
  const answer = answerOf(survey, survey.here);
  if (answer.kind === "silent" || answer.report.presence.kind !== "running") return undefined;
  return answer.report.presence.domains[0].domain.memoryMiB;
}

function memoryOfCopy(answer: OverviewAnswer | undefined, guest: string): number | undefined {
  if (answer?.kind !== "answered") return undefined;
  const found = answer.overview.guests.find((each) => each.guest === guest)?.presence;
  return found?.kind === "running" ? found.domains[0].domain.memoryMiB : undefined;
}
