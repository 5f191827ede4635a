import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { oneLine } from "../../../../lib/ocf/one-line.ts";

describe("oneLine", () => {
  it("joins lines and drops what a terminal would obey", () => {
    expect(oneLine(" a\n\tb\r\nc \u001b[2J\0d\u2028e\u009b31m \u0007")).toBe("a b c [2J d e 31m");
  });

  it("leaves a plain sentence as it is", () => {
    const sentence = "Größe of /dev/evms/san2/vm1 (4 MiB): 100 %";
    expect(oneLine(sentence)).toBe(sentence);
  });

  it("never gives a line break or a control character, and changes nothing the second time", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
        (text) => {
          const line = oneLine(text);
          return !/[\p{Cc}\u2028\u2029]/u.test(line) && oneLine(line) === line;
        },
      ),
    );
  });
});
