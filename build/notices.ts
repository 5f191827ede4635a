import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Metafile } from "esbuild";

/** A package whose code is in a bundle, with the licence text that must go with it. */
export type Notice = { readonly name: string; readonly version: string; readonly text: string };

/**
 * The notices of every package in a bundle, by name.
 * @throws Error where a package neither ships a licence file nor declares MIT and its author: it cannot be bundled
 */
export function noticesOf(metafile: Metafile): readonly Notice[] {
  const folders = new Set(Object.keys(metafile.inputs).flatMap((input) => packageFolder(input) ?? []));
  return [...folders].sort().map((folder) => {
    const description: Description = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    // Sorted: the order of a folder is the file system's, and equal sources must give equal bytes.
    const file = readdirSync(folder)
      .sort()
      .find((name) => /^licen[cs]e(\.|$)/i.test(name));
    const text = file === undefined ? declaredLicence(description) : readFileSync(join(folder, file), "utf8");
    return { name: description.name, version: description.version, text: text.trim() };
  });
}

type Description = {
  readonly name: string;
  readonly version: string;
  readonly license?: unknown;
  readonly author?: unknown;
};

/** For a package that says "MIT" in its package.json and forgot the file: the licence's text, with its author. */
function declaredLicence({ name, license, author }: Description): string {
  if (license !== "MIT" || typeof author !== "string") {
    throw new Error(`${name} ships no licence file and does not declare MIT; it cannot be bundled`);
  }
  return readFileSync("LICENSE", "utf8").replace(/^Copyright .*$/m, `Copyright (c) ${author}`);
}

/** "node_modules/execa" or "node_modules/@scope/name", also where packages are nested. */
function packageFolder(input: string): string | undefined {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
}

/** The comment at the end of what was bundled; our own licence comes first. */
export function noticeComment(bundled: readonly Notice[], version: string): string {
  const notices = [{ name: "xensan", version, text: readFileSync("LICENSE", "utf8").trim() }, ...bundled];
  const parts = notices.map(({ name, version, text }) => `${heading({ name, version })}\n\n${text}`);
  return `\n/*\nThis file contains code of the following packages.\n\n${parts.join("\n\n").replaceAll("*/", "* /")}\n*/\n`;
}

/** Our own licence at the end of a shell script. */
export function noticeLines(version: string): string {
  const text = `${heading({ name: "xensan", version })}\n\n${readFileSync("LICENSE", "utf8").trim()}`;
  return `\n${text.replaceAll(/^(?=.)/gm, "# ").replaceAll(/^$/gm, "#")}\n`;
}

/** The line that begins a package's notice. */
export function heading({ name, version }: { readonly name: string; readonly version: string }): string {
  return `---- ${name} ${version} ----`;
}
