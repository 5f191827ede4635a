import { createdByHand, destroyedByHand, mountedByHand, pausedByHand, renamedByHand } from "./by-hand.ts";
import type { Event } from "./event.ts";
import { domainGoes, guestIsBack, guestReboots } from "./guests.ts";
import {
  clusterFalters,
  hostBoots,
  hostCrashes,
  hostLooksDead,
  membershipCatchesUp,
  networkHeals,
  networkParts,
  toolstackHangs,
} from "./hosts.ts";
import { hostClosesOrOpens } from "./intake.ts";
import { leaseIsBroken } from "./lease-break.ts";
import { administratorGivesUp, administratorTypes } from "./orders.ts";
import {
  lateMessageArrives,
  programGoesOn,
  programIsKilled,
  programIsOvertaken,
  toolstackGoesOn,
  toolstackIsKilled,
} from "./programs.ts";
import {
  holderIsKilled,
  holderPauses,
  leaseVolumeVanishes,
  sanlockIsKilled,
  sanlockStarts,
  signOfLifeEnds,
} from "./sanlock.ts";

/** How often what happens, of `sides` numbers; the first one is the plainest. */
const weights: readonly (readonly [Event, number])[] = [
  [programGoesOn, 43],
  [programIsOvertaken, 8],
  [administratorTypes, 18],
  [administratorGivesUp, 4],
  [programIsKilled, 6],
  [toolstackGoesOn, 8],
  [toolstackIsKilled, 3],
  [lateMessageArrives, 4],
  [hostCrashes, 2],
  [hostBoots, 3],
  [hostLooksDead, 4],
  [networkParts, 3],
  [networkHeals, 2],
  [membershipCatchesUp, 5],
  [clusterFalters, 1],
  [toolstackHangs, 2],
  [sanlockIsKilled, 2],
  [sanlockStarts, 1],
  [holderPauses, 2],
  [signOfLifeEnds, 4],
  [leaseVolumeVanishes, 1],
  [holderIsKilled, 1],
  [guestReboots, 2],
  [guestIsBack, 1],
  [domainGoes, 2],
  [createdByHand, 1],
  [renamedByHand, 1],
  [pausedByHand, 1],
  [destroyedByHand, 1],
  [mountedByHand, 1],
  [hostClosesOrOpens, 2],
  [leaseIsBroken, 2],
];

export const eventTable: readonly Event[] = weights.flatMap(([event, weight]) =>
  Array<Event>(weight).fill(event),
);
