import { commandRunner, type RunCommand } from "./command.ts";

/**
 * Each command in a session of its own. What a terminal sends to its foreground, at Ctrl-C or when it goes away, reaches this process
 * alone, which decides what comes to its end. Not for agents: a cluster manager ends those, with their commands, by their process
 * group.
 *
 * Without a library: for what hosts call and for a host that is emptied, where many commands run and the processors are short.
 */
export const runInOwnSession: RunCommand = commandRunner(process.kill, { ownSession: true });
