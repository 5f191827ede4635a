import { commandRunner, type RunCommand } from "./command.ts";

/**
 * For what people and hosts call: by execa, and each command in a session of its own. What a terminal sends to its foreground,
 * at Ctrl-C or when it goes away, reaches this process alone, which decides what comes to its end. Not for agents: a
 * cluster manager ends those, with their commands, by their process group.
 */
export const runInOwnSession: RunCommand = commandRunner(process.kill, {
  ownSession: true,
  starter: async () => (await import("./start-by-execa.ts")).startByExeca,
});
