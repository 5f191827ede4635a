import { describe, expect, it } from "vitest";
import { displayOn, shownOn } from "../../../../admin/progress/display.ts";
import { barFor, durationInWords, lineFor } from "../../../../admin/progress/line.ts";
import { watchTransfer } from "../../../../admin/progress/transfer.ts";
import type { OverviewAnswer } from "../../../../lib/guard/overview/overview.ts";
import type { Step } from "../../../../lib/guard/step.ts";
import { movedClock } from "../../lib/guard/moved-clock.ts";
import { overviewWith, runningGuest } from "../../lib/guard/overview/overviews.ts";
import { present, says, survey } from "../../lib/guard/surveys.ts";

const migrate: Step = { kind: "migrate", domid: 5, destination: "host2" };

describe("a line of progress", () => {
  it("says what is under way, how far and for how long", () => {
    const moment = { subject: "nfs1", what: "its migration", elapsedMs: 65_000, part: undefined };
    expect(lineFor(moment)).toBe("nfs1: its migration, 1 min 05 s");
    const part = { doneMiB: 170, allMiB: 512 };
    expect(lineFor({ ...moment, part })).toBe("nfs1: its migration, 33 % of 512 MiB, 1 min 05 s");
    expect(barFor(part)).toBe("[#######.............]");
  });

  it("never says more than all, nor divides by nothing", () => {
    expect(barFor({ doneMiB: 600, allMiB: 512 })).toBe("[####################]");
    expect(barFor({ doneMiB: 1, allMiB: 0 })).toBe("[....................]");
  });

  it.each([
    [999, "0 s"],
    [59_999, "59 s"],
    [60_000, "1 min 00 s"],
    [3_600_000 * 2 + 600_000, "2 h 10 min"],
  ])("says %d ms in words", (ms, words) => {
    expect(durationInWords(ms)).toBe(words);
  });
});

describe("displayOn", () => {
  const display = (isTerminal: boolean) => {
    const clock = movedClock();
    const written: string[] = [];
    const screen = { write: (text: string) => written.push(text), isTerminal, clock };
    return { clock, written, display: displayOn(screen, "nfs1") };
  };

  it("says nothing of what takes less than two seconds", async () => {
    for (const isTerminal of [true, false]) {
      const made = display(isTerminal);
      made.display.progress.began(migrate);
      await made.clock.sleep(1_500);
      made.display.progress.ended(migrate, undefined, 1_500);
      made.display.stop();
      expect(made.written).toEqual([]);
    }
  });

  it("changes one line on a terminal, with a bar where there is a measure, and takes it away", async () => {
    const { clock, written, display: shown } = display(true);
    shown.progress.began(migrate);
    await clock.sleep(2_100);
    expect(written.at(-1)).toBe("\r\u001b[2Knfs1: its migration, 2 s");
    shown.reached({ doneMiB: 256, allMiB: 512 });
    await clock.sleep(1_000);
    expect(written.at(-1)).toBe(
      "\r\u001b[2Knfs1: its migration, 50 % of 512 MiB, 3 s [##########..........]",
    );
    expect(written.join("")).not.toContain("\n");
    shown.say("Interrupted.");
    expect(written.slice(-2)).toEqual(["\r\u001b[2K", "Interrupted.\n"]);
    await clock.sleep(500);
    shown.stop();
    expect(written.at(-1)).toBe("\r\u001b[2K");
  });

  it("writes plain lines elsewhere, fewer and fewer of them", async () => {
    const { clock, written, display: shown } = display(false);
    shown.progress.began(migrate);
    await clock.sleep(200_000);
    shown.stop();
    expect(written.join("")).not.toContain("\u001b");
    const seconds = written.map((line) => /, (.*)\n$/.exec(line)?.[1]);
    expect(seconds).toEqual(["2 s", "4 s", "8 s", "16 s", "32 s", "1 min 04 s", "2 min 04 s", "3 min 04 s"]);
  });

  it("begins anew with each step", async () => {
    const { clock, written, display: shown } = display(false);
    shown.progress.began({ kind: "survey" });
    await clock.sleep(3_000);
    shown.progress.ended({ kind: "survey" }, undefined, 3_000);
    shown.reached({ doneMiB: 1, allMiB: 2 });
    await clock.sleep(3_000);
    shown.progress.began({ kind: "create" });
    await clock.sleep(3_000);
    shown.stop();
    expect(written).toEqual(["nfs1: asking all hosts, 2 s\n", "nfs1: its creation, 2 s\n"]);
  });
});

describe("shownOn", () => {
  it("gives what the work gives, with progress meanwhile and nothing after it, however it ends", async () => {
    const clock = movedClock();
    const written: string[] = [];
    const screen = { write: (text: string) => written.push(text), isTerminal: false, clock };
    const work = async () => {
      await clock.sleep(3_000);
      return 7;
    };
    expect(await shownOn(screen, "domains", "asking all hosts", work)).toBe(7);
    expect(written).toEqual(["domains: asking all hosts, 2 s\n"]);
    const failing = async () => Promise.reject(new Error("no"));
    await expect(shownOn(screen, "domains", "asking all hosts", failing)).rejects.toThrow("no");
    await clock.sleep(9_000);
    expect(written).toHaveLength(1);
  });
});

describe("watchTransfer", () => {
  it("tells how much memory the copy has of what the guest has, while the migration is under way", async () => {
    const clock = movedClock();
    const reached: unknown[] = [];
    const seen: (OverviewAnswer | undefined)[] = [
      undefined,
      { kind: "silent", reason: "no" },
      { kind: "answered", overview: overviewWith([runningGuest("nfs1", { state: "paused" })]) },
    ];
    const lookThere = async () => seen.shift();
    const transfer = watchTransfer({
      guest: "nfs1",
      clock,
      lookThere,
      reached: (part) => reached.push(part),
    });
    const asked = survey({ answers: { host1: says({ presence: present() }) } });
    transfer.progress.ended({ kind: "survey" }, asked, 1);
    transfer.progress.began(migrate);
    await clock.sleep(6_500);
    expect(reached).toEqual([{ doneMiB: 512, allMiB: 128 }]);
    transfer.progress.ended(migrate, undefined, 6_500);
    await clock.sleep(6_500);
    expect(reached).toHaveLength(1);
    transfer.stop();
  });

  it("looks seldom where a look takes long, and no more once all has arrived", async () => {
    const clock = movedClock();
    const looks: number[] = [];
    const domains = [64, 128].map((memoryMiB) => runningGuest("nfs1", { state: "paused", memoryMiB }));
    const transfer = watchTransfer({
      guest: "nfs1",
      clock,
      lookThere: async () => {
        looks.push(clock.nowMs());
        await clock.sleep(1_000);
        const domain = domains.shift();
        return domain === undefined ? undefined : { kind: "answered", overview: overviewWith([domain]) };
      },
      reached: () => undefined,
    });
    transfer.progress.ended(
      { kind: "survey" },
      survey({ answers: { host1: says({ presence: present() }) } }),
      1,
    );
    const beganMs = clock.nowMs();
    transfer.progress.began(migrate);
    await clock.sleep(100_000);
    expect(looks.map((ms) => ms - beganMs)).toEqual([2_000, 12_000]);
    transfer.stop();
  });
});
