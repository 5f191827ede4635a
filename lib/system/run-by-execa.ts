import { commandRunner, type RunCommand } from "./command.ts";

/** As runInOwnSession, by execa: for what people type. */
export const runByExeca: RunCommand = commandRunner(process.kill, {
  ownSession: true,
  starter: async () => (await import("./start-by-execa.ts")).startByExeca,
});
