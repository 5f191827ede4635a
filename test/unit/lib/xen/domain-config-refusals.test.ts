import { describe, expect, it } from "vitest";
import { largestConfig, parseDomainConfig } from "../../../../lib/xen/domain-config.ts";

const parse = (text: string | Uint8Array) =>
  parseDomainConfig("/etc/xen/nfs1", typeof text === "string" ? new TextEncoder().encode(text) : text);

describe("parseDomainConfig refuses, with line, column and what was expected,", () => {
  it.each([
    [
      "name = 'a' + b",
      "1:12: expected a string, a number or a list in [ ], found +; nothing is evaluated, so write the value itself.",
    ],
    [
      "a = '%s' % 1\n",
      "1:10: expected a string, a number or a list in [ ], found %; nothing is evaluated, so write the value itself.",
    ],
    [
      "a = f(1)\n",
      "1:5: expected a string, a number or a list in [ ], found the word f, and nothing is evaluated.",
    ],
    ["import os\n", "1:8: expected = after import, found the word os, and nothing is evaluated."],
    ["if x:\n  a=1\n", "1:4: expected = after if, found the word x, and nothing is evaluated."],
    [
      "a = True\n",
      "1:5: expected a string, a number or a list in [ ], found the word True, and nothing is evaluated.",
    ],
    [
      "a = ('x',)\n",
      "1:5: expected a string, a number or a list in [ ], found (; nothing is evaluated, so write the value itself.",
    ],
    [
      "a = -1\n",
      "1:5: expected a string, a number or a list in [ ], found -; nothing is evaluated, so write the value itself.",
    ],
    ["a = 1.5\n", "1:5: expected a whole number like 512 or 0x200, found 1.5; put other text into quotes."],
    ["a = 09\n", "1:5: expected a whole number like 512 or 0x200, found 09; put other text into quotes."],
    ["a = 10G\n", "1:5: expected a whole number like 512 or 0x200, found 10G; put other text into quotes."],
    ["a = 'x' 'y'\n", "1:9: expected the end of the line after a, found another string."],
    ["a = r'x'\n", "1:5: expected a plain string; one with a letter before its quotes is Python's alone."],
    ["a = '''x\n'''\n", "1:7: expected ' at the end of this string, before the end of its line."],
    ["a = 'x\n", "1:5: expected ' at the end of this string, before the end of its line."],
    ["a = 'x\\\ny'\n", "1:5: expected ' at the end of this string, before the end of its line."],
    ["a =\n1\n", "1:4: expected a string, a number or a list in [ ], found the end of the line."],
    ["a\n", "1:2: expected = after a, found the end of the line."],
    ["= 1\n", '1:1: expected a setting like name = "nfs1", found =.'],
    ["'a' = 1\n", '1:1: expected a setting like name = "nfs1", found another string.'],
    ["a = [ 'x' 'y' ]\n", "1:11: expected , or ] in the list that begins in line 1, found another string."],
    ["a = [,]\n", "1:6: expected a string, a number or a list in [ ], found ,."],
    ["a = [\n'x',\n", "3:1: expected a string, a number or a list in [ ], found the end of the file."],
    [
      "a = [\n'x'\nb=1\n",
      "3:1: expected , or ] in the list that begins in line 1, found the word b, and nothing is evaluated.",
    ],
    ["a = ]\n", "1:5: expected a string, a number or a list in [ ], found ]."],
    ["a=1\na+=1\n", "2:2: expected a list += a list or a string += a string, found a number += a number."],
    [
      "a='\\x41'\n",
      "1:4: expected one of \\\\ \\' \\\" \\a \\b \\f \\n \\r \\t \\v, found \\x; xl and xm read it differently.",
    ],
    [
      "a='\\q'\n",
      "1:4: expected one of \\\\ \\' \\\" \\a \\b \\f \\n \\r \\t \\v, found \\q; xl and xm read it differently.",
    ],
    ["a='x\0'\n", "1:5: expected text, found the character U+0000."],
    ["# x\0\n", "1:4: expected text, found the character U+0000."],
    ["a='\x1b[2J'\n", "1:4: expected text, found the character U+001B."],
    ["a=1 \x07\n", '1:5: expected a setting like name = "nfs1", found the character U+0007.'],
    ["a=1\rb=2\n", '1:4: expected a setting like name = "nfs1", found the character U+000D.'],
    ["# x\rname='b'\n", '1:4: expected a setting like name = "nfs1", found the character U+000D.'],
    ["\u00e4=1\n", '1:1: expected a setting like name = "nfs1", found the character U+00E4.'],
    [`a = ${"[".repeat(17)}\n`, "1:21: expected at most 16 lists in one another."],
  ])("%j", (text, reason) => {
    expect(parse(text)).toEqual({ kind: "failed", reason: `/etc/xen/nfs1:${reason}` });
  });

  it("bytes that are not UTF-8 in a string or a name", () => {
    const latin1 = (text: string) => parse(Uint8Array.from(Buffer.from(text, "latin1")));
    expect(latin1("a='L\u00f6sung'\n")).toEqual({
      kind: "failed",
      reason: "/etc/xen/nfs1:1:5: expected text, found a byte that is not UTF-8.",
    });
    expect(latin1("\u00f6=1\n")).toEqual({
      kind: "failed",
      reason: '/etc/xen/nfs1:1:1: expected a setting like name = "nfs1", found a byte that is not UTF-8.',
    });
  });

  it("what is too large, and reads what is just not, in little time", () => {
    expect(parse(new Uint8Array(largestConfig + 1).fill(0x20))).toEqual({
      kind: "failed",
      reason:
        "/etc/xen/nfs1:1:1: expected at most 262144 bytes, found 262145; this is no guest's configuration.",
    });
    const one = `a=[${"'',".repeat(80_000)}]`;
    const started = performance.now();
    expect(parse(one).kind).toBe("read");
    expect(parse("\\\n".repeat(largestConfig / 2)).kind).toBe("read");
    expect(parse(`a='${"\\a".repeat(120_000)}`).kind).toBe("failed");
    expect(parse("a".repeat(largestConfig)).kind).toBe("failed");
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
