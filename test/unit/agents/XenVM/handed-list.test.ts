import { describe, expect, it } from "vitest";
import { handedList } from "../../../../agents/XenVM/handed-list.ts";
import type { RunCommand } from "../../../../lib/system/command.ts";

const list = "Name  ID\nDomain-0  0\n";

/** @returns the answers to `calls`, where the real program answers with its own words */
async function answers(handed: string | undefined, calls: readonly string[]) {
  const variables: NodeJS.ProcessEnv = {
    OTHER: "1",
    ...(handed === undefined ? {} : { XENSAN_XL_LIST: handed }),
  };
  const real: RunCommand = async (file, args) => ({
    ...{ kind: "exited", exitCode: 1, stdout: `${file} ${args.join(" ")}`, stderr: "" },
  });
  const run = handedList(variables, 4711)(real);
  expect(variables).toEqual({ OTHER: "1" });
  const results = [];
  for (const call of calls) {
    const [file = "", ...args] = call.split(" ");
    results.push(await run(file, args, { timeoutMs: 1_000 }));
  }
  return results.map((result) => ("stdout" in result ? result.stdout : result.kind));
}

describe("the list that the shell part hands to Node.js", () => {
  it("is the answer to the first question for it, and to no other", async () => {
    expect(await answers(`4711 ${list}.`, ["xl list -l", "xm list -v", "xl list -v", "xl list -v"])).toEqual([
      ...["xl list -l", "xm list -v", list, "xl list -v"],
    ]);
  });

  it("is the first answer for one of two toolstacks", async () => {
    const variables = { XENSAN_XL_LIST: `4711 ${list}.` };
    const real: RunCommand = async () => ({ kind: "not-found", file: "xl" });
    const runs = handedList(variables, 4711);
    const options = { timeoutMs: 1_000 };
    expect(await runs(real)("xl", ["list", "-v"], options)).toEqual({
      ...{ kind: "exited", exitCode: 0, stdout: list, stderr: "" },
    });
    expect(await runs(real)("xl", ["list", "-v"], options)).toEqual({ kind: "not-found", file: "xl" });
  });

  it.each([
    ["nothing", undefined],
    ["no text", ""],
    ["another process's", `4712 ${list}.`],
    ["one whose process has a longer number", `47110 ${list}.`],
    ["one that was cut off", `4711 ${list}`],
    ["only a number", "4711"],
  ])("is not taken where there is %s", async (_, handed) => {
    expect(await answers(handed, ["xl list -v"])).toEqual(["xl list -v"]);
  });
});
