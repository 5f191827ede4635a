import { type Copies, copiesOf } from "../copies.ts";
import { destroyAllButOne } from "../destroy-all-but-one.ts";
import { answerOf, atWorkIn, type HostAnswer, type Survey } from "../facts.ts";
import type { Operation } from "../operation.ts";
import { doubtOfDeath } from "./death.ts";

/** How a hand-over goes on, seen from its source. */
export type DepartureCourse =
  /** The source was never stopped, or goes on already. */
  | { readonly kind: "stay" }
  /** The source stands still and no copy can ever run: it goes on here. `renew`: the destination could not be told. */
  | { readonly kind: "resume"; readonly domid: number; readonly renew: boolean }
  /** The copy is complete: what is left of the source goes, and the copy may run. */
  | { readonly kind: "finish"; readonly leftover: number | undefined }
  /** It runs on the destination. `open`: the destination's end of the hand-over is not closed. */
  | { readonly kind: "arrived"; readonly leftover: number | undefined; readonly open: boolean }
  /** There is nothing that could go on anywhere. */
  | { readonly kind: "lost"; readonly destinationIsDead: boolean }
  /** Not to be decided now. One clause. */
  | { readonly kind: "wait"; readonly reason: string };

export type Departure = Operation & { readonly kind: "departure" };

/**
 * Decided from both ends alone, never from what the toolstack said of the migration. xl lets the destination use the
 * final name only after the source gave its permission, and from then on never resumes the source (xl_migrate.c of Xen
 * 4.17): a complete copy is the guest, a partial one is nothing.
 */
export function departureCourse(survey: Survey, { id, destination }: Departure): DepartureCourse {
  const source = answerOf(survey, survey.here);
  if (source.kind === "silent") return wait(`${survey.here} cannot be looked at: ${source.reason}`);
  const obstacle = obstacleOn(survey.here, source);
  if (obstacle !== undefined) return wait(obstacle);
  const here = copiesOf(source.report.presence);
  const there = farEnd(survey, destination, id);
  if (here.kind === "unclear") return wait(`on ${survey.here} ${here.reason}`);
  if (here.kind === "runs") {
    return there.kind === "runs"
      ? wait(bothRun(survey, destination, here.domain.domid, there.domid))
      : { kind: "stay" };
  }
  if (there.kind === "wait") return there;
  if (here.kind === "none") return withoutSource(there);
  // Paused and not suspended: by hand or for want of its lease, not by the migration.
  if (here.as !== "suspended" && there.kind !== "runs") return { kind: "stay" };
  if (there.kind === "foreign") {
    const advice = `run xensan repair ${survey.guest} on ${destination}, and, where it stays, xensan stop --force`;
    return wait(
      `${destination} has a domain of its name that is no copy of this migration any more: ${advice}`,
    );
  }
  return withSource(here.domain.domid, there);
}

function bothRun({ here, guest }: Survey, destination: string, ...domids: readonly [number, number]): string {
  const places = [
    { host: here, domid: domids[0] },
    { host: destination, domid: domids[1] },
  ];
  return `it runs on ${here} AND on ${destination}: ${destroyAllButOne(guest, places)}`;
}

type FarEnd =
  | { readonly kind: "complete" }
  | { readonly kind: "empty" }
  /** A domain of its name that this migration did not bring. */
  | { readonly kind: "foreign" }
  | { readonly kind: "dead" }
  | { readonly kind: "runs"; readonly domid: number; readonly open: boolean }
  | { readonly kind: "wait"; readonly reason: string };

function withoutSource(there: Exclude<FarEnd, { readonly kind: "wait" }>): DepartureCourse {
  switch (there.kind) {
    case "runs":
      return { kind: "arrived", leftover: undefined, open: there.open };
    case "complete":
      return { kind: "finish", leftover: undefined };
    case "empty":
    case "foreign":
      return { kind: "lost", destinationIsDead: false };
    case "dead":
      return { kind: "lost", destinationIsDead: true };
  }
}

function withSource(
  domid: number,
  there: Exclude<FarEnd, { readonly kind: "wait" } | { readonly kind: "foreign" }>,
): DepartureCourse {
  switch (there.kind) {
    case "runs":
      return { kind: "arrived", leftover: domid, open: there.open };
    case "complete":
      return { kind: "finish", leftover: domid };
    case "empty":
      return { kind: "resume", domid, renew: false };
    case "dead":
      return { kind: "resume", domid, renew: true };
  }
}

/**
 * "empty" includes a partial copy: the destination is told to do away with it before anything else is done. Receivers do not
 * matter to a complete copy: its own does nothing more to it (migrate_receive() of Xen 4.17 with -p, after the rename), and others
 * may be at work for hours while a host is emptied.
 */
function farEnd(survey: Survey, destination: string, id: string): FarEnd {
  const answer = answerOf(survey, destination);
  if (answer.kind === "silent") {
    const doubt = doubtOfDeath(survey, destination);
    if (doubt === undefined) return { kind: "dead" };
    return wait(`${destination} does not answer (${answer.reason}): ${doubt}`);
  }
  const copies = copiesOf(answer.report.presence);
  const ours = answer.report.open?.operation.id === id;
  const there = farEndOf(copies, ours, destination);
  const obstacle = there.kind === "complete" ? atWorkIn(answer.report) : answer.report.busy[0];
  return obstacle === undefined ? there : wait(`${obstacle} is still at work on ${destination}`);
}

function farEndOf(copies: Copies, ours: boolean, destination: string): FarEnd {
  if (copies.kind === "unclear") return wait(`on ${destination} ${copies.reason}`);
  if (copies.kind === "none") return { kind: "empty" };
  if (copies.kind === "runs") return { kind: "runs", domid: copies.domain.domid, open: ours };
  if (!ours) return { kind: "foreign" };
  if (copies.as === "complete") return { kind: "complete" };
  return { kind: "empty" };
}

function obstacleOn(host: string, answer: HostAnswer): string | undefined {
  if (answer.kind === "silent") return undefined;
  const [program] = answer.report.busy;
  return program === undefined ? undefined : `${program} is still at work on ${host}`;
}

function wait(reason: string): { readonly kind: "wait"; readonly reason: string } {
  return { kind: "wait", reason };
}
