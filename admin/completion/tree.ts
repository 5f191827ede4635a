import type { Argument, Command, Option } from "commander";
import { pathOf } from "../help/command.ts";

/** What may stand at a place of a command line. */
export type Values =
  | { readonly kind: "words"; readonly words: readonly string[] }
  /** Names from the cluster file. */
  | { readonly kind: "guests" | "hosts" }
  | { readonly kind: "files" }
  /** A word of a command, for help. */
  | { readonly kind: "commands" }
  /** Nobody can tell: times, ids. */
  | { readonly kind: "anything" };

/** One command as a shell completes it. */
export type Completion = {
  /** "xensan cib check". */
  readonly path: string;
  readonly commands: readonly Described[];
  readonly options: readonly (Described & { /** Undefined: it takes no value. */ readonly value?: Values })[];
  /** In order; where the last is `isRepeated`, it stands for all further ones. */
  readonly operands: readonly { readonly values: Values; readonly isRepeated: boolean }[];
};

/** A word with what it means. */
export type Described = { readonly word: string; readonly meaning: string };

/** Every command that a person types, the outermost first. */
export function completionsOf(command: Command): readonly Completion[] {
  const help = command.createHelp();
  const commands = help.visibleCommands(command);
  const own = commands.filter((each) => command.commands.includes(each));
  return [
    {
      path: pathOf(command).join(" "),
      commands: commands.map((each) => ({ word: each.name(), meaning: firstSentence(each.description()) })),
      options: help.visibleOptions(command).flatMap(described),
      operands: command.registeredArguments.map((argument) => ({
        values: valuesOf(argument, argument.name()),
        isRepeated: argument.variadic,
      })),
    },
    ...own.flatMap((each) => completionsOf(each)),
  ];
}

function described(option: Option): Completion["options"] {
  const takesValue = option.required || option.optional;
  const value = takesValue ? { value: valuesOf(option, nameOfValue(option)) } : {};
  const words = [option.short, option.long].filter((word) => word !== undefined);
  return words.map((word) => ({ word, meaning: firstSentence(option.description), ...value }));
}

/** "host" of "--to <host>". */
function nameOfValue({ flags }: Option): string {
  return /[<[]([\w-]+)(?:\.\.\.)?[>\]]/.exec(flags)?.[1] ?? "";
}

/** By the name that a declaration has for it, as help shows it: the same word means the same everywhere. */
const kindsByName: { readonly [name: string]: Values["kind"] } = {
  ...{ guest: "guests", guests: "guests" },
  ...{ host: "hosts", hosts: "hosts", node: "hosts", nodes: "hosts" },
  ...{ file: "files", path: "files", folder: "files" },
  command: "commands",
};

function valuesOf({ argChoices }: Pick<Argument | Option, "argChoices">, name: string): Values {
  if (argChoices !== undefined) return { kind: "words", words: argChoices };
  const kind = kindsByName[name];
  return kind === undefined || kind === "words" ? { kind: "anything" } : { kind };
}

/** Short enough for a list beside the words. */
function firstSentence(text: string): string {
  return text.split(/[;:] |\. | \(/)[0] ?? text;
}
