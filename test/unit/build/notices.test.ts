import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Metafile } from "esbuild";
import { describe, expect, it } from "vitest";
import { noticeComment, noticesOf } from "../../../build/notices.ts";
import { inFolder, packageFiles, write } from "./fixture.ts";

async function metafileOf(folder: string, files: Readonly<Record<string, string>>): Promise<Metafile> {
  write(folder, files);
  const { metafile } = await build({
    entryPoints: [join(folder, "main.ts")],
    bundle: true,
    platform: "node",
    metafile: true,
    write: false,
    logLevel: "error",
  });
  return metafile;
}

/** The notices of a bundle of these packages, each imported by main.ts. */
const noticesWith = (imports: readonly string[], files: Readonly<Record<string, string>>) =>
  inFolder(async (folder) => {
    const main = imports.map((name) => `import ${JSON.stringify(name)};\n`).join("");
    return noticesOf(await metafileOf(folder, { ...files, "main.ts": main }));
  });

const notice = (name: string, version: string, text = "Do as you like.") => ({ name, version, text });

describe("noticesOf", () => {
  it("is empty for code of our own", async () => {
    expect(await noticesWith([], {})).toEqual([]);
  });

  it("finds plain, scoped and nested packages, also two versions of one", async () => {
    const nested = "node_modules/outer/node_modules";
    const notices = await noticesWith(["plain", "@scope/name", "outer"], {
      ...packageFiles("node_modules/plain", { name: "plain", version: "1.0.0" }),
      ...packageFiles("node_modules/@scope/name", { name: "@scope/name", version: "2.0.0" }),
      ...packageFiles("node_modules/outer", { name: "outer", version: "3.0.0" }),
      ...packageFiles(`${nested}/plain`, { name: "plain", version: "0.9.0" }),
      ...packageFiles(`${nested}/@scope/inner`, { name: "@scope/inner", version: "4.0.0" }),
      "node_modules/outer/index.js": `require("plain"); require("@scope/inner");\n`,
    });
    expect(notices).toEqual([
      notice("@scope/name", "2.0.0"),
      notice("outer", "3.0.0"),
      notice("@scope/inner", "4.0.0"),
      notice("plain", "0.9.0"),
      notice("plain", "1.0.0"),
    ]);
  });

  it("names a package once, however many of its files are in", async () => {
    const notices = await noticesWith(["pkg", "pkg/lib/deep/more.js"], {
      ...packageFiles("node_modules/pkg", { name: "pkg", version: "1.0.0" }),
      "node_modules/pkg/lib/deep/more.js": "exports.more = 1;\n",
    });
    expect(notices).toEqual([notice("pkg", "1.0.0")]);
  });

  it("does not name a package that is installed and not imported", async () => {
    const files = packageFiles("node_modules/pkg", { name: "pkg", version: "1.0.0" }, { text: "" });
    expect(await noticesWith([], files)).toEqual([]);
  });

  it.each(["LICENSE", "LICENCE", "license", "LICENSE.md", "licence.txt", "License.TXT"])(
    "reads %s",
    async (file) => {
      const files = packageFiles(
        "node_modules/pkg",
        { name: "pkg", version: "1.0.0" },
        { file, text: "\nText.\n\n" },
      );
      expect(await noticesWith(["pkg"], files)).toEqual([notice("pkg", "1.0.0", "Text.")]);
    },
  );

  it("takes of two licence files always the same", async () => {
    const notices = await noticesWith(["pkg"], {
      ...packageFiles(
        "node_modules/pkg",
        { name: "pkg", version: "1.0.0" },
        { file: "license.md", text: "Second." },
      ),
      "node_modules/pkg/LICENSE.txt": "First.",
    });
    expect(notices).toEqual([notice("pkg", "1.0.0", "First.")]);
  });

  it.each([undefined, "README.md", "licensing.js"])(
    "refuses a package with %s for a licence",
    async (file) => {
      const licence = { text: "x", ...(file === undefined ? {} : { file }) };
      const files = packageFiles("node_modules/pkg", { name: "pkg", version: "1.0.0" }, licence);
      await expect(noticesWith(["pkg"], files)).rejects.toThrow(
        "pkg ships no licence file and does not declare MIT; it cannot be bundled",
      );
    },
  );
});

describe("noticesOf a package that forgot its licence file", () => {
  const noticesDeclaring = (declared: object) =>
    noticesWith(["pkg"], {
      "node_modules/pkg/package.json": JSON.stringify({ name: "pkg", version: "1.0.0", ...declared }),
      "node_modules/pkg/index.js": "exports.one = 1;\n",
    });

  it("takes the text of the MIT licence with its author, where it declares both", async () => {
    const [found] = await noticesDeclaring({ license: "MIT", author: "Ada <ada@host1>" });
    expect(found).toMatchObject({ name: "pkg", version: "1.0.0" });
    expect(found?.text).toMatch(
      /^MIT License\n\nCopyright \(c\) Ada <ada@host1>\n\nPermission is hereby granted/,
    );
  });

  it.each([
    { license: "MIT" },
    { author: "Ada" },
    { license: "ISC", author: "Ada" },
    { license: { type: "MIT" }, author: "Ada" },
    { license: "MIT", author: { name: "Ada" } },
  ])("refuses it with %j", async (declared) => {
    await expect(noticesDeclaring(declared)).rejects.toThrow("pkg ships no licence file");
  });
});

describe("noticeComment", () => {
  const own = readFileSync("LICENSE", "utf8").trim();
  const begin = `\n/*\nThis file contains code of the following packages.\n\n---- xensan 1.2.3 ----\n\n${own}`;

  it("holds our own licence, also where there is nothing else to tell", () => {
    expect(noticeComment([], "1.2.3")).toBe(`${begin}\n*/\n`);
  });

  it("holds every text, and none of them ends it", () => {
    expect(
      noticeComment([notice("a", "1.0.0", "A */ code(); /*"), notice("@b/c", "2.0.0", "C")], "1.2.3"),
    ).toBe(`${begin}\n\n---- a 1.0.0 ----\n\nA * / code(); /*\n\n---- @b/c 2.0.0 ----\n\nC\n*/\n`);
  });
});
