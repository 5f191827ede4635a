import type { Clock } from "../../system/clock.ts";
import type { Listing, Presence } from "../../xen/presence.ts";
import type { Toolstack } from "../../xen/toolstack.ts";
import type { WantedDisks } from "../disks/wanted.ts";
import type { DiskUses, HostAnswer } from "../facts.ts";
import type { Activity } from "../guarded-run.ts";
import type { Closure } from "../intake/closure.ts";
import type { OpenOperation, Operation } from "../operation.ts";
import type { OperationStore } from "../operation-store.ts";
import { busyPrograms, type ToolstackProcess } from "./busy.ts";
import { type Look, lookIn } from "./look.ts";
import type { RecentLooks } from "./recent-looks.ts";
import { lookTwice } from "./two-looks.ts";

export type ReportEffects = {
  readonly toolstack: Pick<Toolstack, "bothLists">;
  readonly recent: RecentLooks;
  readonly clock: Clock;
  readonly store: Pick<OperationStore, "read">;
  /** Whether a program of the guard is at work on a guest here now. */
  readonly activityOn: (operation: Operation) => Promise<Activity>;
  readonly processes: () => readonly ToolstackProcess[];
  /** Why this host takes no guest in; undefined: it does. */
  readonly closed: () => Closure | undefined;
  /**
   * Who else has these disks, or those that the guest has been given besides while it runs here.
   * @param listing all domains, of whoever has just looked
   */
  readonly usesOf: (guest: string, wanted: WantedDisks, listing: Listing | undefined) => Promise<DiskUses>;
};

export type ReportOrder = {
  readonly guest: string;
  readonly configPath: string;
  readonly wanted: WantedDisks;
  /** Milliseconds: each question to the toolstack gets so long, and two looks for an absence are so far apart. */
  readonly lookMs: number;
  readonly apartMs: number;
  /** Who has just looked, and looked twice where nothing was there, need not look again. */
  readonly seen?: Presence | undefined;
  /** Is given all domains, as each look shows them: after the first one it may be seconds until the report is whole. */
  readonly looked?: ((listing: Listing) => void) | undefined;
};

/**
 * What this host says of one guest. What is open is read before and after all else, but for an earlier look that was the first of two:
 * an operation that ended in between has changed what was seen first, and one that began in between has not yet.
 */
export async function ownReport(effects: ReportEffects, order: ReportOrder): Promise<HostAnswer> {
  const { guest, wanted } = order;
  const openBefore = await openOperation(effects, guest);
  if (openBefore.kind === "silent") return openBefore;
  const processesBefore = effects.processes();
  const { presence, listing } =
    order.seen === undefined ? await lookForGuest(effects, order) : { presence: order.seen };
  const uses = await effects.usesOf(guest, wanted, listing);
  const busy = [...processesBefore, ...effects.processes()];
  // Where the guest was looked for before all this, nobody's domain is known to have been there then.
  const livedBefore = new Set(order.seen === undefined ? processesBefore.map(({ pid }) => pid) : []);
  const openAfter = await openOperation(effects, guest);
  if (openAfter.kind === "silent") return openAfter;
  return {
    kind: "answered",
    report: {
      presence,
      uses,
      open: latest(openBefore.open, openAfter.open),
      busy: [...new Set(busyPrograms({ ...order, presence, livedBefore }, busy))],
      closed: effects.closed(),
    },
  };
}

function lookForGuest(
  { toolstack, recent, clock }: ReportEffects,
  { guest, lookMs, apartMs, looked }: ReportOrder,
): Promise<Look> {
  const look = async () => {
    const seen = lookIn(guest, await recent.look(() => toolstack.bothLists(lookMs)));
    looked?.(seen.listing);
    return seen;
  };
  return lookTwice({ clock, look, apartMs }, recent.absentSinceMs(guest));
}

/** One that is over is told all the same: what it did may be in what was seen. Who was at work at either look counts. */
function latest(
  before: OpenOperation | undefined,
  after: OpenOperation | undefined,
): OpenOperation | undefined {
  if (before === undefined || after === undefined) return after ?? before;
  const wasActive = before.operation.id === after.operation.id && before.active;
  return wasActive && !after.active ? { ...after, active: true } : after;
}

type Open = { readonly kind: "told"; readonly open: OpenOperation | undefined };

/** Whoever cannot say whether an operation is open cannot say anything that counts. */
async function openOperation(
  { store, activityOn }: ReportEffects,
  guest: string,
): Promise<Open | (HostAnswer & { readonly kind: "silent" })> {
  const stored = store.read(guest);
  if (stored.kind === "none") return { kind: "told", open: undefined };
  if (stored.kind === "unreadable") return { kind: "silent", reason: stored.reason };
  return { kind: "told", open: { operation: stored.operation, ...(await activityOn(stored.operation)) } };
}
