import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Bundle, shebang } from "./bundle.ts";
import { heading, noticesOf } from "./notices.ts";
import { shellShebang } from "./preamble/preamble.ts";
import { wrongPreamble } from "./preamble/verify.ts";
import { type SchemaCheck, validateMetadata } from "./verify-metadata.ts";

/** What is wrong with an executable, one sentence each; empty: nothing. */
export function verify(bundle: Bundle, checkMetadata: SchemaCheck = validateMetadata): readonly string[] {
  const text = readFileSync(bundle.path, "utf8");
  const name = bundle.executable.target;
  return [
    ...wrongMode(bundle.path),
    ...wrongFirstLine(bundle, text),
    ...externalImports(bundle),
    ...overBudget(bundle, Buffer.byteLength(text)),
    ...missingNotices(bundle, text),
    ...doesNotRunAlone(bundle, text),
    ...(bundle.executable.preamble === undefined ? [] : wrongPreamble(bundle.path, text)),
    ...(bundle.executable.kind === "agent" ? checkMetadata(bundle.path) : []),
  ].map((problem) => `${name}: ${problem}`);
}

function wrongMode(path: string): string[] {
  const mode = statSync(path).mode & 0o7777;
  return mode === 0o755 ? [] : [`its mode is ${mode.toString(8)} and not 755`];
}

function wrongFirstLine({ executable }: Bundle, text: string): string[] {
  const line = executable.preamble === undefined ? shebang : shellShebang;
  return text.startsWith(`${line}\n`) ? [] : [`its first line is not ${line}`];
}

function externalImports({ metafile }: Bundle): string[] {
  return Object.values(metafile.outputs)
    .flatMap(({ imports }) => imports)
    .filter(({ external, path }) => external && !isBuiltin(path))
    .map(({ path }) => `it imports ${path} from outside`);
}

function overBudget({ executable }: Bundle, bytes: number): string[] {
  return bytes <= executable.budgetBytes
    ? []
    : [`it has ${bytes} bytes, over its budget of ${executable.budgetBytes}`];
}

function missingNotices({ metafile }: Bundle, text: string): string[] {
  return noticesOf(metafile)
    .filter((notice) => !text.includes(`${heading(notice)}\n\n${notice.text.replaceAll("*/", "* /")}`))
    .map(({ name }) => `the licence notice of ${name} is missing`);
}

/** Run from an empty folder, with an empty environment and no module path: Node.js is all it may need. */
function doesNotRunAlone({ executable }: Bundle, text: string): string[] {
  const argument = executable.kind === "agent" ? "meta-data" : "--version";
  const folder = mkdtempSync(join(tmpdir(), "xensan-verify-"));
  try {
    const run = spawnSync(process.execPath, ["-", argument], {
      cwd: folder,
      env: {},
      input: text.replace(/^#!.*/, ""),
      encoding: "utf8",
      timeout: 20_000,
    });
    if (run.status === 0 && run.stdout !== "") return [];
    return [`'${argument}' does not run alone: ${firstErrorIn(run.stderr) ?? exitOf(run)}`];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Node.js puts the message of an error nobody caught in the middle: below the source line, above the call stack. */
function firstErrorIn(stderr: string): string | undefined {
  return stderr.split("\n").find((line) => /^\w*Error\b/.test(line));
}

function exitOf({
  status,
  signal,
}: {
  readonly status: number | null;
  readonly signal: string | null;
}): string {
  return status === null ? `it was ended by ${signal}` : `it exits with ${status}, or prints nothing`;
}
