import type { HostReport } from "../facts.ts";
import { type Program, perform } from "../step.ts";
import type { Departure } from "../verdict/departure-course.ts";
import { type GivenUp, obstacleIn, releaseClaim } from "./claim.ts";
import type { Order } from "./order.ts";
import type { Settled } from "./settled.ts";

/**
 * What is just ending confuses a single one: another guest that goes at that moment is on one list and not on the other, and a
 * program that exits no longer shows what it was for. No more of them, because a toolstack that hangs takes its time for each.
 */
const glances = 3;

/**
 * The end of a migration of which xl says that it went well, while the guest executes nowhere: what the destination has it looks
 * at itself before it lets it run, and here one glance is enough. Xen suspended what was moved before it was complete
 * there, and a guest that is suspended does not reboot; what was renamed or created meanwhile shows by its
 * disks and its xl.
 *
 * @returns undefined: it is not as plain as that, and nothing was done; look at both ends
 */
export function* finishAtOnce(order: Order, departure: Departure): Program<Settled | undefined> {
  const { here, leased } = order;
  for (let glance = 1; !isPlain(yield* perform({ kind: "glance" }), here); glance += 1) {
    if (glance === glances) return undefined;
  }
  const given: GivenUp = leased ? yield* releaseClaim() : { kind: "given-up", version: undefined };
  if (given.kind === "failed") return { kind: "unfinished", reason: given.reason };
  return yield* letGo(order, departure, given.version);
}

function isPlain(report: HostReport, here: string): boolean {
  const { presence, busy } = report;
  return presence.kind === "absent" && busy.length === 0 && obstacleIn(report, here) === undefined;
}

/** A connection that broke is opened anew, and what is still at work there has ended by then. */
const tells = 3;

/**
 * The source is gone and its claim given up: the copy may run. Nobody else can let it, so a destination that did not say that it does is
 * told again: one that has done so knows.
 */
export function* letGo(
  { guest }: Order,
  { id, destination }: Departure,
  version: number | undefined,
): Program<Settled> {
  const message = { kind: "take", id, claim: version } as const;
  let reply = yield* perform({ kind: "tell", host: destination, message });
  for (let told = 1; reply.kind !== "done" && told < tells; told += 1) {
    yield* perform({ kind: "wait" });
    reply = yield* perform({ kind: "tell", host: destination, message });
  }
  if (reply.kind !== "done") {
    return { kind: "unfinished", reason: `${destination} did not take ${guest} over: ${reply.reason}` };
  }
  yield* perform({ kind: "close-operation", id });
  return { kind: "settled", where: "there", text: `${guest} runs on ${destination}.` };
}
