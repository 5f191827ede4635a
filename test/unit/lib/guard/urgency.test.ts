import { describe, expect, it } from "vitest";
import type { Machine } from "../../../../lib/guard/machine.ts";
import { goingFirst, machineIn, urgency } from "../../../../lib/guard/urgency.ts";
import type { RunCommand } from "../../../../lib/system/command.ts";
import { exited } from "../storage/scripted-run.ts";
import { movedClock } from "./moved-clock.ts";

/** On it nothing that is held back comes by time. */
const stopped = { ...movedClock(), sleep: () => new Promise<void>(() => undefined) };

/** Three guests; what they run is noted, with the cap that it had. */
function scene(clock = movedClock()) {
  const ran: string[] = [];
  const run: RunCommand = async (file, _, { timeoutMs }) => {
    ran.push(`${file} ${timeoutMs}`);
    return exited(0);
  };
  const laneOf = urgency(run, clock);
  return { clock, ran, one: laneOf(), other: laneOf(), third: laneOf() };
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
    const { ran, one, other } = scene(stopped);
    one.hurry();
    const later = other.run("crm_mon", [], { timeoutMs: 900 });
    await one.run("sanlock", [], { timeoutMs: 900 });
    await settled();
    expect(ran).toEqual(["sanlock 900"]);
    one.relax();
    await later;
    expect(ran).toEqual(["sanlock 900", "crm_mon 900"]);
    await other.run("xl", [], { timeoutMs: 900 });
    expect(ran).toEqual(["sanlock 900", "crm_mon 900", "xl 900"]);
  });

  it("waits for no other that stands still, and holds the rest back until both run", async () => {
    const { ran, one, other, third } = scene(stopped);
    one.hurry();
    other.hurry();
    const later = third.run("crm_mon", [], { timeoutMs: 900 });
    await one.run("a", [], { timeoutMs: 900 });
    await other.run("b", [], { timeoutMs: 900 });
    one.relax();
    await settled();
    expect(ran).toEqual(["a 900", "b 900"]);
    other.relax();
    await later;
    expect(ran).toEqual(["a 900", "b 900", "crm_mon 900"]);
  });

  it.each([
    ["half a second, which is part of its cap", 2_000, 500],
    ["half of its cap", 40, 20],
  ])("holds nothing back for longer than %s", async (_, timeoutMs, heldMs) => {
    const { clock, ran, one, other } = scene();
    one.hurry();
    await other.run("xl", [], { timeoutMs });
    expect(ran).toEqual([`xl ${timeoutMs - heldMs}`]);
    expect(clock.slept).toEqual([heldMs]);
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
