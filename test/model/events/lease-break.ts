import { mayBreak } from "../../../lib/guard/verdict/may-break.ts";
import { pick } from "../world/dice.ts";
import { surveyAtOnce } from "../world/survey.ts";
import { type Guest, type Host, reach, type World } from "../world/world.ts";
import type { Event } from "./event.ts";
import { pickGuest } from "./guests.ts";

export const leaseIsBroken: Event = (world, dice) => {
  const host = pick(dice, world.hosts);
  return host !== undefined && breakLease(world, host, pickGuest(world, dice));
};

/** As admin/lease/break.ts does it: who frees a claim takes it and gives it up. False: there is nothing to break from there. */
export function breakLease(world: World, host: Host, guest: Guest): boolean {
  const { claim } = guest;
  const { owner } = claim;
  if (owner === undefined || owner === host || !host.up || !host.volume || !host.daemon) return false;
  const title = `lease break ${guest.name}`;
  world.story?.say(host.name, `an administrator types: ${title}`);
  const survey = surveyAtOnce(world, { host, guest, title, confirmed: [owner.name] });
  if (mayBreak(survey, owner.name).kind !== "allow") return true;
  reach(world, "a dead host's lease was broken");
  claim.version += 1;
  claim.owner = undefined;
  claim.lastOwner = host;
  return true;
}
