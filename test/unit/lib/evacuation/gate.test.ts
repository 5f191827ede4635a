import { describe, expect, test } from "vitest";
import { gateOf } from "../../../../lib/evacuation/gate.ts";

const never = new AbortController().signal;

describe("a gate", () => {
  test("lets in as many as it has places, and the others in their order", async () => {
    const gate = gateOf(2);
    const entered: string[] = [];
    const come = (name: string) => gate.enter(never).then(() => entered.push(name));
    const all = ["a", "b", "c", "d"].map(come);
    await Promise.all(all.slice(0, 2));
    expect(entered).toEqual(["a", "b"]);
    expect(gate.tryEnter()).toBe(false);
    gate.leave();
    await all[2];
    expect(entered).toEqual(["a", "b", "c"]);
    gate.leave();
    await all[3];
    expect(entered).toEqual(["a", "b", "c", "d"]);
  });

  test("gives no place to who no longer waits, and loses none", async () => {
    const gate = gateOf(1);
    expect(gate.tryEnter()).toBe(true);
    const gone = new AbortController();
    const first = gate.enter(gone.signal);
    const second = gate.enter(never).then(() => "in");
    gone.abort(new Error("gone"));
    await expect(first).rejects.toThrow("gone");
    await expect(gate.enter(gone.signal)).rejects.toThrow("gone");
    gate.leave();
    expect(await second).toBe("in");
    gate.leave();
    expect(gate.tryEnter()).toBe(true);
  });
});
