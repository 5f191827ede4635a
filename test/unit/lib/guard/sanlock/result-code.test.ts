import { describe, expect, it } from "vitest";
import { describeResult, mayHaveWritten, resultOf } from "../../../../../lib/guard/sanlock/result-code.ts";
import { recorded } from "./recordings.ts";

describe("resultOf", () => {
  it.each([
    ["acquire", "command-idlive", -243],
    ["acquire", "command-exists", -17],
    ["acquire", "command-orphan", -117],
    ["acquire", "command-lver", -240],
    ["acquire", "command-no-lockspace", -28],
    ["register", "command-no-daemon", -2],
    ["register", "command-idlive", 3],
    ["add_lockspace", "add_lockspace", 0],
    ["add_lockspace", "add_lockspace-again", -17],
    ["add_lockspace", "add_lockspace-adding", -115],
    ["add_lockspace", "add_lockspace-no-daemon", -2],
    ["create_resource", "create", 0],
    ["create_resource", "create-no-lockspace", -2],
    ["init", "init", 0],
    ["format", "format", 0],
  ])("reads how %s ended in the recording %s: %i", (action, name, code) => {
    expect(resultOf(action, recorded(name))).toBe(code);
  });

  it("is undefined where the line is missing, cut, or there twice", () => {
    for (const text of [
      "",
      "acquire fd 3\n",
      "acquire done -24",
      "acquire done 0\nacquire done 0\n",
      "xacquire done 0\n",
    ]) {
      expect(resultOf("acquire", text)).toBeUndefined();
    }
  });

  it("is put into words, with the number for those who look it up", () => {
    expect(describeResult("acquire", -243)).toBe(
      "sanlock's acquire ended with -243 (the host that owns it is alive)",
    );
    expect(describeResult("acquire", -999)).toBe("sanlock's acquire ended with -999");
  });

  it("tells a refusal from a failure in the middle of writing", () => {
    for (const code of [-243, -240, -17, -28, -117, -11]) expect(mayHaveWritten(code)).toBe(false);
    for (const code of [-202, -211, -221, -5, -1]) expect(mayHaveWritten(code)).toBe(true);
  });
});
