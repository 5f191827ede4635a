/**
 * What the schedules of a run came to: a model that never gets into trouble proves nothing, so each of these situations has
 * to be reached.
 */
export const situations = [
  "two programs at work with one guest on two hosts",
  "two starts at once",
  "a start during a hand-over",
  "a stop during a hand-over",
  "a false confirmation",
  "a true confirmation",
  "a program killed before its step",
  "a program killed after its step",
  "a program killed during its step",
  "the toolstack was killed",
  "a program's toolstack outlived it",
  "a message arrived late",
  "an answer was lost",
  "a question was lost",
  "a host crashed during a hand-over",
  "both ends of a hand-over crashed",
  "a partition during a hand-over",
  "a complete copy while its source is left",
  "a copy without its receiver",
  "a source stands still and there is no copy",
  "a source stands still beside a partial copy",
  "a source stands still beside a copy that waits for permission",
  "a source stands still beside a complete copy",
  "xl does not know how its migration ended",
  "xl could not resume the source",
  "a migration that succeeded said that it failed",
  "a start left a half-built domain",
  "a destroyed domain lingers",
  "a guest that shut down is not cleared away",
  "a guest that reboots was looked for",
  "a guest paused for its lost lease",
  "a claim passed from a dead host",
  "a claim passed from a host that runs",
  "a dead host's lease was broken",
  "a holder was killed",
  "sanlock was killed while a guest ran",
  "the lease volume was out of reach",
  "a guest runs under another name",
  "a disk mounted in dom0",
  "a guest created by hand",
  "a guest paused by hand",
  "a start where nobody is taken in",
  "a move to where nobody is taken in",
  "a host closed while a guest was on its way to it",
  "a move that waited for others",
  "healed with a host that stays dead",
] as const;

export type Situation = (typeof situations)[number];

export type Tally = {
  schedules: number;
  events: number;
  programs: number;
  readonly endings: Map<string, number>;
  readonly reached: Map<Situation, number>;
  readonly reach: (situation: Situation) => void;
  readonly ended: (how: string) => void;
};

export function makeTally(): Tally {
  const endings = new Map<string, number>();
  const reached = new Map<Situation, number>();
  return {
    schedules: 0,
    events: 0,
    programs: 0,
    endings,
    reached,
    reach: (situation) => void reached.set(situation, (reached.get(situation) ?? 0) + 1),
    ended: (how) => void endings.set(how, (endings.get(how) ?? 0) + 1),
  };
}
