import type { DomainRole } from "../../lib/xen/domain.ts";

/** What goes before a domain's state, where it is not the guest itself. */
export const roleWords: { readonly [role in DomainRole]: string } = {
  itself: "",
  arriving: "arriving, ",
  left: "left over, ",
  leaving: "leaving, ",
  zombie: "left over, ",
};

/** As much of a LeaseSight, or of what `xensan status` writes of one, as is shown. */
type ShownLease =
  | { readonly kind: "none" | "free" | "unknown" }
  | { readonly kind: "held"; readonly host: string; readonly watched?: boolean | undefined };

export function leaseText(lease: ShownLease): string {
  switch (lease.kind) {
    case "none":
    case "free":
      return "-";
    case "unknown":
      return "unknown";
    case "held":
      return lease.watched === false ? `${lease.host} (not watched)` : lease.host;
  }
}
