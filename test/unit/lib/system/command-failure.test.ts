import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CommandResult } from "../../../../lib/system/command.ts";
import { describeFailure } from "../../../../lib/system/command-failure.ts";

const printed = { stdout: "", stderr: "first\n  engine is locked by host2 \n\n" };

describe("describeFailure is one clause that says why", () => {
  it.each<[string, CommandResult]>([
    ["dd exited with 3: engine is locked by host2", { kind: "exited", exitCode: 3, ...printed }],
    ["dd exited with 3", { kind: "exited", exitCode: 3, stdout: "x", stderr: " \n" }],
    [
      "dd was ended by SIGSEGV: engine is locked by host2",
      { kind: "signalled", signal: "SIGSEGV", ...printed },
    ],
    [
      "dd did not finish within 12.3 s and was stopped: engine is locked by host2",
      { kind: "timed-out", afterMs: 12_345, ...printed },
    ],
    [
      "dd did not finish within 5 s and was stopped",
      { kind: "timed-out", afterMs: 5_000, stdout: "", stderr: "" },
    ],
    [
      "dd was not started, because no time was left",
      { kind: "timed-out", afterMs: 0, stdout: "", stderr: "" },
    ],
    ["dd printed more than 1024 bytes and was stopped", { kind: "flooded", limitBytes: 1024, ...printed }],
    ["dd is not installed", { kind: "not-found", file: "dd" }],
    ["dd could not be started: spawn E2BIG", { kind: "failed-to-start", reason: "spawn E2BIG" }],
  ])("%s", (expected, result) => {
    expect(describeFailure("dd", result)).toBe(expected);
  });

  it("quotes at most 300 characters of the last line, and never a line break", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "\n", " ", "é"), maxLength: 2_000 }), (stderr) => {
        const text = describeFailure("dd", { kind: "exited", exitCode: 1, stdout: "", stderr });
        return text.length <= "dd exited with 1: ".length + 300 && !text.includes("\n");
      }),
    );
  });
});
