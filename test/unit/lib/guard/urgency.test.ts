import { describe, expect, it } from "vitest";
import { urgency } from "../../../../lib/guard/urgency.ts";
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
    await other.run("xl", [], { timeoutMs: 900 });
    expect(ran).toEqual(["xl 400"]);
    expect(clock.slept).toEqual([500]);
  });
});
