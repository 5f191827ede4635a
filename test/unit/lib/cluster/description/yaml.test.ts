import { describe, expect, it } from "vitest";
import { parseDescription } from "../../../../../lib/cluster/description/parse.ts";
import { describeProblems } from "../../../../../lib/cluster/description/problem.ts";
import { exampleClusterFile } from "../../../../support/example-cluster-file.ts";
import { complaints, edited } from "./parsing.ts";

const said = (bytes: Uint8Array) => {
  const parsed = parseDescription(bytes);
  return parsed.kind === "refused" ? describeProblems("F", parsed.problems) : "accepted";
};

describe("bytes that are no text for YAML", () => {
  it("are refused by line", () => {
    expect(said(Uint8Array.from([0x61, 0x0a, 0x61, 0xff, 0x0a]))).toBe(
      "F, line 2, column 1: this line is no text in UTF-8; convert the file (iconv -t UTF-8).",
    );
    expect(said(new Uint8Array(Buffer.from(`\uFEFF${exampleClusterFile}`, "utf16le")))).toBe(
      "F, line 1, column 1: this line is no text in UTF-8; convert the file (iconv -t UTF-8).",
    );
  });

  it("are refused where they hold NUL or another control character", () => {
    expect(complaints("nodes:\n  \0")).toEqual([
      "F, line 2, column 3: the character U+0000 stands here, which no YAML file may hold; delete it.",
    ]);
    expect(complaints("# \u{1B}[2J\n")).toEqual([
      "F, line 1, column 3: the character U+001B stands here, which no YAML file may hold; delete it.",
    ]);
  });

  it("are refused where they are more than 1 MiB", () => {
    const comment = (bytes: number) =>
      Buffer.from(exampleClusterFile + "#".repeat(bytes - exampleClusterFile.length));
    expect(said(comment(1024 * 1024))).toBe("accepted");
    expect(said(comment(1024 * 1024 + 1))).toBe(
      "F: the file has more than 1048576 bytes (1 MiB), and no more are read; shorten it.",
    );
  });
});

describe("YAML that is refused", () => {
  it.each<[string, string, readonly string[]]>([
    ["nothing", "", ["F: the file is empty; it must name nodes, dialect and lease."]],
    ["comments only", "# x\n", ["F: the file is empty; it must name nodes, dialect and lease."]],
    [
      "a list",
      "- a\n",
      [
        "F, line 1, column 1: the file is a list, but it must be a mapping with the keys nodes, dialect and lease.",
      ],
    ],
    [
      "a word",
      "a\n",
      [
        'F, line 1, column 1: the file is "a", but it must be a mapping with the keys nodes, dialect and lease.',
      ],
    ],
    [
      "another version of YAML",
      `%YAML 1.1\n---\n${exampleClusterFile}`,
      [
        "F, line 1, column 1: a line that begins with % is a directive of YAML, and none is read here; delete it.",
      ],
    ],
    [
      "two documents",
      `${exampleClusterFile}---\na: 1\n`,
      [
        "F, line 26, column 1: a second document begins here, and the file must hold one; delete one of them.",
      ],
    ],
    [
      "an anchor",
      edited("nodes:", "nodes: &all"),
      ["F, line 2, column 8: nodes has an anchor (&all), which is not read; delete it."],
    ],
    [
      "an alias",
      edited("provider: xensan", "provider: *all"),
      ["F, line 18, column 11: provider is an alias (*all), which is not read; write it out."],
    ],
    [
      "a tag",
      edited("provider: xensan", "provider: !!str xensan"),
      ["F, line 18, column 11: provider has a tag (!!str), which is not read; delete it."],
    ],
    [
      "a tag of one's own",
      edited("provider: xensan", "provider: !x xensan"),
      ["F, line 18, column 11: provider has a tag (!x), which is not read; delete it."],
    ],
    [
      "a merge key",
      edited("provider: xensan", "<<: { a: 1 }"),
      ["F, line 18, column 1: the file has a merge key (<<), which is not read; write the keys out."],
    ],
    [
      "a key that stands twice",
      edited("provider: xensan", "provider: xensan\nprovider: other"),
      ['F, line 19, column 1: the file has the key "provider" a second time, after line 18; keep one.'],
    ],
    [
      "a list as a key",
      edited("provider: xensan", "? [a]\n: 1"),
      [
        "F, line 18, column 3: the file has a key that is no plain word; write each key as one word and a colon.",
      ],
    ],
    [
      "many levels",
      edited("provider: xensan", `provider: ${"[".repeat(40)}${"]".repeat(40)}`),
      [
        "F, line 18, column 11: provider is a list, but it must be the name of a folder below /usr/lib/ocf/resource.d in letters, digits, _ and -, not beginning with -, at most 64 characters, such as xensan.",
        "F, line 18, column 27: provider[0][0] has far too many levels inside it.",
      ],
    ],
    [
      "a tab",
      edited("    pins:", "\tpins:"),
      [
        "F, line 25, column 1: this is no valid YAML (tabs are not allowed as indentation); indent with blanks.",
      ],
    ],
    [
      "a wrong indentation",
      edited("dialect:", "  dialect:"),
      [
        "F, line 17, column 1: this is no valid YAML (all mapping items must start at the same column); indent it as the lines of the same list or mapping.",
      ],
    ],
    [
      "a second colon",
      edited("provider: xensan", "provider: xensan: x"),
      [
        'F, line 18, column 11: this is no valid YAML (nested mappings are not allowed in compact mappings); correct the indentation, or put a text that holds ": " in quotes.',
      ],
    ],
    [
      "a quote that is not closed",
      edited("provider: xensan", 'provider: "xensan'),
      [
        'F, line 26, column 1: this is no valid YAML (missing closing "); close what is opened here or above, and write a colon after each key.',
      ],
    ],
    [
      "a word that no YAML begins with",
      edited("provider: xensan", "provider: @xensan"),
      [
        "F, line 18, column 11: this is no valid YAML (plain value cannot start with reserved character @); put a text that begins with this character in quotes.",
      ],
    ],
  ])("%s", (_, text, expected) => {
    expect(complaints(text)).toEqual(expected);
  });

  it("has one problem on a line, and all lines", () => {
    const text = edited("provider: xensan", "provider: @x").replace("priority: 100", "priority: `1`");
    expect(complaints(text).map((each) => each.split(":")[0])).toEqual([
      "F, line 18, column 11",
      "F, line 24, column 15",
    ]);
  });
});

describe("YAML that would take a machine's memory or time", () => {
  it("is refused without being expanded: aliases of aliases", () => {
    const bomb = Array.from(
      { length: 30 },
      (_, index) => `a${index}: &a${index} [*a${index - 1}, *a${index - 1}]`,
    );
    const [first = ""] = complaints(bomb.join("\n"));
    expect(first).toBe("F, line 1, column 1: nodes is missing; it must be a list with at least one node.");
    expect(complaints(bomb.join("\n"))).toContain(
      "F, line 9, column 10: a8[0] is an alias (*a7), which is not read; write it out.",
    );
  });

  it("is refused where it is nested without end", () => {
    const [only] = complaints(`a: ${"[".repeat(100_000)}`);
    expect(only).toContain("(too many levels inside each other); nothing in this file needs so many levels.");
  });

  it("is refused with the first problems only, of thousands", () => {
    const many = Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join("\n");
    const lines = said(new TextEncoder().encode(many)).split("\n");
    expect(lines).toHaveLength(26);
    expect(lines[25]).toBe("F: further problems are left out here.");
    expect(said(new TextEncoder().encode("a: 1\n".repeat(20_000))).split("\n")).toHaveLength(26);
  });
});
