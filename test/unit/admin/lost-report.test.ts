import { describe, expect, it } from "vitest";
import { lostReport } from "../../../admin/lost-report.ts";

describe("lostReport", () => {
  it("does not say that nothing was done, and has nobody do it a second time", () => {
    const { code, message } = lostReport(new Error("ENOSPC: no space left on device, write"));
    expect(code).toBe(1);
    expect(message).toBe(
      "standard output takes no more (ENOSPC: no space left on device, write), so what was to be told is lost; " +
        "what was asked for may be done all the same. Make room where it goes, and look what is so now: " +
        "with xensan status, or with --dry-run where the command has it.",
    );
  });
});
