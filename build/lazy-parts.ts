import { basename, resolve } from "node:path";
import { type BuildOptions, build, type Metafile, transform } from "esbuild";

/**
 * One CommonJS text of what esbuild split where the source says `await import(…)`. The parts are texts in it: Node.js gets
 * over a text much faster than over code that it does not run, and an agent's monitor runs a small part of its file.
 * A part is compiled when it is first asked for. All is ASCII, or every character would take two bytes, and twice the time.
 *
 * They are not read from the file when they are asked for: a new version may have taken its place meanwhile.
 */
export async function lazyBundle(
  entry: string,
  options: BuildOptions,
): Promise<{ readonly code: string; readonly metafile: Metafile }> {
  const { outputFiles, metafile } = await build({
    ...options,
    entryPoints: [entry],
    splitting: true,
    format: "esm",
    outdir: "parts",
    write: false,
    metafile: true,
  });
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  const outputs = Object.entries(metafile.outputs);
  const imports = new Map(
    outputs.map(([path, output]) => [
      basename(path),
      output.imports.flatMap(({ path: imported, external }) => (external ? [] : basename(imported))),
    ]),
  );
  const first = outputs.find(([, { entryPoint }]) => entryPoint && resolve(entryPoint) === resolve(entry));
  if (first === undefined) throw new Error(`esbuild gave no output for ${entry}`);
  const [main = "", ...parts] = inOrder(basename(first[0]), imports);
  // By place and not by esbuild's names, in which the folder of the sources has a part.
  const names = new Map(parts.map((name, index) => [name, `part${index}`]));
  const written = await Promise.all(parts.map((name) => asCommonJs(texts.get(name) ?? "", names)));
  const table = written.map((text, index) => `part${index}:${JSON.stringify(text)}`).join(",\n");
  const code = await asCommonJs(texts.get(main) ?? "", names);
  return { code: `"use strict";const parts={${table}};\n${loader}\n${code}`, metafile };
}

/** From here on `require` knows the parts too. */
const loader = `const loaded={},builtin=require;require=name=>{
if(!Object.hasOwn(parts,name))return builtin(name);
if(!Object.hasOwn(loaded,name)){const made=loaded[name]={exports:{}};new Function("exports","require","module",parts[name])(made.exports,require,made)}
return loaded[name].exports};`;

/** An output and all that it imports, each once, as they come. */
function inOrder(entry: string, imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const seen = new Set([entry]);
  for (const name of seen) for (const imported of imports.get(name) ?? []) seen.add(imported);
  return [...seen];
}

async function asCommonJs(text: string, names: ReadonlyMap<string, string>): Promise<string> {
  const { code } = await transform(text, {
    format: "cjs",
    platform: "node",
    target: "node20.19",
    charset: "ascii",
    minify: true,
    legalComments: "none",
    supported: { "dynamic-import": false },
  });
  return code.replaceAll(/require\("\.\/([^"]+)"\)/g, (call, file: string) => {
    const name = names.get(file);
    return name === undefined ? call : `require(${JSON.stringify(name)})`;
  });
}
