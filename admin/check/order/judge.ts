import type { OrderFacts, Promised } from "./facts.ts";
import { settingsFindings } from "./settings.ts";
import { systemdFindings } from "./systemd.ts";
import { sysvFindings } from "./sysv.ts";

/**
 * What is wrong with the order in which this host goes down, and with what xendomains then does: one sentence each, with how to
 * mend it. Empty: guests leave first, then the cluster stops, then Xen, and nothing starts by itself.
 */
export function orderFindings({ boot, settings, promised }: OrderFacts): readonly string[] {
  return [...bootFindings(boot, promised), ...settingsFindings(settings)];
}

/** The order alone, without what xendomains does. */
export function bootFindings(boot: OrderFacts["boot"], promised: Promised): readonly string[] {
  switch (boot.kind) {
    case "systemd":
      return systemdFindings(boot, promised);
    case "sysv":
      return sysvFindings(boot.links);
    case "unknown":
      return [`In which order this host goes down cannot be told: ${boot.reason}.`];
  }
}
