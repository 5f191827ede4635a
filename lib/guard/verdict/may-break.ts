import { type HostAnswer, othersThan, type Survey } from "../facts.ts";
import { doubtOfDeath } from "./death.ts";
import { allow, refuse, unknown, type Verdict, worst } from "./verdict.ts";

/**
 * May the asking host free the claim of `owner`, which is said to be dead? It is the claim's last owner from then on: what stands
 * on it goes on as the guest, though the dead host may have written since, and a copy elsewhere that is the guest counts as
 * outdated. So no host but the owner may have anything of it, unless that is dead as well.
 */
export function mayBreak(survey: Survey, owner: string): Verdict {
  const doubt = doubtOfDeath(survey, owner);
  if (doubt !== undefined) return refuse(doubt);
  return worst(othersThan(survey, [owner]).map(([host, answer]) => hasNothing(survey, host, owner, answer)));
}

function hasNothing(survey: Survey, host: string, owner: string, answer: HostAnswer): Verdict {
  const { guest, here } = survey;
  if (answer.kind === "silent") {
    if (host === here) return unknown(`${here} cannot be looked at: ${answer.reason}`);
    const doubt = doubtOfDeath(survey, host);
    return doubt === undefined
      ? allow
      : unknown(`${host} may have something of it (${answer.reason}): ${doubt}`);
  }
  const { presence, open, busy } = answer.report;
  if (presence.kind === "unknown")
    return unknown(`${host} cannot say whether it is there: ${presence.reason}`);
  const [program] = busy;
  if (program !== undefined) return refuse(`${program} is still at work on ${host}`);
  if (presence.kind === "absent" && open === undefined) return allow;
  const advice = `run xensan repair ${guest} --confirm-dead ${owner} there first`;
  return refuse(
    `something of ${guest} is on ${host}, and it may be older than the disks, or the guest itself: ${advice}`,
  );
}
