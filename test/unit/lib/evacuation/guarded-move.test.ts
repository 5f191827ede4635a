import { describe, expect, test } from "vitest";
import type { Turn as TurnToMove } from "../../../../lib/evacuation/effects.ts";
import { guardedMove } from "../../../../lib/evacuation/guarded-move.ts";
import type { Job } from "../../../../lib/evacuation/real-effects.ts";
import { regularLooks } from "../../../../lib/guard/regular-looks.ts";
import type { Turn } from "../../../../lib/guard/step.ts";
import type { MigrationEnd } from "../../../../lib/xen/migration-end.ts";
import type { Toolstack } from "../../../../lib/xen/toolstack.ts";
import { movedClock } from "../guard/moved-clock.ts";
import { scriptedEffects } from "../guard/scripted-effects.ts";

const migrates = { kind: "migrate", domid: 5, destination: "host2" } as const;
const saidDone: MigrationEnd = { kind: "said-done" };

/** A move whose program is `course`: it gets the job, its awaitTurn and its migrate. */
function move(
  turn: () => Promise<TurnToMove>,
  course: (job: Job, awaitTurn: () => Promise<Turn>, migrate: () => Promise<MigrationEnd>) => Promise<void>,
) {
  const clock = movedClock();
  const [interrupt, letGo] = [new AbortController(), new AbortController()];
  const asked: number[] = [];
  const list: Toolstack["list"] = async () => ({
    kind: "listed",
    domains: [{ domid: 5, name: "nfs1", uuid: "5b1e", state: "blocked", memoryMiB: 1, vcpus: 1 }],
  });
  const run = () =>
    guardedMove(
      {
        clock,
        looks: regularLooks({ clock, toolstack: { list } }),
        witness: {
          say: () => undefined,
          began: () => undefined,
          reached: () => undefined,
          ended: () => undefined,
        },
        interrupted: interrupt.signal,
        letGo: letGo.signal,
        guarded: async (_, job) => {
          const made = job.effects(
            scriptedEffects({
              toolstack: {
                list,
                shutdown: async () => {
                  asked.push(clock.nowMs());
                  return { kind: "done" };
                },
                migrate: async () => {
                  await clock.sleep(60_000);
                  return saidDone;
                },
              },
            }),
          );
          const migrate = () =>
            made.toolstack.migrate({ domid: 5, host: "host2", leavePaused: true }, 99_999_999);
          await course(job, made.awaitTurn ?? (() => Promise.reject(new Error("no turn"))), migrate);
          return { kind: "done", text: "nfs1 runs on host2." };
        },
      },
      { guest: "nfs1", to: "host2", turn },
    );
  return { clock, asked, interrupt: () => interrupt.abort(), letGo: () => letGo.abort(), run };
}

const go = (more: Partial<TurnToMove & { kind: "go" }> = {}): TurnToMove => ({
  ...{ kind: "go", waitedMs: 0, hurryAfterMs: undefined, end: () => undefined },
  ...more,
});

describe("a move of an evacuation", () => {
  test.each([
    [go(), { kind: "at-once" }],
    [go({ waitedMs: 2_000 }), { kind: "at-once" }],
    [go({ waitedMs: 2_001 }), { kind: "after-others" }],
    [
      { kind: "never", reason: "it was interrupted" },
      { kind: "never", reason: "it was interrupted" },
    ],
  ] as const)("has its turn as the evacuation says", async (told, expected) => {
    let heard: Turn | undefined;
    const { run } = move(
      async () => told,
      async (_, awaitTurn) => {
        heard = await awaitTurn();
      },
    );
    await run();
    expect(heard).toEqual(expected);
  });

  test("lets the next one travel when its memory has, before the hand-over", async () => {
    const noted: string[] = [];
    const { run } = move(
      async () => go({ end: () => noted.push("ended") }),
      async (job, awaitTurn, migrate) => {
        await awaitTurn();
        job.progress.began?.(migrates);
        job.progress.ended?.(migrates, await migrate(), 60_000);
        noted.push("handed over");
      },
    );
    await run();
    expect(noted.slice(0, 2)).toEqual(["ended", "handed over"]);
  });

  test("leaves it to the evacuation who travels next where its migration failed", async () => {
    let ended = 0;
    const { run } = move(
      async () => go({ end: () => (ended += 1) }),
      async (job, awaitTurn) => {
        await awaitTurn();
        const failed: MigrationEnd = { kind: "said-failed", suggests: "unclear", reason: "exit code 1" };
        job.progress.ended?.(migrates, failed, 60_000);
      },
    );
    await run();
    expect(ended).toBe(0);
  });

  test("hurries its guest so long after it has begun to travel as the evacuation said then", async () => {
    const { run, asked, clock } = move(
      async () => {
        await clock.sleep(500_000);
        return go({ waitedMs: 500_000, hurryAfterMs: 20_000 });
      },
      async (_, awaitTurn, migrate) => {
        await awaitTurn();
        await migrate();
      },
    );
    await run();
    expect(asked).toEqual([521_000]);
  });

  test("is let go of at once where it travels, or nobody has interrupted", async () => {
    const travelling = move(
      async () => go(),
      async (job) => {
        job.progress.began?.(migrates);
        travelling.interrupt();
        travelling.letGo();
        expect(job.letGo?.aborted).toBe(true);
      },
    );
    await travelling.run();
    const late = move(
      async () => go(),
      async (job) => {
        late.letGo();
        expect(job.letGo?.aborted).toBe(true);
      },
    );
    await late.run();
  });

  test("of which nothing travels yet has twenty seconds to be withdrawn", async () => {
    const scene = move(
      async () => go(),
      async (job) => {
        scene.interrupt();
        scene.letGo();
        await scene.clock.sleep(19_000);
        expect(job.letGo?.aborted).toBe(false);
        await scene.clock.sleep(2_000);
        expect(job.letGo?.aborted).toBe(true);
      },
    );
    await scene.run();
  });
});
