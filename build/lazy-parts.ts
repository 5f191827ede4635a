import { basename, resolve } from "node:path";
import { type BuildOptions, build, type Metafile, transform } from "esbuild";

/**
 * One CommonJS text of what esbuild split where the source says `await import(…)`. The parts are comments in it: Node.js
 * gets over a comment much faster than over code that it does not run, or even over a string, and an agent's monitor runs a
 * small part of its file. Such a part is compiled when it is first asked for, from what a function with nothing but the
 * comment says is its source. Only what nearly every call runs is code, compiled with the rest: that is faster than one by
 * one. All is ASCII, or every character would take two bytes, and twice the time.
 *
 * They are not read from the file when they are asked for: a new version may have taken its place meanwhile.
 *
 * @param usual sources that are imported by `await import(…)`, and yet nearly always
 */
export async function lazyBundle(
  entry: string,
  usual: readonly string[],
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
  const outputs = Object.entries(metafile.outputs).map(([path, output]) => ({
    ...output,
    name: basename(path),
  }));
  const nameOf = (source: string) => {
    const found = outputs.find(({ entryPoint }) => entryPoint && resolve(entryPoint) === resolve(source));
    if (found === undefined)
      throw new Error(`esbuild gave no output for ${source}, which ${entry} is to import`);
    return found.name;
  };
  const importsOf = (kinds: readonly string[]) => (name: string) =>
    (outputs.find((output) => output.name === name)?.imports ?? []).flatMap(({ path, external, kind }) =>
      external || !kinds.includes(kind) ? [] : basename(path),
    );
  const main = nameOf(entry);
  const [, ...names] = closure([main], importsOf(["import-statement", "dynamic-import"]));
  const always = closure([main, ...usual.map(nameOf)], importsOf(["import-statement"]));
  // By place and not by esbuild's names, in which the folder of the sources has a part.
  const places = new Map(names.map((name, index) => [name, `part${index}`]));
  const written = async (name: string) => {
    const text = await asCommonJs(texts.get(name) ?? "", places);
    return always.includes(name)
      ? `(function(exports,require,module){${text}})`
      : `late(${opening}${inComment(text)}${closing})`;
  };
  const parts = await Promise.all(names.map(async (name) => `${places.get(name)}:${await written(name)}`));
  const code = await asCommonJs(texts.get(main) ?? "", places);
  const table = `const parts={${parts.join(",\n")}};`;
  return { code: `"use strict";${late}\n${table}\n${loader}\n${code}`, metafile };
}

const opening = "()=>{/*";
const closing = "*/}";

/** Stands in a part for what would end the comment. */
const endMark = "*@@/";

function inComment(text: string): string {
  if (text.includes(endMark))
    throw new Error(`a part has "${endMark}" in it, which stands for something else there`);
  return text.replaceAll("*/", endMark);
}

/** A part that is compiled when it is called. */
const late = `const late=comment=>(...given)=>new Function("exports","require","module",String(comment).slice(${opening.length},-${closing.length}).replaceAll("${endMark}","*/"))(...given);`;

/** From here on `require` knows the parts too. */
const loader = `const loaded={},builtin=require;require=name=>{
if(!Object.hasOwn(parts,name))return builtin(name);
if(!Object.hasOwn(loaded,name)){const made=loaded[name]={exports:{}};parts[name](made.exports,require,made)}
return loaded[name].exports};`;

/** What is named, and all that it imports, each once, as they come. */
function closure(
  names: readonly string[],
  importsOf: (name: string) => readonly string[],
): readonly string[] {
  const seen = new Set(names);
  for (const name of seen) for (const imported of importsOf(name)) seen.add(imported);
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
