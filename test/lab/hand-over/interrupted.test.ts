import { describe, type ExpectStatic as Expect, it } from "vitest";
import type { Scene } from "../../support/hand-over/scene.ts";
import { bring, expectSound, inScene, minutes, repairAll } from "./soundness.ts";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

type Told = { readonly step: number; readonly signal: string; readonly how: string };

/**
 * Has a terminal's signal come in the midst of the first step of a typed command, of the second, and so on until it ends before.
 * Each time it must have been withdrawn, or have come to its end: repair finds nothing to do.
 */
async function interruptAtEveryStep(
  scene: Scene,
  expect: Expect,
  { command, destination, from, turn }: Attempt,
): Promise<readonly Told[]> {
  const told: Told[] = [];
  for (const { step, name } of meetings(turn)) {
    await bring(scene, expect, from);
    // What changes something lasts long enough to be met in its midst, and what only looks does not.
    const afterMs = step < turn ? 0 : 60;
    const fate = { program: "command", beforeStep: step, signal: { name, afterMs } } as const;
    const typed = await scene.type("host1", command, destination, fate);
    await repairAll(scene);
    const [found = "nowhere"] = await expectSound(scene, expect);
    const where = found.replace(/:.*/, "");
    const { kind } = typed.ending;
    expect([kind, where], `${name} at step ${step}: ${JSON.stringify(typed)}`).toEqual(
      kind === "done" ? ["done", destination || "host1"] : ["refused", from],
    );
    if (kind === "refused") expect(typed.ending.reason).toContain("was interrupted before");
    if (!typed.wasSignalled) return told;
    told.push({ step, signal: name, how: kind });
  }
  throw new Error("It never ended by itself.");
}

/** Each signal meets the turn; before it they take turns, and after it, where the way back is one, every third step. */
function* meetings(turn: number) {
  for (let step = 1; ; step += step > turn ? 3 : 1) {
    const own = signals[step % signals.length] ?? "SIGINT";
    for (const name of step === turn ? signals : [own]) yield { step, name };
  }
}

type Attempt = {
  readonly command: "start" | "migrate";
  readonly destination: string;
  readonly from: "nowhere" | "host1";
  /** The first step that changes something. */
  readonly turn: number;
};

/** A lost terminal ends nothing; any other signal withdraws what comes before this step, and ends nothing from there on. */
function expectTurn(expect: Expect, told: readonly Told[], turn: number): void {
  for (const { step, signal, how } of told) {
    const wanted = step < turn && signal !== "SIGHUP" ? "refused" : "done";
    expect(how, `${signal} at step ${step} of ${told.length}`).toBe(wanted);
  }
  expect(told.length).toBeGreaterThan(turn);
}

// As killed.test.ts: real sanlock, real programs and files, a stand-in for xl.
describe.concurrent("a typed command that a terminal's signal meets in the midst of any step", {
  timeout: 5 * minutes,
}, () => {
  it("of a start is withdrawn until the lease is taken, and comes to its end from there on", async ({
    expect,
  }) => {
    await inScene(async (scene) => {
      // 1 writes down, 2 asks all hosts, 3 takes the lease.
      const attempt = { command: "start", destination: "", from: "nowhere", turn: 3 } as const;
      expectTurn(expect, await interruptAtEveryStep(scene, expect, attempt), attempt.turn);
    });
  });

  it("of a migration is withdrawn at both ends until memory is sent; then xl is not touched, and it moves", async ({
    expect,
  }) => {
    await inScene(async (scene) => {
      // The copying takes more than a second, so the signal comes in its midst.
      scene.setRate(20);
      // 1 writes down, 2 looks at the lease, 3 prepares the destination, 4 asks all hosts, 5 looks at the lease again.
      const attempt = { command: "migrate", destination: "host2", from: "host1", turn: 6 } as const;
      expectTurn(expect, await interruptAtEveryStep(scene, expect, attempt), attempt.turn);
    });
  });

  it("says how long a moved guest stood still, and how far it was", async ({ expect }) => {
    await inScene(async (scene) => {
      scene.setRate(5);
      await bring(scene, expect, "host1");
      const never = { program: "command", beforeStep: 1_000 } as const;
      const {
        ending,
        downtimeMs = 0,
        handOverMs = 0,
        stderr,
      } = await scene.type("host1", "migrate", "host2", never);
      expect(ending).toEqual({ kind: "done", text: "nfs1 runs on host2." });
      // The stand-in suspends its guest for a fifth of the 6.4 s.
      expect(downtimeMs).toBeGreaterThan(1_000);
      expect(downtimeMs).toBeLessThan(15_000);
      expect(handOverMs).toBeGreaterThan(20);
      expect(handOverMs).toBeLessThan(downtimeMs - 1_000);
      expect(stderr).toMatch(/^nfs1: its migration, [1-9]\d? % of 32 MiB, \d+ s$/m);
      await expectSound(scene, expect);
    });
  });
});
