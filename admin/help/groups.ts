import type { Command } from "commander";

/** In which order, and under which headings, `xensan help` lists the commands. */
const groups: readonly (readonly [string, readonly string[]])[] = [
  ["Guests:", ["domains", "start", "stop", "migrate", "repair", "permit", "report", "domain-config"]],
  ["This host:", ["plan", "evacuate", "maintenance", "check"]],
  ["All hosts:", ["status", "volumes", "lease"]],
  ["The cluster's and the hosts' configuration:", ["cib", "host", "init"]],
  ["This program:", ["install", "uninstall", "completion", "help"]],
];

/** Sorts the commands, and says under which heading each stands. One that is in no group comes last, under "More:". */
export function groupCommands(xensan: Command): void {
  const order = groups.flatMap(([, names]) => names);
  const rank = (command: Command) => {
    const found = order.indexOf(command.name());
    return found === -1 ? order.length : found;
  };
  for (const command of xensan.commands) command.helpGroup(groupOf(command.name()));
  // commander lists groups in the order in which their first command was added, and types its list as read-only.
  (xensan.commands as Command[]).sort((one, other) => rank(one) - rank(other));
}

export function groupOf(name: string): string {
  return groups.find(([, names]) => names.includes(name))?.[0] ?? "More:";
}
