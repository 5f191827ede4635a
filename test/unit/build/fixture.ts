import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Bundle, bundle } from "../../../build/bundle.ts";
import type { Executable } from "../../../build/executables.ts";

/** Runs work in a folder of its own that goes away after it. */
export async function inFolder<T>(work: (folder: string) => Promise<T> | T): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "xensan-build-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Files by their paths below the folder. */
export function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** A package below node_modules, with a licence unless the file's name is undefined. */
export function packageFiles(
  path: string,
  description: { readonly name: string; readonly version: string },
  licence: { readonly file?: string; readonly text: string } = { file: "LICENSE", text: "Do as you like." },
): Record<string, string> {
  return {
    [`${path}/package.json`]: JSON.stringify({ ...description, main: "index.js" }),
    [`${path}/index.js`]: `exports.name = ${JSON.stringify(description.name)};\n`,
    ...(licence.file === undefined ? {} : { [`${path}/${licence.file}`]: licence.text }),
  };
}

/** Makes one executable of files in the folder; the entry is main.ts. */
export function bundled(
  folder: string,
  files: Readonly<Record<string, string>>,
  executable: Partial<Executable> = {},
): Promise<Bundle> {
  write(folder, files);
  const entry = join(folder, "main.ts");
  const made: Executable = {
    entry,
    target: "usr/sbin/tool",
    kind: "command",
    budgetBytes: 10_000,
    ...executable,
  };
  return bundle(made, join(folder, "root"), "1.2.3");
}
