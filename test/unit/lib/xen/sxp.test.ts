import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSxp, type Sxp } from "../../../../lib/xen/sxp.ts";

describe("parseSxp", () => {
  it.each<[string, readonly Sxp[] | undefined]>([
    ["", []],
    [" \n", []],
    ["(domain (domid 3) (features ))\n", [["domain", ["domid", "3"], ["features"]]]],
    ["(a ())(b)", [["a", []], ["b"]]],
    [`(args 'TERM="xterm" it\\'s (3)')`, [["args", `TERM="xterm" it's (3)`]]],
    [`("it's" '')`, [["it's", ""]]],
    ["('\\x41\\t\\\\ \\n\\101')", [["A\t\\ \nA"]]],
    [
      "(start 1166529611.27 1e+15 -1 /dev/x:y ~@)",
      [["start", "1166529611.27", "1e+15", "-1", "/dev/x:y", "~@"]],
    ],
  ])("reads %j", (text, values) => {
    expect(parseSxp(text)).toEqual(values);
  });

  it.each([
    "(",
    ")",
    "(a))",
    "(a",
    "('a)",
    '("a',
    "('\\q')",
    "('\\x4')",
    "(a ; b)",
    "(a\0)",
    "(é)",
    "(".repeat(40) + ")".repeat(40),
  ])("refuses %j", (text) => {
    expect(parseSxp(text)).toBeUndefined();
  });

  it("reads back what Python's repr() would print", () => {
    const { value } = fc.letrec<{ value: Sxp; list: readonly Sxp[] }>((tie) => ({
      value: fc.oneof({ maxDepth: 5 }, fc.string(), tie("list")),
      list: fc.array(tie("value"), { maxLength: 4 }),
    }));
    const print = (each: Sxp): string =>
      typeof each === "string"
        ? `'${each.replaceAll(/['\\]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\0", "\\x00")}'`
        : `(${each.map(print).join(" ")})`;
    fc.assert(
      fc.property(fc.array(value, { maxLength: 3 }), (values) => {
        expect(parseSxp(values.map(print).join("\n"))).toEqual(values);
      }),
    );
  });
});
