import { defaultEvacuation } from "../../../../lib/cluster/description/description.ts";
import type { EvacuationEffects, MoveEnd, OrderedMove } from "../../../../lib/evacuation/effects.ts";
import { evacuate } from "../../../../lib/evacuation/evacuate.ts";
import type { EvacuationOrder } from "../../../../lib/evacuation/order.ts";
import { neededMiB } from "../../../../lib/evacuation/plan/situation.ts";
import type { EvacuationRecord } from "../../../../lib/evacuation/record/record.ts";
import type { Closure } from "../../../../lib/guard/intake/closure.ts";
import type { GuestOverview, OverviewAnswer } from "../../../../lib/guard/overview/overview.ts";
import type { Ending } from "../../../../lib/guard/step.ts";
import type { DomainState } from "../../../../lib/xen/domain.ts";
import { movedClock } from "../guard/moved-clock.ts";
import { absentGuest, overviewWith } from "../guard/overview/overviews.ts";

/** A guest on host1, which is to be emptied. */
export type SceneGuest = {
  readonly memoryMiB: number;
  readonly state?: DomainState;
  readonly priority?: number;
  readonly pins?: readonly string[];
  /** Open on record on host1. */
  readonly open?: GuestOverview["open"];
};

export type ScenePeer = {
  freeMiB: number;
  closed?: Closure;
  /** Why it does not answer. */
  silent?: string;
};

/** What a move comes to, instead of going well: by guest and destination, or by guest alone. */
export type Course = (
  move: Pick<OrderedMove, "guest" | "to"> & { readonly hurryAfterMs: number | undefined },
) => Promise<MoveEnd | undefined> | MoveEnd | undefined;

export type SceneSetting = {
  readonly guests: Readonly<Record<string, SceneGuest>>;
  readonly peers: Readonly<Record<string, ScenePeer>>;
  readonly moves?: Course;
  /** Milliseconds that each move takes before anything travels. Default: 0. */
  readonly preparationMs?: number;
  /** Told 1 when a move is begun, and -1 when its memory has travelled, or will not. */
  readonly prepares?: (by: 1 | -1) => void;
  readonly stops?: (guest: string, patienceMs: number) => Ending | undefined;
  readonly repairs?: (guest: string) => Ending;
  readonly order?: Partial<EvacuationOrder>;
  readonly earlier?: readonly EvacuationRecord[];
  /** Domains that the cluster file does not have. */
  readonly strangers?: readonly string[];
  readonly cannotClose?: string;
  /** Why the toolstack of host1 shows nothing. */
  readonly blind?: string;
};

export const secondsPerMiB = 0.01;

