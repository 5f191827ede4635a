import type { Presence } from "../xen/presence.ts";
import type { GuardEffects } from "./effects.ts";
import type { HostAnswer, HostReport } from "./facts.ts";
import type { Lease } from "./lease.ts";
import { awaitAbsence } from "./report/two-looks.ts";
import { resumeSource } from "./resume-source.ts";
import type { Step, Steps } from "./step.ts";
import { answerHere, takeSurvey } from "./take-survey.ts";
import { within } from "./within.ts";

/**
 * Carries out one step with real effects.
 *
 * @param signal ends only what waits and changes nothing
 * @throws Error with one clause where there is no answer: whether the step happened is then not known
 */
export async function carryOut(effects: GuardEffects, step: Step, signal?: AbortSignal): Promise<unknown> {
  const { ms, run } = (deeds[step.kind] as Deed<Step>)(effects, step, signal);
  return within(effects.clock, ms + graceMs, run(), () => {
    throw new Error(`it did not end within ${Math.round(ms / 1000)} s`);
  });
}

/** Each effect ends by itself in its time; this is for the one that does not. */
const graceMs = 10_000;

/** What is to be done, and how long it may take. */
type Deed<Asks, Answer = unknown> = (
  effects: GuardEffects,
  asks: Asks,
  signal: AbortSignal | undefined,
) => { readonly ms: number; readonly run: () => Promise<Answer> };

type Deeds = { readonly [kind in keyof Steps]: Deed<Steps[kind]["asks"], Steps[kind]["answer"]> };

/** Of what is done on this host's disk. */
const diskMs = 30_000;

const deeds: Deeds = {
  "open-operation": ({ store }, { operation }) => ({ ms: diskMs, run: async () => store.open(operation) }),
  "close-operation": ({ store, guest }, { id }) => ({
    ms: diskMs,
    run: async () => {
      store.close(guest, id);
      return undefined;
    },
  }),
  "rename-operation": ({ store, guest }, { id, as }) => ({
    ms: diskMs,
    run: async () => {
      store.rename(guest, id, as);
      return undefined;
    },
  }),
  survey: (effects) => ({ ms: 2 * effects.limits.reportMs, run: () => takeSurvey(effects) }),
  report: (effects) => ({ ms: effects.limits.reportMs, run: () => reportHere(effects) }),
  glance: (effects) => ({ ms: 2 * effects.limits.lookMs, run: () => glance(effects) }),
  look: (effects) => ({ ms: effects.limits.lookMs, run: look(effects) }),
  "await-absence": (effects, { patience }, signal) => {
    const { clock, limits } = effects;
    const ms = patience === "stop" ? limits.stopPatienceMs : limits.briefPatienceMs;
    const looks = { clock, look: look(effects), apartMs: limits.apartMs };
    return {
      ms: ms + limits.apartMs + 2 * limits.lookMs + limits.reportMs,
      run: async () => {
        return reportHere(effects, await awaitAbsence(looks, ms, signal));
      },
    };
  },
  create: ({ toolstack, configPath, limits: { createMs: ms } }) => ({
    ms,
    run: () => toolstack.create({ configPath, paused: true }, ms),
  }),
  // With its power button where it has no drivers that hear the toolstack.
  "shut-down": ({ toolstack, limits: { shutDownMs: ms } }, { domid }) => ({
    ms,
    run: () => toolstack.shutdown(domid, true, ms),
  }),
  destroy: ({ toolstack, limits: { destroyMs: ms } }, { domid }) => ({
    ms,
    run: () => toolstack.destroy(domid, ms),
  }),
  pause: ({ toolstack, limits: { pauseMs: ms } }, { domid }) => ({
    ms,
    run: () => toolstack.pause(domid, ms),
  }),
  unpause: ({ toolstack, limits: { pauseMs: ms } }, { domid }) => ({
    ms,
    run: () => toolstack.unpause(domid, ms),
  }),
  resume: ({ toolstack, clock, guest, limits: { resumeMs: ms } }, { domid }) => ({
    ms,
    run: () => resumeSource(toolstack, clock, { guest, domid }, ms),
  }),
  "await-turn": ({ awaitTurn, limits: { migrateMs: ms } }) => ({
    ms,
    run: async () => (await awaitTurn?.()) ?? { kind: "at-once" },
  }),
  migrate: (
    { toolstack, migrationAddress, transportTo, limits: { migrateMs: ms } },
    { domid, destination },
  ) => ({
    ms,
    run: async () => {
      const host = migrationAddress(destination);
      if (host !== undefined) {
        const transport = transportTo(destination);
        return toolstack.migrate({ domid, host, leavePaused: true, transport }, ms);
      }
      const reason = `the cluster file has no host ${destination}`;
      return { kind: "said-failed", suggests: "not-begun", reason };
    },
  }),
  "view-lease": (effects) => {
    const ms = effects.limits.viewLeaseMs;
    return { ms, run: () => leaseOf(effects).view(effects.guest, ms) };
  },
  holding: (effects) => {
    const ms = effects.limits.viewLeaseMs;
    return { ms, run: () => leaseOf(effects).holding(effects.guest, ms) };
  },
  acquire: (effects, { version, from }) => {
    const ms = effects.limits.acquireMs;
    return { ms, run: () => leaseOf(effects).acquire(effects.guest, version, ms, from) };
  },
  release: (effects) => {
    const ms = effects.limits.releaseMs;
    return { ms, run: () => leaseOf(effects).release(effects.guest, ms) };
  },
  "join-lease": (effects) => {
    const ms = effects.limits.acquireMs;
    return { ms, run: () => leaseOf(effects).join(ms) };
  },
  tell: ({ tell, limits: { tellMs: ms } }, { host, message }) => ({ ms, run: () => tell(host, message, ms) }),
  wait: ({ clock, limits: { waitMs: ms } }, _, signal) => ({
    ms,
    run: async () => {
      await clock.sleep(ms, signal);
      return undefined;
    },
  }),
};

function reportHere(effects: GuardEffects, seen?: Presence): Promise<HostReport> {
  return reportOf(answerHere(effects, seen));
}

/** What a program does with the lease after that is not to wait for reading it. */
function glance(effects: GuardEffects): Promise<HostReport> {
  effects.lease?.lookAhead(effects.guest, effects.limits.viewLeaseMs);
  return reportOf(effects.glance());
}

async function reportOf(asked: Promise<HostAnswer>): Promise<HostReport> {
  const answer = await asked;
  if (answer.kind === "silent") throw new Error(answer.reason);
  return answer.report;
}

function look({ toolstack, guest, limits }: GuardEffects): () => Promise<Presence> {
  return () => toolstack.find(guest, limits.lookMs);
}

function leaseOf({ lease }: GuardEffects): Lease {
  if (lease === undefined) throw new Error("the cluster has no lease volume");
  return lease;
}
