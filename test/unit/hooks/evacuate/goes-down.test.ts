import { describe, expect, test } from "vitest";
import { goesDown } from "../../../../hooks/evacuate/goes-down.ts";
import type { RunCommand } from "../../../../lib/system/command.ts";
import { exited } from "../../lib/storage/scripted-run.ts";

describe("whether the host goes down", () => {
  const saying =
    (text: string, code = 0): RunCommand =>
    async (file, args) => {
      expect([file, ...args]).toEqual(["systemctl", "is-system-running"]);
      return exited(code, text);
    };

  test("is told by SysV's runlevel, or by systemd", async () => {
    const never: RunCommand = async () => {
      throw new Error("nobody is asked");
    };
    expect(await goesDown(never, "0")).toBe(true);
    expect(await goesDown(never, "6")).toBe(true);
    expect(await goesDown(saying("stopping\n", 1), undefined)).toBe(true);
    expect(await goesDown(saying("running\n"), undefined)).toBe(false);
    expect(await goesDown(saying("degraded\n", 1), "2")).toBe(false);
    expect(await goesDown(async () => ({ kind: "not-found", file: "systemctl" }), undefined)).toBe(false);
  });
});
