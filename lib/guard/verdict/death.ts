import { answerOf, type Survey } from "../facts.ts";

/** Why a host does not count as dead; undefined: it does. */
export type Doubt = string | undefined;

/**
 * A host counts as dead only when an administrator says so and nothing contradicts: it does not answer, the cluster's
 * membership has lost it, and it has stopped writing its sign of life to the lease volume. Silence alone never does.
 */
export function doubtOfDeath(survey: Survey, host: string): Doubt {
  if (!survey.answers.has(host)) {
    return `the cluster file has no such host: put it back there with that leaseId, on all hosts, until its guests are settled`;
  }
  const answer = answerOf(survey, host);
  if (answer.kind === "answered") return `${host} answers, so it is not dead`;
  if (answer.lives) return `its machine reacts, so it is not dead: mend that first`;
  if (!survey.confirmedDead.includes(host)) {
    return `bring ${host} back, or switch it off and say --confirm-dead ${host}`;
  }
  return objectionToConfirmation(survey, host);
}

function objectionToConfirmation(survey: Survey, host: string): Doubt {
  const standing = survey.membership.get(host) ?? "unknown";
  if (standing === "member") return `the cluster still sees ${host}, so it is not dead: switch it off`;
  if (standing === "unknown") {
    return `the cluster on ${survey.here} does not say whether ${host} is gone: mend the cluster there first`;
  }
  if (survey.lease.kind === "none") return undefined;
  const sign = survey.lease.signsOfLife.get(host) ?? "unknown";
  if (sign === "alive") return `${host} still writes to the lease volume, so it is not dead: switch it off`;
  if (sign === "unknown") {
    return `the lease volume does not say yet whether ${host} is dead: ${survey.here} has to watch it for some minutes, then try again`;
  }
  return undefined;
}
