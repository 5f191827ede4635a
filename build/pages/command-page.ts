import type { Command } from "commander";
import { pathOf } from "../../admin/help/command.ts";
import { blocksOf, explanationOf } from "../../admin/help/explanation.ts";
import { visibleCommands } from "./declared-tree.ts";
import { heading } from "./heading.ts";
import { blocks, escaped, item, prose, section } from "./roff.ts";

/** xensan(8): every command as its help explains it. */
export function commandPage(xensan: Command, version: string): string {
  const groups = new Map<string, Command[]>();
  for (const command of xensan.commands.filter((each) => visibleCommands(xensan).includes(each))) {
    const group = command.helpGroup();
    groups.set(group, [...(groups.get(group) ?? []), command]);
  }
  const lines = [
    ...heading("XENSAN", 8, version),
    ...section("Name", [escaped(`xensan - ${nameIn(xensan.description())}`)]),
    ...section("Synopsis", [".B xensan", ".I command", escaped("[options] [arguments]")]),
    ...section("Description", [...prose(xensan.description()), ...blocks(blocksOf(explanationOf(xensan)))]),
    ...[...groups].flatMap(([group, commands]) =>
      section(group.replace(/:$/, ""), commands.flatMap(explained)),
    ),
    ...section(
      "Files",
      files.flatMap(([path, what]) => item(path, prose(what))),
    ),
    ...section("See also", [
      ...[".BR ocf_xensan_EvmsSCC (7),", ".BR ocf_xensan_XenVM (7),", ".BR crm_mon (8),"],
      ...[".BR cibadmin (8),", ".BR sanlock (8)"],
    ]),
  ];
  return `${lines.join("\n")}\n`;
}

/** One command and those below it. */
function explained(command: Command): readonly string[] {
  return visibleCommands(command).flatMap((each) => {
    const help = each.createHelp();
    const usage = [...pathOf(each), each.usage()].join(" ");
    const options = help
      .visibleOptions(each)
      .filter(({ long }) => long !== "--help")
      .map((option) => item(help.optionTerm(option), prose(help.optionDescription(option))));
    const operands = help
      .visibleArguments(each)
      .map((operand) => item(help.argumentTerm(operand), prose(help.argumentDescription(operand))));
    return [
      `.SS ${escaped(usage)}`,
      ...prose(`${help.commandDescription(each)}.`),
      ...[...operands, ...options].flat(),
      ...blocks(blocksOf(explanationOf(each))),
    ];
  });
}

/** Without the second sentence, and small, as whatis shows it. */
function nameIn(description: string): string {
  const [first = ""] = description.split(". ");
  return first.charAt(0).toLowerCase() + first.slice(1);
}

const files: readonly (readonly [string, string])[] = [
  [
    "/etc/xensan/cluster.yaml",
    "The hosts and guests of the cluster, the same file on every host. Only root may write to it.",
  ],
  [
    "/var/lib/xensan",
    "What is unfinished, since when guests run where, records of evacuations, what was installed.",
  ],
  ["/run/xensan", "Locks and permits; gone after a reboot."],
];
