import { describe, expect, it } from "vitest";
import { codeOf, conclude, conclusionOf, rehearsalConclusion } from "../../../../admin/operate/conclude.ts";
import { interruptionSentence } from "../../../../admin/operate/interrupted.ts";
import { AdminError, type Terminal } from "../../../../admin/terminal.ts";
import type { Ending, Step } from "../../../../lib/guard/step.ts";

const subject = { command: "migrate", guest: "nfs1", host: "host1" };
const done: Ending = { kind: "done", text: "nfs1 runs on host2." };

function printed(ending: Ending, json: boolean) {
  const said = { out: "", error: undefined as unknown };
  const terminal: Terminal = {
    out: (text) => {
      said.out += text;
    },
    err: () => undefined,
    readStandardInput: () => "",
    endWith: () => undefined,
  };
  try {
    conclude(terminal, conclusionOf(subject, { ending }), json);
  } catch (error) {
    said.error = error;
  }
  return said;
}

describe("the ending of an operation", () => {
  it("is a sentence on standard output where it went well, with the downtime of a migration", () => {
    expect(printed(done, false)).toEqual({ out: "nfs1 runs on host2.\n", error: undefined });
    expect(conclusionOf(subject, { ending: done, downtimeMs: 1_260 })).toMatchObject({
      text: "nfs1 runs on host2. It stood still for at most 1.3 s.",
      downtimeMs: 1_260,
    });
    expect(conclusionOf(subject, { ending: done, downtimeMs: 1_260, handOverMs: 247 })).toMatchObject({
      text: "nfs1 runs on host2. It stood still for at most 1.3 s, the last 0.25 s for its lease.",
      handOverMs: 247,
    });
  });

  it.each([
    ["refused", 1],
    ["failed", 1],
    ["unfinished", 3],
  ] as const)(
    "that is %s is an error with exit code %d, and with --json a document besides",
    (kind, code) => {
      const ending: Ending = { kind, reason: "nfs1 was not moved." };
      const { out, error } = printed(ending, false);
      expect(out).toBe("");
      expect(error).toBeInstanceOf(AdminError);
      expect(error).toMatchObject({ code, message: "nfs1 was not moved." });
      const asJson = printed(ending, true);
      expect(JSON.parse(asJson.out)).toEqual({
        ...{ command: "migrate", guest: "nfs1", host: "host1", dryRun: false, outcome: kind },
        ...{ text: "nfs1 was not moved.", first: null, downtimeMs: null, handOverMs: null },
      });
      expect(asJson.error).toMatchObject({ code });
    },
  );
});

describe("the end of a dry run", () => {
  it("names the first change, or passes on how the program would end", () => {
    const migrate: Step = { kind: "migrate", domid: 5, destination: "host2" };
    const goesOn = rehearsalConclusion(subject, "moved to host2", { kind: "goes-on", with: migrate });
    expect(goesOn).toMatchObject({
      dryRun: true,
      outcome: "would-change",
      first: "its migration",
      text: "nfs1 would be moved to host2; the first change would be its migration. Nothing was changed.",
    });
    expect(codeOf(goesOn)).toBe(0);
    const ends = rehearsalConclusion(subject, "moved", {
      kind: "ends",
      result: { kind: "refused", reason: "no." },
    });
    expect([ends.outcome, ends.text, codeOf(ends)]).toEqual(["refused", "no.", 1]);
    const nothing = rehearsalConclusion(subject, "moved", { kind: "ends", result: done });
    expect([nothing.outcome, nothing.text]).toEqual(["done", "nfs1 runs on host2."]);
    const unknown = rehearsalConclusion(subject, "moved", { kind: "unknown", reason: "EIO" });
    expect([unknown.text, codeOf(unknown)]).toEqual(["nfs1 cannot be judged on host1: EIO.", 1]);
  });
});

describe("what a person is told at a Ctrl-C", () => {
  const look: Step = { kind: "look" };
  it("is what is waited for, and what comes after it", () => {
    expect(interruptionSentence("nfs1", [])).toBe("Interrupted: nothing was begun with nfs1.");
    expect(interruptionSentence("nfs1", [look])).toBe(
      "Interrupted while looking for the guest is under way: it comes to its end, and then nothing is begun.",
    );
    expect(interruptionSentence("nfs1", [{ kind: "create" }, look])).toBe(
      "Interrupted while looking for the guest is under way: what has begun comes to its end, so please wait.",
    );
    expect(interruptionSentence("nfs1", [{ kind: "shut-down", domid: 5 }])).toContain(
      "nfs1 is being asked to shut down, and nobody waits for it then",
    );
    const patient: Step = { kind: "await-absence", patience: "stop" };
    expect(interruptionSentence("nfs1", [{ kind: "shut-down", domid: 5 }, patient])).toContain(
      "nfs1 was asked to shut down and may still do that",
    );
  });
});
