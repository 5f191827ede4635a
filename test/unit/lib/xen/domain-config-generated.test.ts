import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConfigValue } from "../../../../lib/xen/domain-config.ts";
import { type Plain, parse, settings, warnings } from "./read-config.ts";
import { recorded } from "./recordings.ts";

describe("parseDomainConfig on generated files", () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9_.]{0,8}$/);
  const { value } = fc.letrec<{ value: Plain; list: readonly Plain[] }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.string({ unit: "grapheme" }).map((text) => text.replaceAll(/\p{Cc}|\uFFFD/gu, "")),
      fc.nat(),
      tie("list"),
    ),
    list: fc.array(tie("value"), { maxLength: 4 }),
  }));

  it("reads back what is printed in any of the ways to write it", () => {
    const gap = fc.constantFrom("", " ", "\t ");
    const break_ = fc.constantFrom("", "\n", " # c ' \"\n", "\n\n");
    const style = fc.record({
      quote: fc.constantFrom("'", '"'),
      gap,
      break_,
      comma: fc.boolean(),
      hex: fc.boolean(),
    });
    type Style = { quote: string; gap: string; break_: string; comma: boolean; hex: boolean };
    const print = (each: Plain, how: Style): string => {
      if (typeof each === "number") return how.hex ? `0x${each.toString(16)}` : `${each}`;
      if (typeof each === "string") {
        const escaped = each.replaceAll("\\", "\\\\").replaceAll(how.quote, `\\${how.quote}`);
        return how.quote + escaped.replaceAll("\t", "\\t") + how.quote;
      }
      const items = each.map((item) => print(item, how)).join(`${how.gap},${how.break_}`);
      return `[${how.break_}${items}${how.comma && each.length > 0 ? "," : ""}${how.break_}]`;
    };
    fc.assert(
      fc.property(
        fc.dictionary(name, value, { maxKeys: 5 }),
        style,
        fc.constantFrom("\n", ";", " # x\n"),
        (all, how, end) => {
          const text = Object.entries(all)
            .map(([key, each]) => `${key}${how.gap}=${how.gap}${print(each, how)}${end}`)
            .join("");
          expect(settings(text)).toEqual({ ...all });
        },
      ),
      { numRuns: 500 },
    );
  });

  it("never throws, whatever the bytes, and always says where", () => {
    const snippet = fc.constantFrom(
      "a",
      "=",
      "[",
      "]",
      ",",
      "'",
      '"',
      "\\",
      "\n",
      "\r",
      "#",
      "+=",
      ";",
      "1",
      "0x",
      "\0",
      "\uFEFF",
      " ",
      "ä",
    );
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(snippet, { maxLength: 40 }).map((parts) => new TextEncoder().encode(parts.join(""))),
    );
    fc.assert(
      fc.property(bytes, (each) => {
        const parsed = parse(each);
        return parsed.kind === "read" || /^\/etc\/xen\/nfs1:\d+:\d+: expected .*\.$/.test(parsed.reason);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe("parseDomainConfig beside xl's own parser (libxlutil 4.17.7, recorded)", () => {
  type Recorded = { text: string; settings?: Record<string, unknown>; refused?: string };
  const all: readonly Recorded[] = JSON.parse(recorded("libxlutil-configs.json"));
  /** As the recording has them: numbers as written, and a character for each byte. */
  const asRecorded = (each: ConfigValue): unknown => {
    if (each.kind === "list") return each.items.map(asRecorded);
    return Buffer.from(each.text).toString("latin1");
  };

  it("reads the same wherever both read", () => {
    let both = 0;
    for (const { text, settings: expected } of all) {
      const parsed = parse(text);
      if (parsed.kind === "failed" || expected === undefined) continue;
      both += 1;
      const known = ["a", "b", "c", "name", "disk", "x.y"];
      const found = [...parsed.config.settings].filter(([key]) => known.includes(key));
      expect(Object.fromEntries(found.map(([key, each]) => [key, asRecorded(each)]))).toEqual(expected);
    }
    expect(both).toBeGreaterThan(100);
  });

  it("warns wherever it reads what xl refuses", () => {
    const onlyHere = all.filter(({ text, refused }) => refused !== undefined && parse(text).kind === "read");
    expect(onlyHere.length).toBeGreaterThan(5);
    for (const { text } of onlyHere) expect([text, warnings(text)]).not.toEqual([text, []]);
  });
});
