import {
  answerOf,
  atWorkIn,
  type DiskUse,
  type HostAnswer,
  type HostReport,
  othersThan,
  type Survey,
} from "../facts.ts";
import { whyClosed } from "../intake/closure.ts";
import { wordsFor, workerOf } from "../operation.ts";
import { clashes } from "./clash.ts";
import { doubtOfDeath } from "./death.ts";
import { allow, type Check, decide, refuse, unknown, type Verdict, worst } from "./verdict.ts";

/** A guest that is to begin to run on a host. */
export type Beginning = {
  readonly survey: Survey;
  readonly on: string;
  /** Where it runs now and will be gone from: the source of a hand-over. */
  readonly from?: string;
  /** The operation that asks; no other may be open anywhere. */
  readonly id: string;
};

/** May the guest begin to run there, with no other copy and no other writer anywhere? */
export function mayBegin(beginning: Beginning): Verdict {
  return decide(checks, beginning);
}

/** The same of a copy that is there already and waits. */
export function mayGoOn(beginning: Beginning): Verdict {
  return decide(checksElsewhere, beginning);
}

/** By one host's own report alone: is nothing of the guest there, nobody at its disks, and does it take guests in? */
export function maySettleHere(report: HostReport, here: string): Verdict {
  return decide(checksOfArrival, { report, here });
}

type Arriving = { readonly report: HostReport; readonly here: string };

const nothingIsHere: Check<Arriving> = ({ report, here }) =>
  worst([presenceIn(report, here), usesIn(report, here)]);

const takesArrivals: Check<Arriving> = ({ report, here }) => intakeIn(report, here);

const checksOfArrival: readonly Check<Arriving>[] = [nothingIsHere, takesArrivals];

const notThereYet: Check<Beginning> = ({ survey, on }) => presenceOn(survey, on, answerOf(survey, on));

/** A host that is being emptied, or in maintenance, begins with no guest; what is there already is another matter. */
const takesGuestsIn: Check<Beginning> = ({ survey, on }) => {
  const answer = answerOf(survey, on);
  return answer.kind === "silent" ? allow : intakeIn(answer.report, on);
};

/** Disks on every host that answers: a disk has one writer in all, not one on each host. */
const disksAreFree: Check<Beginning> = ({ survey }) =>
  worst(
    [...survey.answers].map(([host, answer]) => {
      return answer.kind === "silent" ? allow : usesIn(answer.report, host);
    }),
  );

/**
 * A host that does not answer may run the guest, unless its source has its lease: then it does not, and whatever it has on
 * record of the guest is older than that claim and never goes on. So one host that is down does not keep the others from
 * being emptied.
 */
const nowhereElse: Check<Beginning> = ({ survey, on, from }) => {
  const leasedAtSource =
    from !== undefined && survey.lease.kind === "volume" && survey.lease.holding.kind === "held";
  return worst(
    othersThan(survey, from === undefined ? [on] : [on, from]).map(([host, answer]) =>
      leasedAtSource && answer.kind === "silent" ? allow : presenceOn(survey, host, answer),
    ),
  );
};

const nothingElseIsOpen: Check<Beginning> = ({ survey, id }) =>
  worst(
    [...survey.answers].map(([host, answer]) => {
      const open = answer.kind === "answered" ? answer.report.open : undefined;
      if (open === undefined || open.operation.id === id) return allow;
      const what = `${wordsFor(open.operation)} of ${survey.guest} on ${host}`;
      return open.active
        ? refuse(`${what} is under way ${workerOf(open)}: wait for it`)
        : refuse(`${what} was not finished: run xensan repair ${survey.guest} on ${host}`);
    }),
  );

const leaseIsFree: Check<Beginning> = ({ survey, on, from }) => {
  const { lease } = survey;
  if (lease.kind === "none") return allow;
  const { view } = lease;
  if (view.kind === "unknown") return unknown(`its lease cannot be read: ${view.reason}`);
  if (from !== undefined) return sourceHolds(survey, from);
  if (view.kind === "free" || view.owner === on) return allow;
  const doubt = doubtOfDeath(survey, view.owner);
  if (doubt === undefined) return allow;
  const held = `${view.owner} has its lease`;
  return answerOf(survey, view.owner).kind === "answered"
    ? refuse(`${held} though it does not run there: run xensan stop ${survey.guest} on ${view.owner}`)
    : refuse(`${held}: ${doubt}`);
};

/** Asked on the source, whose holding it is. */
function sourceHolds(survey: Survey, from: string): Verdict {
  if (survey.lease.kind === "none" || survey.lease.holding.kind === "held") return allow;
  const { holding } = survey.lease;
  if (holding.kind === "unknown")
    return unknown(`${from} cannot say whether it has its lease: ${holding.reason}`);
  return refuse(`it runs on ${from} without its lease: run xensan repair ${survey.guest} on ${from} first`);
}

/** A guest that reboots can be gone for long while its host frees memory for it: its xl, which creates it anew, tells. */
const nobodyIsAtWork: Check<Beginning> = ({ survey }) =>
  worst(
    [...survey.answers].map(([host, answer]) => {
      const program = answer.kind === "answered" ? atWorkIn(answer.report) : undefined;
      return program === undefined ? allow : refuse(`${program} is at work with it on ${host}: wait for it`);
    }),
  );

const checksElsewhere: readonly Check<Beginning>[] = [
  disksAreFree,
  nowhereElse,
  nothingElseIsOpen,
  nobodyIsAtWork,
];

const checks: readonly Check<Beginning>[] = [notThereYet, takesGuestsIn, ...checksElsewhere, leaseIsFree];

function presenceOn(survey: Survey, host: string, answer: HostAnswer): Verdict {
  if (answer.kind === "silent") {
    const doubt = doubtOfDeath(survey, host);
    const silence = `${host} does not answer (${answer.reason}), so ${survey.guest} may run there`;
    return doubt === undefined ? allow : unknown(`${silence}: ${doubt}`);
  }
  return presenceIn(answer.report, host);
}

function presenceIn({ presence }: HostReport, host: string): Verdict {
  if (presence.kind === "absent") return allow;
  if (presence.kind === "unknown")
    return unknown(`${host} cannot say whether it runs there: ${presence.reason}`);
  const [{ domain }] = presence.domains;
  return refuse(`it is on ${host} already, as domain ${domain.domid} (${domain.state})`);
}

function usesIn({ uses }: HostReport, host: string): Verdict {
  if (uses.kind === "unknown") return unknown(`${host} cannot say who has its disks: ${uses.reason}`);
  const clash = uses.uses.find(clashes);
  return clash === undefined ? allow : refuse(sentenceFor(clash, host));
}

function intakeIn({ closed }: HostReport, host: string): Verdict {
  return closed === undefined ? allow : refuse(whyClosed(closed, host));
}

function sentenceFor({ disk, user, access }: DiskUse, host: string): string {
  const how = access === "read" ? "reads" : access === undefined ? "may write" : "writes";
  return `${user} on ${host} ${how} its disk ${disk}: it must let go of it first`;
}
