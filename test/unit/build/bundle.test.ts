import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bundle, bundleLibrary } from "../../../build/bundle.ts";
import { executables } from "../../../build/executables.ts";
import { lazyBundle } from "../../../build/lazy-parts.ts";
import { bundled, inFolder, packageFiles, write } from "./fixture.ts";

const files = {
  "main.ts": `
    import { name } from "pkg";
    import { other } from "./other.ts";
    async function main() {
      const { late } = await import("./late.ts");
      process.stdout.write(name + other + late);
    }
    void main();`,
  "other.ts": `export const other = " größe";`,
  "late.ts": `export const late = " late";`,
  ...packageFiles("node_modules/pkg", { name: "pkg", version: "1.0.0" }),
};

/** Texts that would end a comment, or be taken for something else where one text is replaced by another. */
const odd = [
  String.raw`const texts = ["*/", "a*@/", "$&", "/*", "\u0007", "\r\n", "a*/b".replace(/a*/, ""), String(/[*]/)];`,
  "texts.push(`x\r\ny`);",
  "globalThis.evaluated = (globalThis.evaluated ?? 0) + 1;",
  'export const odd = texts.join("|") + globalThis.evaluated;',
].join("\n");

const partly = {
  "main.ts": `
    const said = [String(globalThis.evaluated)];
    async function main() {
      for (let times = 0; times < 2; times += 1) said.push((await import("./odd.ts")).odd);
      process.stdout.write(JSON.stringify(said));
    }
    void main();`,
  "odd.ts": odd,
};

describe("a part that is imported late", () => {
  it.each([
    ["in a comment", [], true],
    ["as code", ["odd.ts"], false],
  ] as const)(
    "keeps its texts %s, and is run once and only when it is asked for",
    async (_, usual, isComment) => {
      await inFolder(async (folder) => {
        write(folder, partly);
        const options = { bundle: true, platform: "node", logLevel: "silent" } as const;
        const sources = usual.map((name) => join(folder, name));
        const { code } = await lazyBundle(join(folder, "main.ts"), sources, options);
        expect(code.includes("()=>{/*")).toBe(isComment);
        write(folder, { "made.cjs": code });
        const said: string[] = JSON.parse(
          execFileSync(process.execPath, [join(folder, "made.cjs")], { encoding: "utf8" }),
        );
        const text = ["*/", "a*@/", "$&", "/*", "\u0007", "\r\n", "*/b", "/[*]/", "x\ny"].join("|");
        expect(said).toEqual(["undefined", `${text}1`, `${text}1`]);
      });
    },
  );

  it("is refused where it has what stands for the end of a comment, or is not there", async () => {
    await inFolder(async (folder) => {
      write(folder, { ...partly, "odd.ts": 'export const odd = "*@@/";' });
      const make = (usual: readonly string[]) =>
        lazyBundle(join(folder, "main.ts"), usual, { bundle: true, platform: "node", logLevel: "silent" });
      await expect(make([])).rejects.toThrow('a part has "*@@/" in it');
      await expect(make([join(folder, "none.ts")])).rejects.toThrow("esbuild gave no output for");
    });
  });
});

describe("bundle", () => {
  it("makes one file with mode 755 that runs, also what is imported late", async () => {
    await inFolder(async (folder) => {
      const { path, executable } = await bundled(folder, files);
      expect(path).toBe(join(folder, "root", executable.target));
      expect(statSync(path).mode & 0o7777).toBe(0o755);
      expect(execFileSync(path, { encoding: "utf8" })).toBe("pkg größe late");
    });
  });

  it("begins with the shebang and what it is, and ends with the notices", async () => {
    await inFolder(async (folder) => {
      const text = readFileSync((await bundled(folder, files)).path, "utf8");
      expect(text.split("\n").slice(0, 2)).toEqual([
        "#!/usr/bin/env node",
        "// tool of xensan 1.2.3, built from TypeScript: edit the source, not this file.",
      ]);
      expect(text).toMatch(/\n---- pkg 1\.0\.0 ----\n\nDo as you like\.\n\*\/\n$/);
    });
  });

  it("gives equal bytes wherever the sources are", async () => {
    const make = () => inFolder(async (folder) => readFileSync((await bundled(folder, files)).path));
    expect((await make()).equals(await make())).toBe(true);
  });

  it.each(executables)("gives equal bytes for $target twice", async (executable) => {
    await inFolder(async (folder) => {
      const [one, other] = await Promise.all(
        ["one", "other"].map((name) => bundle(executable, join(folder, name), "1.2.3")),
      );
      expect(one?.path).not.toBe(other?.path);
      const [bytes, again] = [one, other].map((made) => readFileSync(made?.path ?? ""));
      expect(bytes?.length).toBeGreaterThan(5_000);
      expect(again?.equals(bytes ?? Buffer.alloc(0))).toBe(true);
    });
  });
});

describe("bundleLibrary", () => {
  it("makes one ES module with the notices of what is in it", async () => {
    await inFolder(async (folder) => {
      write(folder, {
        "index.ts": `import { name } from "pkg"; export const found: string = name;`,
        ...packageFiles("node_modules/pkg", { name: "pkg", version: "1.0.0" }),
      });
      const path = join(folder, "library.mjs");
      await bundleLibrary(join(folder, "index.ts"), path, "1.2.3");
      expect(await import(path)).toMatchObject({ found: "pkg" });
      expect(readFileSync(path, "utf8")).toMatch(/\n---- pkg 1\.0\.0 ----\n\nDo as you like\.\n\*\/\n$/);
    });
  });
});
