import { commandRunner, type RunCommand } from "./command.ts";

/** As runInOwnSession, by execa: for commands of people that run a program or two, and are in no hurry. */
export const runByExeca: RunCommand = commandRunner(process.kill, {
  ownSession: true,
  starter: async () => (await import("./start-by-execa.ts")).startByExeca,
});
