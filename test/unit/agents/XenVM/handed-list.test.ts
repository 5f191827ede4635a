import { describe, expect, it } from "vitest";
import { handedList } from "../../../../agents/XenVM/handed-list.ts";
import type { RunCommand } from "../../../../lib/system/command.ts";

const list = "Name  ID\nDomain-0  0\n";

/** @returns the answers to `calls`, where the real program answers with its own words */
async function answers(
  handed: string | undefined,
  calls: readonly string[],
  { timeoutMs = 1_000, uptimeSeconds = 101 } = {},
) {
  const variables: NodeJS.ProcessEnv = {
    OTHER: "1",
    ...(handed === undefined ? {} : { XENSAN_XL_LIST: handed }),
  };
  const real: RunCommand = async (file, args) => {
    const stdout = `${file} ${args.join(" ")}`;
    return { kind: "exited", exitCode: 1, stdout, stderr: "" };
  };
  const run = handedList(variables, { pid: 4711, uptimeSeconds: () => uptimeSeconds })(real);
  expect(variables).toEqual({ OTHER: "1" });
  const results = [];
  for (const call of calls) {
    const [file = "", ...args] = call.split(" ");
    results.push(await run(file, args, { timeoutMs }));
  }
  return results.map((result) => ("stdout" in result ? result.stdout : result.kind));
}

describe("the list that the shell part hands to Node.js", () => {
  it("is the answer to the first question for it, and to no other", async () => {
    expect(
      await answers(`4711 99.50 ${list}.`, ["xl list -l", "xm list -v", "xl list -v", "xl list -v"]),
    ).toEqual(["xl list -l", "xm list -v", list, "xl list -v"]);
  });

  it("is the first answer for one of two toolstacks", async () => {
    const variables = { XENSAN_XL_LIST: `4711 99.50 ${list}.` };
    const real: RunCommand = async () => ({ kind: "not-found", file: "xl" });
    const runs = handedList(variables, { pid: 4711, uptimeSeconds: () => 101 });
    const options = { timeoutMs: 1_000 };
    expect(await runs(real)("xl", ["list", "-v"], options)).toEqual({
      kind: "exited",
      exitCode: 0,
      stdout: list,
      stderr: "",
    });
    expect(await runs(real)("xl", ["list", "-v"], options)).toEqual({ kind: "not-found", file: "xl" });
  });

  it("is not taken once it is older than two seconds, nor where no time is left", async () => {
    const handed = `4711 99.50 ${list}.`;
    expect(await answers(handed, ["xl list -v"], { uptimeSeconds: 101.5 })).toEqual([list]);
    expect(await answers(handed, ["xl list -v"], { uptimeSeconds: 101.6 })).toEqual(["xl list -v"]);
    expect(await answers(handed, ["xl list -v"], { timeoutMs: 0 })).toEqual(["xl list -v"]);
  });

  it.each([
    ["nothing", undefined],
    ["no text", ""],
    ["another process's", `4712 99.50 ${list}.`],
    ["one whose process has a longer number", `47110 99.50 ${list}.`],
    ["one that was cut off", `4711 99.50 ${list}`],
    ["only a number", "4711"],
    ["no time", `4711 ${list}.`],
  ])("is not taken where there is %s", async (_, handed) => {
    expect(await answers(handed, ["xl list -v"])).toEqual(["xl list -v"]);
  });
});
