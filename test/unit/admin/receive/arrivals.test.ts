import { describe, expect, it } from "vitest";
import { gatherArrivals } from "../../../../admin/receive/arrivals.ts";
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

  it("share a process that sees to what the cluster shows, where they come within ten seconds", async () => {
    const { started, clock, arrivals } = connection();
    arrivals.add("nfs1");
    arrivals.add("web1");
    arrivals.add("nfs1");
    expect(started).toEqual([]);
    await expect.poll(() => started).toEqual(["xensan arrived nfs1 web1"]);
    expect(clock.slept).toEqual([10_000]);
    arrivals.add("nfs1");
    await expect.poll(() => started).toEqual(["xensan arrived nfs1 web1", "xensan arrived nfs1"]);
    await arrivals.end();
    expect(started).toHaveLength(2);
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
