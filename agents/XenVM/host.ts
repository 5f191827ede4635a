import type { Survey } from "../../lib/guard/facts.ts";
import type { PermitStore } from "../../lib/guard/permit/permit-store.ts";
import type { Ending } from "../../lib/guard/step.ts";
import type { Call } from "../../lib/ocf/run-agent.ts";
import type { ReadConfig } from "../../lib/xen/domain-config.ts";
import type { Toolstack } from "../../lib/xen/toolstack.ts";
import type { xenVm } from "./agent.ts";

export type XenVmCall = Call<typeof xenVm.parameters>;

export type ToolstackChoice = "auto" | "xl" | "xm";

/** What the actions see of the host; main.ts builds the real one. */
export type Host = {
  /** The node's name as the cluster says it, else as `uname -n` does. */
  readonly nameFor: (call: XenVmCall) => string;
  /** Undefined: not installed here. */
  readonly toolstack: (call: XenVmCall, asked: ToolstackChoice) => Promise<Toolstack | undefined>;
  readonly readConfig: (path: string) => Promise<ReadConfig | { readonly kind: "missing" }>;
  readonly permits: () => Promise<PermitStore>;
  /** Loads the cluster file and all that stands behind it: only what needs them asks. */
  readonly guard: (call: XenVmCall) => Promise<OpenedGuard>;
  readonly isExecutable: (path: string) => boolean;
  /** Where Pacemaker wants a guest to be moved; undefined: it does not say. */
  readonly migrationTarget: () => string | undefined;
};

/** One clause without the final stop, with what to do. */
export type Unavailable = { readonly kind: "unavailable"; readonly reason: string };

export type OpenedGuard = { readonly kind: "open"; readonly guard: Guard } | Unavailable;

/** The guard of this node, with the cluster file that it goes by. */
export type Guard = {
  /** As the cluster file lists them, with the absolute path of each one's configuration. */
  readonly guests: readonly { readonly name: string; readonly config: string }[];
  /** Of one that is listed. */
  readonly forGuest: (name: string) => Promise<GuestGuard | Unavailable>;
};

/** The guard of one guest on this node. */
export type GuestGuard = {
  readonly kind: "guest";
  readonly leaseHere: () => Promise<LeaseHere>;
  /** Asks everybody. */
  readonly survey: () => Promise<Survey>;
  /** Runs a guarded program, as the commands of administrators do. */
  readonly run: (work: Work) => Promise<Ending>;
};

export type Work =
  | { readonly kind: "start" }
  /** `patienceMs`: how long the guest gets to shut down; undefined: it is destroyed. */
  | { readonly kind: "stop"; readonly patienceMs: number | undefined }
  | { readonly kind: "migrate"; readonly destination: string };

/** Whether this host may let the guest write. */
export type LeaseHere =
  | { readonly kind: "held" }
  | { readonly kind: "no-leases" }
  /** One clause without the final stop. */
  | { readonly kind: "lacking"; readonly reason: string };
