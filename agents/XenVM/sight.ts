import type { Domain, DomainState } from "../../lib/xen/domain.ts";
import { mayExecute } from "../../lib/xen/domain.ts";
import type { Presence } from "../../lib/xen/presence.ts";

/** What one look at the guest means for a monitor. */
export type Sight =
  | { readonly kind: "executes"; readonly domain: Domain }
  /**
   * Here, and stopped for the time being: a hand-over or a guarded start holds it for seconds, an administrator as long as
   * he likes. It has its disks and its memory, so it is not absent, and whoever stopped it wants it so.
   */
  | { readonly kind: "stands"; readonly domain: Domain }
  | { readonly kind: "crashed"; readonly domain: Domain }
  /** On its way: every reboot comes through here. */
  | { readonly kind: "passing"; readonly domain: Domain }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown"; readonly reason: string };

/** Of several domains, one that executes says most; a crashed one says more than what passes by. */
export function sightOf(presence: Presence): Sight {
  if (presence.kind !== "running") return presence;
  const sights = presence.domains.map(({ domain }) => ({ kind: kindOf(domain.state), domain }));
  const ranks = ["executes", "stands", "crashed", "passing"] as const;
  return ranks.flatMap((rank) => sights.filter(({ kind }) => kind === rank))[0] ?? first(presence);
}

function kindOf(state: DomainState): "executes" | "stands" | "crashed" | "passing" {
  if (mayExecute(state)) return "executes";
  switch (state) {
    case "paused":
    case "suspended":
      return "stands";
    case "crashed":
      return "crashed";
    default:
      return "passing";
  }
}

function first({ domains }: Presence & { readonly kind: "running" }): Sight {
  return { kind: "passing", domain: domains[0].domain };
}
