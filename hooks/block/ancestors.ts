import type { Process } from "../../lib/system/processes.ts";

export type Ancestor = Pick<Process, "arguments">;

/**
 * Whether one of these, from parent to parent, is an `xl migrate-receive` that leaves its copy paused: `-p`, alone or among
 * other letters (xl_migrate.c of Xen 4.17), and what is behind "--" is no option. A migration of the guard's has it always.
 */
export function receivesPaused(ancestors: readonly Ancestor[]): boolean {
  return ancestors.some(({ arguments: words }) => {
    const command = words.indexOf("migrate-receive");
    if (command < 0 || !words.slice(0, command).some((word) => /^(?:.*\/)?xl$/.test(word))) return false;
    const rest = words.slice(command + 1);
    const options = rest.includes("--") ? rest.slice(0, rest.indexOf("--")) : rest;
    return options.some((word) => /^-[A-Za-z]*p[A-Za-z]*$/.test(word));
  });
}
