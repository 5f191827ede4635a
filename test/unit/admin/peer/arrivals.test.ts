import { describe, expect, it } from "vitest";
import { gatherArrivals } from "../../../../admin/peer/arrivals.ts";
import type { RunCommand } from "../../../../lib/system/command.ts";
import { movedClock } from "../../lib/guard/moved-clock.ts";
import { exited } from "../../lib/storage/scripted-run.ts";

describe("guests that come to a host by one connection", () => {
  const connection = () => {
    const started: string[] = [];
    const run: RunCommand = async (file, args, { leave }) => {
      // Nobody waits for it.
      expect(leave?.aborted).toBe(true);
      started.push([file, ...args].join(" "));
      return exited(0, "");
    };
    const clock = movedClock();
    return { started, clock, arrivals: gatherArrivals({ run, clock }) };
  };

  it("share a process that sees to what the cluster shows, once none has come for ten seconds", async () => {
    const { started, clock, arrivals } = connection();
    arrivals.add("nfs1");
    arrivals.add("nfs1");
    await clock.sleep(4_000);
    arrivals.add("web1");
    await expect.poll(() => started).toEqual(["xensan arrived nfs1 web1"]);
    expect(clock.nowMs()).toBe(1_000 + 4_000 + 10_000);
    arrivals.add("nfs1");
    await expect.poll(() => started).toEqual(["xensan arrived nfs1 web1", "xensan arrived nfs1"]);
    await arrivals.end();
    expect(started).toHaveLength(2);
  });

  it("are seen to after a minute, however many come", async () => {
    const { started, clock, arrivals } = connection();
    for (let number = 1; number <= 9; number += 1) {
      expect(started).toEqual([]);
      arrivals.add(`web${number}`);
      await clock.sleep(7_000);
    }
    arrivals.add("web10");
    expect(started).toEqual(["xensan arrived web1 web2 web3 web4 web5 web6 web7 web8 web9"]);
    await arrivals.end();
    expect(started[1]).toBe("xensan arrived web10");
  });

  it("are seen to at once where the connection ends, or has ended", async () => {
    const { started, clock, arrivals } = connection();
    arrivals.add("nfs1");
    await arrivals.end();
    expect(started).toEqual(["xensan arrived nfs1"]);
    arrivals.add("web1");
    await expect.poll(() => started).toEqual(["xensan arrived nfs1", "xensan arrived web1"]);
    expect(clock.slept).toEqual([]);
  });

  it("start nothing where nobody has come", async () => {
    const { started, arrivals } = connection();
    await arrivals.end();
    expect(started).toEqual([]);
  });
});
