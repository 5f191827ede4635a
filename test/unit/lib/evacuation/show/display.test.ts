import { describe, expect, test } from "vitest";
import type { EvacuationRecord } from "../../../../../lib/evacuation/record/record.ts";
import { barOf, moveLine } from "../../../../../lib/evacuation/show/bar.ts";
import { evacuationDisplay } from "../../../../../lib/evacuation/show/display.ts";
import { summaryOf } from "../../../../../lib/evacuation/show/summary.ts";
import { movedClock } from "../../guard/moved-clock.ts";

function screen(isTerminal: boolean, columns = 120) {
  const clock = movedClock();
  const logged: string[] = [];
  let written = "";
  const log = {
    info: (text: string) => logged.push(`info ${text}`),
    warning: (text: string) => logged.push(`warning ${text}`),
    error: (text: string) => logged.push(`error ${text}`),
  };
  const write = (text: string) => {
    written += text;
  };
  const display = evacuationDisplay({ write, isTerminal, columns, clock }, log);
  return { display, clock, logged, written: () => written };
}

/** A terminal's orders, so that they can be read. */
function plain(text: string): string {
  return text.replaceAll("\u001b[2A", "<2A>").replaceAll("\u001b[1A", "<1A>").replaceAll("\u001b[J", "<J>");
}

const deed = { guest: "nfs1", what: "to host2", expectedMs: 40_000 };

describe("progress", () => {
  test("on a terminal is a bar for each guest, below the sentences, drawn anew", async () => {
    const { display, clock, logged, written } = screen(true);
    display.say("info", "nfs1 is moved to host2.");
    display.began(deed);
    display.reached("nfs1", "its migration");
    await clock.sleep(10_000);
    display.began({ guest: "web1", what: "to host3", expectedMs: 20_000 });
    expect(written()).toContain(
      "nfs1              [#####...............]  25 %  to host2, 10 of about 40 s: its migration\n",
    );
    expect(written()).toContain(
      "web1              [....................]   0 %  to host3, 0 of about 20 s\n",
    );
    display.say("warning", "web1 was not moved.");
    // Both bars go away, and come again below the sentence.
    expect(plain(written())).toMatch(/<2A><J>web1 was not moved\.\nnfs1 .*\nweb1 .*\n$/);
    display.ended("web1");
    display.ended("nfs1");
    display.stop();
    expect(written().endsWith("\u001b[1A\u001b[J")).toBe(true);
    expect(logged).toEqual(["info nfs1 is moved to host2.", "warning web1 was not moved."]);
  });

  test("cuts its lines to the terminal, so that each is one", () => {
    const { display, written } = screen(true, 40);
    display.began(deed);
    for (const line of written().split("\n"))
      expect(plain(line).replaceAll(/<\d*[AJ]>/g, "").length).toBeLessThan(40);
    display.stop();
  });

  test("elsewhere is plain lines, and one a minute for what goes on", async () => {
    const { display, clock, written } = screen(false);
    display.say("info", "nfs1 is moved to host2.");
    display.began(deed);
    await clock.sleep(30_000);
    expect(written()).toBe("nfs1 is moved to host2.\n");
    await clock.sleep(40_000);
    display.ended("nfs1");
    display.stop();
    expect(written()).not.toContain("\u001b");
    expect(written().split("\n")[1]).toMatch(/^nfs1 .* 99 % {2}to host2, 60 of about 40 s$/);
  });

  test("a bar is never full before the end", () => {
    expect(barOf(0)).toBe("[....................]");
    expect(barOf(1)).toBe("[####################]");
    expect(barOf(7)).toBe("[####################]");
    expect(moveLine({ ...deed, expectedMs: 0 }, undefined, 5_000)).toContain("  0 %");
  });
});

describe("the end in one sentence", () => {
  const record: EvacuationRecord = {
    ...{ version: 1, id: "e", host: "host1", by: "root", beganMs: 1, endedMs: 2, planned: [] },
    ...{ moves: [], shutdowns: [], left: [] },
  };
  const done = {
    guest: "a",
    to: "host2",
    memoryMiB: 1,
    beganMs: 1,
    tookMs: 1,
    downtimeMs: 1,
    outcome: "done",
    reason: undefined,
  } as const;

  test("names whoever is left", () => {
    expect(summaryOf(record)).toBe("host1 is empty: there was no guest.");
    const shutdowns = [{ guest: "b", tookMs: 1, outcome: "done", reason: undefined }] as const;
    expect(summaryOf({ ...record, moves: [done, { ...done, outcome: "failed" }], shutdowns })).toBe(
      "host1 is empty: 1 moved, 1 shut down.",
    );
    const left = [
      { guest: "c", reason: "x" },
      { guest: "d", reason: "y" },
    ];
    expect(summaryOf({ ...record, moves: [done], left })).toBe("host1 is not empty: 1 moved, 2 left: c, d.");
  });
});
