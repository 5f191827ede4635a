import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build as esbuild, type Metafile } from "esbuild";
import type { Executable } from "./executables.ts";
import { lazyBundle } from "./lazy-parts.ts";
import { noticeComment, noticesOf } from "./notices.ts";
import { preambleText } from "./preamble/preamble.ts";

export type Bundle = { readonly executable: Executable; readonly path: string; readonly metafile: Metafile };

export const shebang = "#!/usr/bin/env node";

/**
 * Makes one executable: all that it imports in one file, CommonJS because an extensionless file is that everywhere.
 * Nothing in the text depends on time, place or machine, so that equal sources give equal bytes.
 */
export async function bundle(executable: Executable, root: string, version: string): Promise<Bundle> {
  const path = join(root, executable.target);
  const name = executable.target.split("/").at(-1);
  const { code, metafile } = await lazyBundle(executable.entry, executable.usual ?? [], {
    bundle: true,
    platform: "node",
    target: "node20.19",
    charset: "utf8",
    minify: true,
    legalComments: "none",
    logLevel: "warning",
    define: { XENSAN_READER: JSON.stringify(await readerOfClusterFile) },
  });
  const note = `${name} of xensan ${version}, built from TypeScript: edit the source, not this file.`;
  const { preamble } = executable;
  const head = preamble === undefined ? `${shebang}\n// ${note}\n` : preambleText(preamble(), note);
  const text = `${head}${code}${noticeComment(noticesOf(metafile), version)}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return { executable, path, metafile };
}

/** A digest of all that reads a cluster file: what one of another digest found in it is no answer. */
const readerOfClusterFile = digestOfReader();

async function digestOfReader(): Promise<string> {
  const entry = join(import.meta.dirname, "../lib/cluster/description/parse.ts");
  const { outputFiles } = await esbuild({
    entryPoints: [entry],
    ...{ bundle: true, platform: "node", format: "cjs", minify: true, write: false },
  });
  const digest = createHash("sha256");
  for (const { contents } of outputFiles) digest.update(contents);
  return digest.digest("hex").slice(0, 16);
}

/** The library API, `import … from "xensan/cib"`, as one ES module. */
export async function bundleLibrary(entry: string, path: string, version: string): Promise<void> {
  const result = await esbuild({
    entryPoints: [entry],
    bundle: true,
    platform: "neutral",
    mainFields: ["module", "main"],
    target: "es2023",
    format: "esm",
    charset: "utf8",
    legalComments: "none",
    outfile: path,
    metafile: true,
    logLevel: "warning",
  });
  const text = readFileSync(path, "utf8");
  writeFileSync(path, `${text}${noticeComment(noticesOf(result.metafile), version)}`);
}
