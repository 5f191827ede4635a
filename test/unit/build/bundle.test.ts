import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bundle, bundleLibrary } from "../../../build/bundle.ts";
import { executables } from "../../../build/executables.ts";
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
