import type { GuardEffects } from "../../../../lib/guard/effects.ts";
import type { HostAnswer } from "../../../../lib/guard/facts.ts";
import type { Lease } from "../../../../lib/guard/lease.ts";
import { defaultLimits } from "../../../../lib/guard/limits.ts";
import type { OperationStore } from "../../../../lib/guard/operation-store.ts";
import type { Toolstack } from "../../../../lib/xen/toolstack.ts";
import { type MovedClock, movedClock } from "./moved-clock.ts";

export const absentHere: HostAnswer = {
  kind: "answered",
  report: {
    presence: { kind: "absent" },
    uses: { kind: "known", uses: [] },
    open: undefined,
    busy: [],
    closed: undefined,
  },
};

export type Scripted = {
  readonly toolstack?: Partial<Toolstack>;
  readonly lease?: Partial<Lease> | "none";
  readonly store?: Partial<OperationStore>;
} & Partial<Omit<GuardEffects, "toolstack" | "lease" | "store" | "clock">>;

/** Effects of which only those exist that a test names; any other one that is called fails the test. */
export function scriptedEffects(given: Scripted): GuardEffects & { readonly clock: MovedClock } {
  const { toolstack, lease, store, ...rest } = given;
  const { guest, here, hosts, configPath } = {
    guest: "nfs1",
    here: "host1",
    hosts: ["host1", "host2"],
    configPath: "/etc/xen/nfs1.cfg",
    ...rest,
  };
  return {
    ...{ confirmedDead: [], limits: defaultLimits },
    report: async () => unexpected("report"),
    glance: async () => unexpected("glance"),
    askOthers: async () => unexpected("askOthers"),
    tell: async () => unexpected("tell"),
    hangUp: () => undefined,
    migrationAddress: () => unexpected("migrationAddress"),
    transportTo: () => unexpected("transportTo"),
    membership: async () => unexpected("membership"),
    noteStay: () => undefined,
    ...rest,
    ...{ guest, here, hosts, configPath, clock: movedClock() },
    toolstack: only<Toolstack>({ title: "xl", ...toolstack }),
    lease: lease === "none" ? undefined : only<Lease>(lease ?? {}),
    store: only<OperationStore>(store ?? {}),
  };
}

function only<T extends object>(some: Partial<T>): T {
  return new Proxy(some, {
    get: (target, name) => Reflect.get(target, name) ?? (() => unexpected(String(name))),
  }) as T;
}

function unexpected(name: string): never {
  throw new Error(`${name} was not expected`);
}
