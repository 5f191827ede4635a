import type { Output, RunOptions, XenHost } from "../../support/xenlab/host.ts";

/** Where this machine has little time for the emulated hosts, a question of the guard's takes longer than it waits. */
const tooSlow =
  /did not finish within|did not answer within|could not be told in time|did not end within|there was no answer within/;

const tries = 5;

/**
 * Runs xensan on a host as a person does on one that is very busy: what was refused only because something took too
 * long is tried again, a few times. Such a refusal changes nothing.
 */
export async function xensan(
  host: XenHost,
  args: readonly string[],
  options: RunOptions = { timeoutMs: 900_000 },
): Promise<Output> {
  for (let left = tries - 1; ; left -= 1) {
    const output = await host.run("xensan", args, options);
    if (output.exitCode !== 1 || !tooSlow.test(output.stderr) || left === 0) return output;
  }
}

/** For what has to work. @returns standard output */
export async function doXensan(host: XenHost, ...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await xensan(host, args);
  if (exitCode === 0) return stdout;
  throw new Error(`xensan ${args.join(" ")} on ${host.name} ended with ${exitCode}: ${stderr.trim()}`);
}
