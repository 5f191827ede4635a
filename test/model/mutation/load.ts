import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build, type Plugin } from "esbuild";
import type { Mutant, Source } from "./mutant.ts";

/**
 * The model and the guard in one file, with a mutant's text instead of the source's.
 *
 * @param entry relative to the repository
 */
export async function bundleModel(path: string, entry: string, mutant?: Mutant): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    format: "esm",
    write: false,
    logLevel: "error",
    // fast-check and commander load something by require.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    plugins: mutant === undefined ? [] : [substitute(mutant)],
  });
  const [bundle] = outputFiles;
  if (bundle === undefined) throw new Error(`${entry} gave no bundle`);
  writeFileSync(path, bundle.text);
  return path;
}

function substitute({ file, text }: Mutant): Plugin {
  const original = resolve(file);
  return {
    name: "mutant",
    setup: (bundling) => {
      bundling.onLoad({ filter: /\.ts$/ }, ({ path }) =>
        path === original ? { contents: text, loader: "ts" } : undefined,
      );
    },
  };
}

export function readSource(file: string): Source {
  return { file: join(file), text: readFileSync(file, "utf8") };
}
