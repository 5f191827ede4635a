import { describe, expect, it } from "vitest";
import { changes, mayBeLeft, withdrawals } from "../../../../lib/guard/interruption.ts";
import { runProgram } from "../../../../lib/guard/run-program.ts";
import type { Program, Reply, Step } from "../../../../lib/guard/step.ts";
import { start } from "./operations.ts";
import { absentHere, scriptedEffects } from "./scripted-effects.ts";

const open: Step = { kind: "open-operation", operation: start };
const look: Step = { kind: "look" };
const prepare: Step = { kind: "tell", host: "host2", message: { kind: "prepare", id: "a1", claim: 3 } };
const unpause: Step = { kind: "unpause", domid: 5 };
const shutDown: Step = { kind: "shut-down", domid: 5 };
const patient: Step = { kind: "await-absence", patience: "stop" };
const brief: Step = { kind: "await-absence", patience: "brief" };

describe("changes", () => {
  it("is true of all that touches a guest, its lease or another host's copy", () => {
    const asks: readonly Step[] = [{ kind: "survey" }, { kind: "await-turn" }];
    expect([open, look, prepare, patient, brief, ...asks].filter(changes)).toEqual([]);
    const take: Step = { kind: "tell", host: "host2", message: { kind: "take", id: "a1", claim: 3 } };
    const acquire: Step = { kind: "acquire", version: 3 };
    const all = [unpause, shutDown, take, acquire, { kind: "create" } as const, { kind: "release" } as const];
    expect(all.filter(changes)).toEqual(all);
  });
});

describe("mayBeLeft", () => {
  it("is true of the wait for a guest that was asked to shut down alone", () => {
    expect([patient, brief, look, unpause].filter(mayBeLeft)).toEqual([patient]);
  });
});

describe("withdrawals", () => {
  it("tell the destination before they strike out what is written here", () => {
    expect(withdrawals([open, prepare, look])).toEqual([
      { kind: "tell", host: "host2", message: { kind: "cancel", id: "a1" } },
      { kind: "close-operation", id: "a1" },
    ]);
    expect(withdrawals([look])).toEqual([]);
  });

  it("tell a destination once that was told to prepare once more after a wait", () => {
    expect(withdrawals([open, prepare, { kind: "await-turn" }, prepare])).toHaveLength(2);
  });
});

/** Runs these steps and interrupts when one of them begins; what was done is noted. */
async function interruptedAt(
  steps: readonly Step[],
  at: Step,
  ending = true,
  cancelled: Reply = { kind: "done" },
) {
  const done: string[] = [];
  const interrupt = new AbortController();
  const effects = scriptedEffects({
    store: {
      open: () => ({ kind: "opened" }),
      close: (_, id) => {
        done.push(`close ${id}`);
      },
    },
    tell: async (host, message) => {
      done.push(`${message.kind} ${host}`);
      return message.kind === "cancel" ? cancelled : { kind: "done" };
    },
    toolstack: {
      find: async () => ({ kind: "absent" }),
      shutdown: async () => ({ kind: "done" }),
      unpause: async () => {
        done.push("unpause");
        return { kind: "done" };
      },
    },
    report: async () => absentHere,
  });
  function* program(): Program<string> {
    for (const step of steps) yield step;
    return "the end";
  }
  const progress = {
    began: (step: Step) => {
      if (step === at) interrupt.abort();
    },
    ended: () => undefined,
  };
  const options = ending ? { progress, interrupt: interrupt.signal } : { progress, signal: interrupt.signal };
  return { ran: await runProgram(program(), effects, options), done };
}

describe("a person's interruption", () => {
  it("withdraws a program that has changed nothing, at both ends, once the step under way is over", async () => {
    expect(await interruptedAt([open, prepare, look, unpause], look)).toEqual({
      ran: { kind: "withdrawn", at: unpause },
      done: ["prepare host2", "cancel host2", "close a1"],
    });
    expect(await interruptedAt([open, prepare, look, unpause], prepare)).toMatchObject({
      ran: { kind: "withdrawn", at: look },
      done: ["prepare host2", "cancel host2", "close a1"],
    });
  });

  it("tells what the other end has not taken back", async () => {
    const reason = "xl migrate-receive (pid 812) is still at work on host2";
    expect(
      await interruptedAt([open, prepare, look, unpause], look, true, { kind: "refused", reason }),
    ).toEqual({
      ran: { kind: "withdrawn", at: unpause, left: { on: "host2", reason } },
      done: ["prepare host2", "cancel host2", "close a1"],
    });
  });

  it("changes nothing any more once anything was changed", async () => {
    expect(await interruptedAt([open, unpause, look, brief], unpause)).toEqual({
      ran: { kind: "ended", result: "the end" },
      done: ["unpause"],
    });
    expect(await interruptedAt([open, unpause, look, brief], look)).toMatchObject({ ran: { kind: "ended" } });
  });

  it("leaves the wait for a guest that shuts down, with its operation open", async () => {
    expect(await interruptedAt([open, shutDown, patient], patient)).toEqual({
      ran: { kind: "cut-off", at: patient, begun: true, reason: "it was interrupted" },
      done: [],
    });
  });

  it("is another thing than the end of an action's time, which cuts off between any two steps", async () => {
    expect(await interruptedAt([open, unpause, look], unpause, false)).toEqual({
      ran: { kind: "cut-off", at: look, begun: false, reason: "it was interrupted" },
      done: ["unpause"],
    });
  });
});
