import type { Listing } from "../../xen/presence.ts";
import type { Toolstack } from "../../xen/toolstack.ts";
import type { WantedDisks } from "../disks/wanted.ts";
import type { DiskUses, HostAnswer } from "../facts.ts";
import type { OpenOperation } from "../operation.ts";
import type { StoredOperation } from "../operation-file.ts";
import { busyPrograms } from "./busy.ts";
import { lookIn } from "./look.ts";
import type { ReportEffects, ReportOrder } from "./own-report.ts";

export type GlanceEffects = Pick<ReportEffects, "store" | "processes" | "closed"> & {
  readonly toolstack: Pick<Toolstack, "bothLists">;
  /** Who else has these disks, going by this list of all domains. */
  readonly usesIn: (guest: string, wanted: WantedDisks, listing: Promise<Listing>) => Promise<DiskUses>;
};

/**
 * As ownReport, for whoever has the guest's lock here and cannot wait: an absence is what two lists in different forms say at
 * one moment, and not again later.
 */
export async function ownGlance(
  effects: GlanceEffects,
  order: Pick<ReportOrder, "guest" | "configPath" | "wanted" | "lookMs">,
): Promise<HostAnswer> {
  const { guest, wanted, lookMs } = order;
  const before = effects.store.read(guest);
  const processesBefore = effects.processes();
  const look = effects.toolstack.bothLists(lookMs).then((lists) => lookIn(guest, lists));
  const listing = look.then((seen) => seen.listing);
  const [{ presence }, uses] = await Promise.all([look, effects.usesIn(guest, wanted, listing)]);
  const processes = [...processesBefore, ...effects.processes()];
  const after = effects.store.read(guest);
  for (const stored of [before, after]) {
    if (stored.kind === "unreadable") return { kind: "silent", reason: stored.reason };
  }
  const livedBefore = new Set(processesBefore.map(({ pid }) => pid));
  return {
    kind: "answered",
    report: {
      presence,
      uses,
      open: openIn(after) ?? openIn(before),
      busy: [...new Set(busyPrograms({ ...order, presence, livedBefore }, processes))],
      closed: effects.closed(),
    },
  };
}

/** Whoever glances is at work himself. */
function openIn(stored: StoredOperation): OpenOperation | undefined {
  return stored.kind === "open" ? { operation: stored.operation, active: true } : undefined;
}
