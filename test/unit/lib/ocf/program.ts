import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const project = fileURLToPath(new URL("../../../../", import.meta.url));

/** Makes a program of a TypeScript module whose imports begin at the project's root, and gives its path. */
export async function compile(source: string, folder: string, name = "program.cjs"): Promise<string> {
  const outfile = join(folder, name);
  await build({
    stdin: { contents: source, resolveDir: project, loader: "ts" },
    bundle: true,
    platform: "node",
    format: "cjs",
    outfile,
    logLevel: "error",
  });
  return outfile;
}

export type Ended = {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
};

/** Runs a compiled program in a Node.js of its own: what it does to its descriptors and exit code shows from outside. */
export function start(
  path: string,
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly stdio?: StdioOptions } = {},
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const startMs = performance.now();
  const child = spawn(process.execPath, [path, ...args], {
    stdio: options.stdio ?? ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"] ?? "", ...options.env },
  });
  const printed = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream]?.setEncoding("utf8").on("data", (text: string) => {
      printed[stream] += text;
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      resolve({ code, signal, ...printed, ms: performance.now() - startMs });
    });
  });
  return { child, ended };
}
