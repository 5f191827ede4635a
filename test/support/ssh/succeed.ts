import type { LabNode, Output } from "../lab/node.ts";

/** Runs a program on a host. @throws Error with what it wrote to standard error when it fails */
export async function succeed(
  { name, run }: Pick<LabNode, "name" | "run">,
  file: string,
  args: readonly string[],
  options?: { readonly timeoutMs?: number; readonly input?: string },
): Promise<Output> {
  const output = await run(file, args, options);
  if (output.exitCode === 0) return output;
  throw new Error(`On ${name}, ${file} ended with ${output.exitCode}: ${output.stderr.trim()}`);
}
