import { commandRunner, type RunCommand } from "./command.ts";

/**
 * For the guard, whoever calls it. Each command in a session of its own: what a terminal sends to its foreground, at Ctrl-C or when it
 * goes away, reaches this process alone, which decides what comes to its end. Not for agents: a cluster manager ends those, with
 * their commands, by their process group.
 *
 * Without a library: many commands run while a host is emptied, when the processors are short, and others wait for some of them.
 */
export const runInOwnSession: RunCommand = commandRunner(process.kill, { ownSession: true });