/** host1 and its peers, on which everything that is done happens, each move in its time and each thing in its order. */
export function evacuationScene(setting: SceneSetting) {
  const clock = movedClock();
  const peers = new Map(Object.entries(setting.peers).map(([name, peer]) => [name, { ...peer }]));
  const here = new Map(Object.entries(setting.guests).map(([name, guest]) => [name, { ...guest }]));
  const where = new Map<string, string>();
  const done: string[] = [];
  const said: string[] = [];
  const kept: EvacuationRecord[] = [];
  const interruption = new AbortController();
  let underWay = 0;
  let most = 0;
  let domid = 0;
  const byHost = new Map<string, number>();
  const note = (what: string) => {
    done.push(what);
  };
  const lookHere = async () => {
    if (setting.blind !== undefined) {
      const presence = { kind: "unknown", reason: setting.blind } as const;
      const unseen = Object.keys(setting.guests).map((name) => absentGuest(name, { presence }));
      return overviewWith(unseen, { others: presence });
    }
    const guests = Object.keys(setting.guests).map((name): GuestOverview => {
      const guest = here.get(name);
      if (guest === undefined) return absentGuest(name);
      domid += 1;
      const { memoryMiB, state = "blocked", open = { kind: "none" } } = guest;
      const domain = { domid, name, state, memoryMiB, vcpus: 1 };
      return absentGuest(name, {
        presence: { kind: "running", domains: [{ domain, role: "itself" }] },
        open,
      });
    });
    const domains = (setting.strangers ?? []).map((name) => ({
      domid: 77,
      name,
      state: "blocked" as const,
      memoryMiB: 64,
    }));
    return overviewWith(guests, { others: { kind: "known", domains } });
  };
  const effects: EvacuationEffects = {
    here: "host1",
    guests: Object.entries(setting.guests).map(([name, { priority = 0, pins = [] }]) => ({
      ...{ name, priority, pins, config: `/etc/xen/${name}.cfg` },
    })),
    others: [...peers.keys()].map((name) => ({ name, migrationAddress: `${name}-migration` })),
    close: () => {
      if (setting.cannotClose !== undefined) throw new Error(setting.cannotClose);
      note("closed");
    },
    lookHere: () => {
      note("looked here");
      return lookHere();
    },
    lookAround: async () => {
      note("looked around");
      return new Map(
        [...peers].map(([name, { freeMiB, closed, silent }]): [string, OverviewAnswer] => {
          if (silent !== undefined) return [name, { kind: "silent", reason: silent }];
          const memory = { kind: "known", totalMiB: 99_999, freeMiB, controlMiB: 640 } as const;
          return [name, { kind: "answered", overview: overviewWith([], { memory, closed }) }];
        }),
      );
    },
    repair: async (guest) => {
      note(`repair ${guest}`);
      const ending = setting.repairs?.(guest) ?? { kind: "done", text: `${guest} is on host1.` };
      const known = here.get(guest);
      if (ending.kind === "done" && known !== undefined)
        here.set(guest, { ...known, open: { kind: "none" } });
      return ending;
    },
    stop: async (guest, patienceMs) => {
      note(`stop ${guest} within ${Math.round(patienceMs / 1_000)} s`);
      await clock.sleep(2_000);
      const ending = setting.stops?.(guest, patienceMs);
      if (ending !== undefined) return ending;
      here.delete(guest);
      return { kind: "done", text: `${guest} is stopped on host1.` };
    },
    move: async (move) => {
      const { guest, to, turn } = move;
      setting.prepares?.(1);
      if (setting.preparationMs !== undefined) await clock.sleep(setting.preparationMs);
      const now = await turn();
      if (now.kind === "never") setting.prepares?.(-1);
      if (now.kind === "never") return failed(`${guest} was not moved: ${now.reason}`);
      note(`${guest} to ${to}`);
      underWay += 1;
      byHost.set(to, (byHost.get(to) ?? 0) + 1);
      most = Math.max(most, byHost.get(to) ?? 0);
      try {
        const course = await setting.moves?.({ guest, to, hurryAfterMs: now.hurryAfterMs });
        if (course !== undefined) return course;
        const size = here.get(guest)?.memoryMiB ?? 0;
        await clock.sleep(1_000 + size * secondsPerMiB * 1_000);
        const peer = peers.get(to);
        if (peer !== undefined) peer.freeMiB -= neededMiB({ memoryMiB: size, vcpus: 1 });
        here.delete(guest);
        where.set(guest, to);
        now.end();
        return { ending: { kind: "done", text: `${guest} runs on ${to}.` }, downtimeMs: 700 };
      } finally {
        underWay -= 1;
        byHost.set(to, (byHost.get(to) ?? 0) - 1);
        setting.prepares?.(-1);
      }
    },
    interrupted: interruption.signal,
    letGo: () => note("let go"),
    earlier: () => setting.earlier ?? [],
    keep: (record) => {
      kept.push(record);
    },
    witness: {
      say: (severity, sentence) => said.push(`${severity}: ${sentence}`),
      began: () => undefined,
      reached: () => undefined,
      ended: () => undefined,
    },
    clock,
    wallClockMs: () => 1_700_000_000_000 + clock.nowMs(),
  };
  const order: EvacuationOrder = {
    ...{ ...defaultEvacuation, dom0ReserveMiB: 0, id: "e-1", by: "root", onlyTo: undefined },
    ...setting.order,
  };
  return {
    ...{ peers, here, where, done, said, kept, clock, effects },
    interrupt: () => interruption.abort(),
    /** The most moves that went to one host at a time. */
    mostAtOnce: () => most,
    isUnderWay: () => underWay > 0,
    run: () => evacuate(effects, order),
  };
}

export function failed(reason: string): MoveEnd {
  return { ending: { kind: "failed", reason }, downtimeMs: undefined };
}

export function refused(reason: string): MoveEnd {
  return { ending: { kind: "refused", reason }, downtimeMs: undefined };
}

export function unfinished(reason: string): MoveEnd {
  return { ending: { kind: "unfinished", reason }, downtimeMs: undefined };
}
