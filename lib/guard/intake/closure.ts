/**
 * Why a host takes no guest in: neither one that is to be started there nor one that is to be moved there. What is
 * there already stays, goes on and leaves as ever.
 */
export type Closure =
  /** It is being emptied. Until that is over, or the host boots. */
  | { readonly kind: "evacuation"; readonly sinceMs: number; readonly by: string }
  /** An administrator said so. Until one says that it is over. */
  | { readonly kind: "maintenance"; readonly sinceMs: number; readonly by: string }
  /** Something says so, and cannot be read: it counts. One clause. */
  | { readonly kind: "unclear"; readonly reason: string };

/** Why, and how it ends: one clause. */
export function whyClosed(closure: Closure, host: string): string {
  switch (closure.kind) {
    case "evacuation":
      return `${host} is being emptied since ${timeOf(closure)}: choose another host, or run xensan maintenance off there when that is over`;
    case "maintenance":
      return `${host} is in maintenance since ${timeOf(closure)}, by ${closure.by}: run xensan maintenance off there when that is over`;
    case "unclear":
      return `${host} may be in maintenance (${closure.reason}): run xensan maintenance off there if it is not`;
  }
}

/** In UTC, as in the other sentences. */
function timeOf({ sinceMs }: { readonly sinceMs: number }): string {
  return new Date(sinceMs).toISOString();
}
