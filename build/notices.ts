import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Metafile } from "esbuild";

/** A package whose code is in a bundle, with the licence text that must go with it. */
export type Notice = { readonly name: string; readonly version: string; readonly text: string };

/**
 * The notices of every package in a bundle, by name.
 * @throws Error where a package ships no licence file: it cannot be bundled then
 */
export function noticesOf(metafile: Metafile): readonly Notice[] {
  const folders = new Set(Object.keys(metafile.inputs).flatMap((input) => packageFolder(input) ?? []));
  return [...folders].sort().map((folder) => {
    const description: { name: string; version: string } = JSON.parse(
      readFileSync(join(folder, "package.json"), "utf8"),
    );
    const file = readdirSync(folder).find((name) => /^licen[cs]e(\.|$)/i.test(name));
    if (file === undefined)
      throw new Error(`${description.name} ships no licence file; it cannot be bundled`);
    const text = readFileSync(join(folder, file), "utf8").trim();
    return { name: description.name, version: description.version, text };
  });
}

/** "node_modules/execa" or "node_modules/@scope/name", also where packages are nested. */
function packageFolder(input: string): string | undefined {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
}

/** The comment at the end of an executable. */
export function noticeComment(notices: readonly Notice[]): string {
  if (notices.length === 0) return "";
  const parts = notices.map(({ name, version, text }) => `${heading({ name, version })}\n\n${text}`);
  return `\n/*\nThis file contains code of the following packages.\n\n${parts.join("\n\n").replaceAll("*/", "* /")}\n*/\n`;
}

/** The line that begins a package's notice. */
export function heading({ name, version }: { readonly name: string; readonly version: string }): string {
  return `---- ${name} ${version} ----`;
}
