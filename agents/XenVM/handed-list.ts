import type { RunCommand } from "../../lib/system/command.ts";

/**
 * What `xl list -v` printed, between the number of the process that asked and the host's uptime before that, as in
 * /proc/uptime, each with a blank behind it, and a full stop.
 */
export const handedListVariable = "XENSAN_XL_LIST";

/** An older answer is asked for anew: a probe goes by one look. */
const youngSeconds = 2;

type Now = {
  readonly pid: number;
  /** As /proc/uptime has it. */
  readonly uptimeSeconds: () => number;
};

/**
 * The shell part of the agent has just asked xl when it leaves a monitor to Node.js. Its answer is taken for the first one
 * here, so that xl is not run again for it: that costs half as much as starting Node.js. The shell became this very process,
 * so what another one left in the environment is not taken for it. Programs that are run do not get the variable.
 */
export function handedList(
  variables: NodeJS.ProcessEnv,
  { pid, uptimeSeconds }: Now,
): (run: RunCommand) => RunCommand {
  const [, asker, asked, list] = /^(\d+) (\d+\.\d+) (.*)\.$/s.exec(variables[handedListVariable] ?? "") ?? [];
  delete variables[handedListVariable];
  let text = Number(asker) === pid ? list : undefined;
  return (run) => async (file, args, options) => {
    const isAsked = file === "xl" && args.join(" ") === "list -v";
    if (text === undefined || !isAsked || options.timeoutMs <= 0) return run(file, args, options);
    const stdout = text;
    text = undefined;
    const isYoung = uptimeSeconds() - Number(asked) <= youngSeconds;
    return isYoung ? { kind: "exited", exitCode: 0, stdout, stderr: "" } : run(file, args, options);
  };
}
