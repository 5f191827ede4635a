import { describe, expect, test } from "vitest";
import { hurrying } from "../../../../lib/evacuation/hurry.ts";
import type { Domain, DomainState } from "../../../../lib/xen/domain.ts";
import type { Toolstack } from "../../../../lib/xen/toolstack.ts";
import { movedClock } from "../guard/moved-clock.ts";

function toolstackWith(states: () => DomainState | undefined, migration: Promise<void>) {
  const asked: number[] = [];
  const list: Toolstack["list"] = async () => {
    const state = states();
    const domain: Domain = { domid: 5, name: "nfs1", state: state ?? "running", memoryMiB: 512, vcpus: 1 };
    return { kind: "listed", domains: state === undefined ? [] : [domain] };
  };
  const unexpected = () => {
    throw new Error("nothing else may be done with a migration");
  };
  const toolstack: Toolstack = {
    ...{
      title: "xl",
      list,
      listWithDisks: unexpected,
      bothLists: unexpected,
      find: unexpected,
      info: unexpected,
      create: unexpected,
    },
    ...{
      destroy: unexpected,
      pause: unexpected,
      unpause: unexpected,
      rename: unexpected,
      resume: unexpected,
    },
    shutdown: async (domid) => {
      asked.push(domid);
      return { kind: "done" };
    },
    migrate: async () => {
      await migration;
      return { kind: "said-done" };
    },
  };
  return { toolstack, asked };
}

const order = { domid: 5, host: "192.168.20.2", leavePaused: true } as const;

describe("a migration that may take so long and no longer", () => {
  test("has its guest asked to shut down, once, and is waited for", async () => {
    const clock = movedClock();
    const { toolstack, asked } = toolstackWith(() => "blocked", clock.sleep(90_000));
    let told = 0;
    const hurried = hurrying(toolstack, clock, 60_000, () => {
      told += 1;
    });
    expect(await hurried.migrate(order, 1e9)).toEqual({ kind: "said-done" });
    expect(asked).toEqual([5]);
    expect(told).toBe(1);
  });

  test("that ends in time asks nobody", async () => {
    const clock = movedClock();
    const { toolstack, asked } = toolstackWith(() => "blocked", clock.sleep(10_000));
    await hurrying(toolstack, clock, 60_000, () => undefined).migrate(order, 1e9);
    await clock.sleep(100_000);
    expect(asked).toEqual([]);
  });

  test.each(["suspended", "paused", "shut-down", undefined] as const)(
    "asks nothing once its guest is %s: the source stands still, or is gone",
    async (state) => {
      const clock = movedClock();
      const { toolstack, asked } = toolstackWith(() => state, clock.sleep(90_000));
      await hurrying(toolstack, clock, 60_000, () => undefined).migrate(order, 1e9);
      expect(asked).toEqual([]);
    },
  );
});
