import { describe, expect, it } from "vitest";
import type { Machine } from "../../../../lib/guard/machine.ts";
import { goingFirst, machineIn, urgency } from "../../../../lib/guard/urgency.ts";
import type { RunCommand } from "../../../../lib/system/command.ts";
import { exited } from "../storage/scripted-run.ts";
import { movedClock } from "./moved-clock.ts";

/** Two guests; what they run is noted, with the cap that it had. */
function scene() {
  const clock = movedClock();
  const ran: string[] = [];
  const run: RunCommand = async (file, _, { timeoutMs }) => {
    ran.push(`${file} ${timeoutMs}`);
    return exited(0);
  };
  const laneOf = urgency(run, clock);
  return { clock, ran, one: laneOf(), other: laneOf() };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("a guest that stands still", () => {
  it("is nobody's concern where none does", async () => {
    const { clock, ran, one, other } = scene();
    await Promise.all([one.run("xl", [], { timeoutMs: 900 }), other.run("sanlock", [], { timeoutMs: 900 })]);
    expect(ran).toEqual(["xl 900", "sanlock 900"]);
    expect(clock.slept).toEqual([]);
  });

  it("goes first: others' commands begin when it runs", async () => {
    // A clock that does not move by itself.
    const ran: string[] = [];
    const never = { nowMs: () => 0, sleep: () => new Promise<void>(() => undefined) };
    const laneOf = urgency(async (file) => {
      ran.push(file);
      return exited(0);
    }, never);
    const [one, other] = [laneOf(), laneOf()];
    one.hurry();
    const later = other.run("crm_mon", [], { timeoutMs: 900 });
    await one.run("sanlock", [], { timeoutMs: 900 });
    await settled();
    expect(ran).toEqual(["sanlock"]);
    one.relax();
    await later;
    expect(ran).toEqual(["sanlock", "crm_mon"]);
    await other.run("xl", [], { timeoutMs: 900 });
    expect(ran).toEqual(["sanlock", "crm_mon", "xl"]);
  });

  it("waits for no other that stands still, and holds the rest back until both run", async () => {
    const ran: string[] = [];
    const never = { nowMs: () => 0, sleep: () => new Promise<void>(() => undefined) };
    const laneOf = urgency(async (file) => {
      ran.push(file);
      return exited(0);
    }, never);
    const [one, other, third] = [laneOf(), laneOf(), laneOf()];
    one.hurry();
    other.hurry();
    const later = third.run("crm_mon", [], { timeoutMs: 900 });
    await one.run("a", [], { timeoutMs: 900 });
    await other.run("b", [], { timeoutMs: 900 });
    one.relax();
    await settled();
    expect(ran).toEqual(["a", "b"]);
    other.relax();
    await later;
    expect(ran).toEqual(["a", "b", "crm_mon"]);
  });

  it("holds nothing back for longer than half a second, which is part of its cap", async () => {
    const { clock, ran, one, other } = scene();
    one.hurry();
    await other.run("xl", [], { timeoutMs: 2_000 });
    expect(ran).toEqual(["xl 1500"]);
    expect(clock.slept).toEqual([500]);
  });

  it("holds nothing back for longer than half of its cap", async () => {
    const { clock, ran, one, other } = scene();
    one.hurry();
    await other.run("flock", [], { timeoutMs: 40 });
    expect(ran).toEqual(["flock 20"]);
    expect(clock.slept).toEqual([20]);
  });

  it("goes first for ten seconds, and then like all others", async () => {
    const { clock, ran, one, other } = scene();
    one.hurry();
    await clock.sleep(10_001);
    await other.run("xl", [], { timeoutMs: 900 });
    expect(ran).toEqual(["xl 900"]);
  });

  it("has nothing begun that was let go of meanwhile", async () => {
    const { ran, one, other } = scene();
    one.hurry();
    const [leave, signal] = [AbortSignal.abort(), AbortSignal.abort(new Error("over"))];
    expect(await other.run("xl", [], { timeoutMs: 900, leave })).toMatchObject({ kind: "left" });
    expect(ran).toEqual([]);
    // The runner itself refuses it.
    await other.run("xl", [], { timeoutMs: 900, signal });
    expect(ran).toEqual(["xl 900"]);
  });

  it("has its lease looked after in its own lane", async () => {
    const { ran, one, other } = scene();
    const opened: string[] = [];
    const machine = {
      openLease: async (_description, title, by) => {
        await by?.(title, [], { timeoutMs: 900 });
        opened.push(title);
        return undefined;
      },
    } satisfies Partial<Machine> as unknown as Machine;
    one.hurry();
    await machineIn(one, machine).openLease({} as never, "xl");
    await machineIn(other, machine).openLease({} as never, "xm");
    expect(opened).toEqual(["xl", "xm"]);
    expect(ran).toEqual(["xl 900", "xm 450"]);
  });

  it("does so from the end of its migration until its destination says that it runs", () => {
    const went: string[] = [];
    const { ended } = goingFirst({
      run: async () => exited(0),
      hurry: () => went.push("hurries"),
      relax: () => went.push("relaxes"),
    });
    const tell = (kind: "take" | "cancel") =>
      ({ kind: "tell", host: "host2", message: { kind, id: "m1", claim: undefined } }) as const;
    ended({ kind: "migrate", domid: 3, destination: "host2" }, { kind: "said-failed" }, 1);
    ended({ kind: "glance" }, undefined, 1);
    expect(went).toEqual([]);
    ended({ kind: "migrate", domid: 3, destination: "host2" }, { kind: "said-done" }, 1);
    ended(tell("take"), { kind: "silent", reason: "it was lost" }, 1);
    ended(tell("cancel"), { kind: "done" }, 1);
    expect(went).toEqual(["hurries"]);
    ended(tell("take"), { kind: "done" }, 1);
    expect(went).toEqual(["hurries", "relaxes"]);
  });
});
