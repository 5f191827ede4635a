/** What an administrator can permit the cluster to do once. "migrate" is away from the node where it is permitted. */
export const permitActions = ["start", "stop", "migrate"] as const;
export type PermitAction = (typeof permitActions)[number];

/** An administrator's leave for one action on one guest, on the node where it was given, until a moment of this boot. */
export type Permit = {
  readonly guest: string;
  readonly action: PermitAction;
  /** Of the boot in which it was given: it counts in no other. */
  readonly bootId: string;
  /** Milliseconds since that boot, suspended time included. */
  readonly issuedMs: number;
  readonly expiresMs: number;
  /** Who gave it, for sentences. */
  readonly issuer: string;
};

/** The kernel's clock that nobody can set, and the boot that it belongs to. */
export type BootTime = { readonly bootId: string; readonly nowMs: number };

/** Milliseconds. A permit is for what is done next. */
export const shortestTtlMs = 1_000;
export const longestTtlMs = 60 * 60_000;

export type Standing =
  | { readonly kind: "valid"; readonly permit: Permit; readonly leftMs: number }
  | { readonly kind: "expired"; readonly agoMs: number }
  /** One clause without the final stop, with what to do. */
  | { readonly kind: "unusable"; readonly reason: string };

/** What a permit is worth at this moment. */
export function standingOf(permit: Permit, { bootId, nowMs }: BootTime): Standing {
  // /run is empty after a boot; somebody may have put the file back.
  if (permit.bootId !== bootId) return unusable("it is of an earlier boot");
  const { issuedMs, expiresMs } = permit;
  if (issuedMs > nowMs || expiresMs <= issuedMs || expiresMs - issuedMs > longestTtlMs) {
    return unusable("its times are impossible");
  }
  const leftMs = expiresMs - nowMs;
  return leftMs > 0 ? { kind: "valid", permit, leftMs } : { kind: "expired", agoMs: nowMs - expiresMs };
}

function unusable(why: string): Standing {
  return { kind: "unusable", reason: why };
}

export function encodePermit(permit: Permit): string {
  return `${JSON.stringify(permit)}\n`;
}

/** Undefined for anything that is no permit of exactly this kind. */
export function decodePermit(text: string): Permit | undefined {
  const value = jsonOf(text);
  if (typeof value !== "object" || value === null) return undefined;
  const { guest, action, bootId, issuedMs, expiresMs, issuer } = value as Record<string, unknown>;
  const known = permitActions.find((each) => each === action);
  if (known === undefined || !Number.isSafeInteger(issuedMs) || !Number.isSafeInteger(expiresMs)) {
    return undefined;
  }
  if (typeof guest !== "string" || typeof bootId !== "string" || typeof issuer !== "string") return undefined;
  return {
    guest,
    action: known,
    bootId,
    issuedMs: Number(issuedMs),
    expiresMs: Number(expiresMs),
    issuer,
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
