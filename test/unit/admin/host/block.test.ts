import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findBlock, marked, withBlock } from "../../../../admin/host/block.ts";

const [begin = "", end = ""] = marked("").trimEnd().split("\n");

describe("our lines in a file of others", () => {
  it("go to its end, and stay where they are", () => {
    const first = withBlock("127.0.0.1 localhost\n", "a\n");
    expect(first).toBe(`127.0.0.1 localhost\n${begin}\na\n${end}\n`);
    expect(withBlock(`${first}# theirs\n`, "b\n")).toBe(
      `127.0.0.1 localhost\n${begin}\nb\n${end}\n# theirs\n`,
    );
    expect(withBlock("", "a\n")).toBe(`${begin}\na\n${end}\n`);
    expect(withBlock("no line feed", "a\n")).toBe(`no line feed\n${begin}\na\n${end}\n`);
  });

  it("are found again, whatever stands around and in them", () => {
    const line = fc.string({ unit: fc.constantFrom(...'ab# "|\\$') });
    const lines = fc.array(line, { maxLength: 4 }).map((all) => all.map((each) => `${each}\n`).join(""));
    fc.assert(
      fc.property(lines, lines, lines, (before, content, after) => {
        const text = withBlock(before, content) + after;
        expect(findBlock(text)).toMatchObject({ kind: "block", content });
        expect(withBlock(text, "new\n")).toBe(before + marked("new\n") + after);
        expect(withBlock(text, content)).toBe(text);
      }),
    );
  });

  it.each([
    ["a first mark alone", `${begin}\na\n`, "has no line"],
    ["a last mark alone", `a\n${end}\n`, "and not the one that begins"],
    ["marks the wrong way round", `${end}\n${begin}\n`, "has no line"],
    ["two blocks", marked("a\n") + marked("b\n"), "has more than one of the lines"],
  ])("are not guessed at: %s", (_, text, why) => {
    expect(findBlock(text)).toEqual({ kind: "broken", why: expect.stringContaining(why) });
  });

  it("are no block where a mark is part of a line", () => {
    expect(findBlock(`# ${begin}\n`)).toEqual({ kind: "absent" });
    expect(findBlock(`${end} \n`)).toEqual({ kind: "absent" });
  });
});
