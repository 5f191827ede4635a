import { type Command, CommanderError } from "commander";
import { describe, expect, it } from "vitest";
import { pathOf } from "../../../../admin/help/command.ts";
import { blocksOf, examplesIn, explanationOf } from "../../../../admin/help/explanation.ts";
import { groupOf } from "../../../../admin/help/groups.ts";
import { AdminError } from "../../../../admin/terminal.ts";
import { declaredTree, visibleCommands } from "../../../../build/pages/declared-tree.ts";

const all = visibleCommands(declaredTree());
const named = all.map((command) => [pathOf(command).join(" "), command] as const);

/** What the shell hands to xensan in an example: the words of its first xensan. Undefined: there is none in it. */
function wordsIn(example: string): readonly string[] | undefined {
  const found = /(?:^|[\s/(])xensan ([^|>&)]*)/.exec(`${example.replace(/ {4,}\(.*/, "")} `)?.[1];
  const words = [...(found ?? "").matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)];
  return found === undefined
    ? undefined
    : words.map(([, ...each]) => each.find((word) => word !== undefined) ?? "");
}

/** Whether it does something itself; commander has no public word for that. */
function doesSomething(command: Command): boolean {
  return "_actionHandler" in command && command._actionHandler !== null;
}

/** How commander takes the words, with nothing run: the command that it would run, or what it finds wrong. */
async function takenBy(words: readonly string[]): Promise<string> {
  const tree = declaredTree();
  let taken = "nothing";
  for (const each of visibleCommands(tree)) {
    each.configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
    if (doesSomething(each)) {
      each.action(() => {
        taken = pathOf(each).join(" ");
      });
    }
  }
  try {
    await tree.parseAsync(words, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.message;
    throw error;
  }
  return taken;
}

describe("every command", () => {
  it("is there at all", () => expect(all.length).toBeGreaterThan(25));

  it.each(named)(
    "%s has examples, one of them of itself, and each is taken as it stands",
    async (path, command) => {
      const examples = examplesIn(explanationOf(command));
      expect(examples.length).toBeGreaterThan(0);
      expect(examples.some((example) => example.includes(path))).toBe(true);
      for (const example of examples) {
        const words = wordsIn(example);
        if (words === undefined) continue;
        const taken = await takenBy(words);
        // Of a group or of all, an example is of one of theirs.
        expect(`${taken} by ${example}`).toMatch(/^xensan( [a-z-]+)+ by /);
        if (doesSomething(command) && words.join(" ").startsWith(path.replace(/^xensan /, "")))
          expect(taken.startsWith(path)).toBe(true);
      }
    },
  );

  it.each(named)(
    "%s says what it does, in a sentence with a capital letter and without a full stop",
    (_, command) => {
      expect(command.description()).toMatch(/^[A-Z]/);
      if (command.parent !== null) expect(command.description()).not.toMatch(/\.$/);
    },
  );

  it.each(named.filter(([, command]) => doesSomething(command)))("%s says its exit codes", (_, command) => {
    expect(explanationOf(command)).toMatch(/Exit (codes|status)/);
  });

  it.each(named)("%s explains each of its options and arguments", (_, command) => {
    const help = command.createHelp();
    for (const option of help.visibleOptions(command)) expect(help.optionDescription(option)).not.toBe("");
    for (const argument of command.registeredArguments) expect(argument.description).not.toBe("");
  });

  it.each(named)("%s says after a wrong word how it is called, or who tells", async (path, command) => {
    let said = "";
    command.configureOutput({
      writeErr: (text) => {
        said += text;
      },
    });
    await expect(command.parseAsync(["--no-such-option"], { from: "user" })).rejects.toThrow(CommanderError);
    const call = `usage: ${path} [options]`;
    expect(said.includes(call)).toBe(command.commands.length === 0);
    expect(said).toContain(`(${path} --help `);
  });

  it("of the first level stands under a heading", () => {
    const first = declaredTree().commands.filter((command) =>
      all.some((each) => each.name() === command.name()),
    );
    expect(first.filter((command) => groupOf(command.name()) === "More:").map((each) => each.name())).toEqual(
      [],
    );
  });
});

describe("xensan help", () => {
  async function help(...words: readonly string[]): Promise<string> {
    const tree = declaredTree();
    let printed = "";
    const everyCommand = (command: Command): void => {
      command.configureOutput({
        writeOut: (text) => {
          printed += text;
        },
      });
      command.commands.forEach(everyCommand);
    };
    everyCommand(tree);
    await tree.parseAsync(["help", ...words], { from: "user" });
    return printed;
  }

  it("lists the commands in groups, and not those that hosts call", async () => {
    const printed = await help();
    const headings = [...printed.matchAll(/^(\S.*):$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual([
      "Options",
      ...["Guests", "This host", "All hosts", "The cluster's and the hosts' configuration", "This program"],
      "Examples",
    ]);
    expect(printed).not.toContain("receive");
  });

  it("explains a command at any depth, as --help does", async () => {
    expect(await help("cib", "check")).toContain("Usage: xensan cib check [options] <file>");
    expect(await help("volumes")).toContain("  activate [options] [names...]");
  });

  it("says which commands there are where one is not", async () => {
    await expect(help("cib", "chek")).rejects.toThrow(
      new AdminError(
        2,
        'xensan cib "chek" is no command; there are evmscloneset, domain, policy, upgrade, check, help.',
      ),
    );
    await expect(help("domains", "all")).rejects.toThrow(/it has no commands of its own/);
  });
});

describe("an explanation", () => {
  it("has paragraphs, and lines that stand as they are", () => {
    expect(blocksOf("One\ntwo.\n\nExamples:\n  a b\n    c\n\n  d\nExit codes: 0")).toEqual([
      { kind: "paragraph", text: "One two." },
      { kind: "paragraph", text: "Examples:" },
      { kind: "lines", lines: ["a b", "  c"] },
      { kind: "lines", lines: ["d"] },
      { kind: "paragraph", text: "Exit codes: 0" },
    ]);
  });

  it("has no examples where nothing stands below the word", () => {
    expect(examplesIn("Examples:\n\nnone")).toEqual([]);
    expect(examplesIn("No word of it.")).toEqual([]);
  });
});
