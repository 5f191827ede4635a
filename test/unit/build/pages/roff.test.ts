import { describe, expect, it } from "vitest";
import { pathOf } from "../../../../admin/help/command.ts";
import { documentPaths } from "../../../../admin/install/layout.ts";
import { declaredTree, visibleCommands } from "../../../../build/pages/declared-tree.ts";
import { pages } from "../../../../build/pages/pages.ts";
import { argument, blocks, escaped, prose } from "../../../../build/pages/roff.ts";

describe("text of a manual page", () => {
  it("keeps what is typed as it is, and is never taken for a macro", () => {
    expect(escaped("--json 'a' `b` ~/c^d \\n")).toBe("\\-\\-json \\(aqa\\(aq \\(gab\\(ga \\(ti/c\\(had \\en");
    expect(escaped(".SH")).toBe("\\&.SH");
    expect(escaped("'SH")).toBe("\\(aqSH");
    expect(argument('say "x"')).toBe('"say \\(dqx\\(dq"');
  });

  it("refuses what a page cannot hold", () => {
    expect(() => escaped("Grüße")).toThrow('a manual page cannot hold "ü": Grüße');
    expect(() => escaped("a\nb")).toThrow(/cannot hold/);
  });

  it("has a line for each sentence, none too long, and loses no word", () => {
    const text = `${"word ".repeat(30)}end. Next one: it goes on. Then -x.`;
    const lines = prose(text);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.join(" ").replaceAll("\\-", "-")).toBe(text);
    expect(lines.at(-2)).toBe("Next one: it goes on.");
  });

  it("has paragraphs, and lines as they stand", () => {
    expect(
      blocks([
        { kind: "paragraph", text: "One." },
        { kind: "lines", lines: ["a  b"] },
      ]),
    ).toEqual([...[".PP", "One."], ...[".PP", ".RS 4", ".EX", "a  b", ".EE", ".RE"]]);
  });
});

describe("what the build makes of the declarations", () => {
  const made = new Map(pages("1.2.3").map(({ target, text }) => [target, text]));

  it("is what install knows, and the same each time", () => {
    expect([...made.keys()].sort()).toEqual([...documentPaths].sort());
    expect(pages("1.2.3")).toEqual(pages("1.2.3"));
  });

  it("has every command and option in the manual page and for both shells", () => {
    const manual = made.get("usr/share/man/man8/xensan.8") ?? "";
    const bash = made.get("usr/share/bash-completion/completions/xensan") ?? "";
    const zsh = made.get("usr/share/zsh/vendor-completions/_xensan") ?? "";
    const all = visibleCommands(declaredTree());
    for (const command of all.slice(1)) {
      const path = pathOf(command).join(" ");
      expect(manual).toContain(`.SS ${escaped(path)}`);
      for (const { long, flags } of command.options.filter(({ hidden }) => !hidden)) {
        expect(manual).toContain(`.B ${argument(flags)}`);
        expect(bash).toMatch(new RegExp(`'${path}'\\) words='[^']*${long}\\b`));
        expect(zsh).toContain(`'${long}:`);
      }
    }
  });
});
