import type { RunCommand } from "../../lib/system/command.ts";

/** What `xl list -v` printed, after the number of the process that got it and a blank, and before a full stop. */
export const handedListVariable = "XENSAN_XL_LIST";

/**
 * The shell part of the agent has just asked xl when it leaves a monitor to Node.js. Its answer is taken for the first one
 * here, so that xl is not run again for it: that costs half as much as starting Node.js. The shell became this very process,
 * so what another one left in the environment is not taken for it. Programs that are run do not get the variable.
 */
export function handedList(variables: NodeJS.ProcessEnv, pid: number): (run: RunCommand) => RunCommand {
  const handed = variables[handedListVariable] ?? "";
  delete variables[handedListVariable];
  const before = `${pid} `;
  let text = handed.startsWith(before) && handed.endsWith(".") ? handed.slice(before.length, -1) : undefined;
  return (run) => async (file, args, options) => {
    if (text === undefined || file !== "xl" || args.join(" ") !== "list -v") return run(file, args, options);
    const stdout = text;
    text = undefined;
    return { kind: "exited", exitCode: 0, stdout, stderr: "" };
  };
}
