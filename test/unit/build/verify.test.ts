import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import type { Bundle } from "../../../build/bundle.ts";
import { bundle } from "../../../build/bundle.ts";
import { executables } from "../../../build/executables.ts";
import { verify } from "../../../build/verify.ts";
import { bundled, inFolder, packageFiles } from "./fixture.ts";

const good = 'process.stdout.write("1.2.3\\n");\n';

/** The problems of an executable that is made of this source and then spoilt. */
const problemsOf = (source: string, spoil: (made: Bundle) => void = () => {}) =>
  inFolder(async (folder) => {
    const made = await bundled(folder, { "main.ts": source });
    spoil(made);
    return verify(made);
  });

const edit = (path: string, change: (text: string) => string) =>
  writeFileSync(path, change(readFileSync(path, "utf8")));

describe("verify", () => {
  it("finds nothing wrong with a good executable", async () => {
    expect(await problemsOf(good)).toEqual([]);
  });

  it.each([
    [0o644, "644"],
    [0o775, "775"],
    [0o4755, "4755"],
  ])("finds the mode %o", async (mode, words) => {
    expect(await problemsOf(good, ({ path }) => chmodSync(path, mode))).toEqual([
      `usr/sbin/tool: its mode is ${words} and not 755`,
    ]);
  });

  it("finds a wrong first line", async () => {
    for (const line of ["#!/usr/bin/node\n", "#!/usr/bin/env node --no-warnings\n", ""]) {
      const problems = await problemsOf(good, ({ path }) =>
        edit(path, (text) => text.replace(/^#!.*\n/, line)),
      );
      expect(problems).toEqual(["usr/sbin/tool: its first line is not #!/usr/bin/env node"]);
    }
  });

  it("finds a size over its budget, and not one that meets it", async () => {
    await inFolder(async (folder) => {
      const made = await bundled(folder, { "main.ts": good });
      const bytes = readFileSync(made.path).length;
      const within = (budgetBytes: number) =>
        verify({ ...made, executable: { ...made.executable, budgetBytes } });
      expect(within(bytes)).toEqual([]);
      expect(within(bytes - 1)).toEqual([
        `usr/sbin/tool: it has ${bytes} bytes, over its budget of ${bytes - 1}`,
      ]);
    });
  });

  it("finds an import that was left outside, and takes none of Node.js for one", async () => {
    const problems = await inFolder(async (folder) => {
      const source = `import "node:fs"; import "path"; import "left-out"; ${good}`;
      const made = await bundled(folder, { "main.ts": good });
      const { metafile } = await build({
        stdin: { contents: source, resolveDir: folder },
        bundle: true,
        platform: "node",
        external: ["left-out"],
        metafile: true,
        write: false,
        logLevel: "error",
      });
      edit(made.path, (text) => `${text}require("left-out");\n`);
      return verify({ ...made, metafile });
    });
    expect(problems).toEqual([
      "usr/sbin/tool: it imports left-out from outside",
      "usr/sbin/tool: '--version' does not run alone: Error: Cannot find module 'left-out'",
    ]);
  });

  it("finds a licence notice that is missing, cut or changed", async () => {
    const files = {
      "main.ts": `import { name } from "pkg"; process.stdout.write(name);`,
      ...packageFiles(
        "node_modules/pkg",
        { name: "pkg", version: "2.0.0" },
        { file: "LICENSE", text: "A /* b */ c\nd" },
      ),
    };
    await inFolder(async (folder) => {
      const made = await bundled(folder, files);
      const whole = readFileSync(made.path, "utf8");
      expect(verify(made)).toEqual([]);
      for (const [from, to] of [
        ["---- pkg 2.0.0 ----", ""],
        ["2.0.0", "2.0.1"],
        ["\nd", ""],
        ["* /", ""],
      ] as const) {
        writeFileSync(made.path, whole.replace(from, to));
        expect(verify(made)).toEqual(["usr/sbin/tool: the licence notice of pkg is missing"]);
      }
    });
  });

  it.each([
    ['throw new TypeError("no such thing");', "TypeError: no such thing"],
    [
      'require("node:fs").readFileSync("data.json");',
      "Error: ENOENT: no such file or directory, open 'data.json'",
    ],
    ["process.exitCode = 3;", "it exits with 3, or prints nothing"],
    ["", "it exits with 0, or prints nothing"],
    ["process.kill(process.pid, 'SIGKILL');", "it was ended by SIGKILL"],
    [
      "console.log(process.env.HOME.length);",
      "TypeError: Cannot read properties of undefined (reading 'length')",
    ],
  ])("finds that it does not run alone: %s", async (source, words) => {
    expect(await problemsOf(source)).toEqual([`usr/sbin/tool: '--version' does not run alone: ${words}`]);
  });

  it("tells all that is wrong at once", async () => {
    const problems = await problemsOf("", ({ path }) => {
      chmodSync(path, 0o700);
      edit(path, (text) => text.slice(2));
    });
    expect(problems.length).toBe(3);
  });
});

describe("verify of an agent", () => {
  const target = "usr/lib/ocf/resource.d/xensan/Example";
  const dtd = "/usr/share/resource-agents/ra-api-1.dtd";
  const rng = "/usr/share/resource-agents/metadata.rng";
  const problemsOfAgent = (source: string, spoil: (made: Bundle) => void = () => {}) =>
    inFolder(async (folder) => {
      const made = await bundled(folder, { "main.ts": source }, { kind: "agent", target });
      spoil(made);
      return verify(made);
    });

  it("finds metadata that the validators refuse, and says why", async () => {
    const xml = `<?xml version="1.0"?><!DOCTYPE resource-agent SYSTEM "ra-api-1.dtd"><resource-agent name="x"/>`;
    const problems = await problemsOfAgent(`process.stdout.write(${JSON.stringify(xml)});`);
    expect(problems).toEqual([
      expect.stringMatching(
        `^${target}: ${dtd} refuses its metadata: -:1: element resource-agent: validity error : `,
      ),
      expect.stringMatching(
        `^${target}: ${rng} refuses its metadata: -:1: element resource-agent: Relax-NG validity error : `,
      ),
    ]);
  });

  it("finds metadata that is no XML", async () => {
    expect(await problemsOfAgent(`process.stdout.write("usage");`)).toEqual([
      `${target}: ${dtd} refuses its metadata: -:1: parser error : Start tag expected, '<' not found`,
      `${target}: ${rng} refuses its metadata: -:1: parser error : Start tag expected, '<' not found`,
    ]);
  });

  it("finds an agent whose meta-data fails where it stands, or that cannot be run there", async () => {
    const alone = "process.stdout.write('x'); if (process.argv[1] !== '-') process.exitCode = 5;";
    expect(await problemsOfAgent(alone)).toEqual([`${target}: meta-data exits with 5`]);
    expect(await problemsOfAgent(good, ({ path }) => chmodSync(path, 0o644))).toEqual([
      `${target}: its mode is 644 and not 755`,
      expect.stringMatching(/: meta-data cannot be run: spawnSync .*\/Example EACCES$/),
    ]);
  });

  it("asks the validator for an agent, and not for a command", async () => {
    await inFolder(async (folder) => {
      const made = await bundled(folder, { "main.ts": good });
      expect(verify(made, () => ["refused"])).toEqual([]);
      const agent = { ...made, executable: { ...made.executable, kind: "agent" as const } };
      expect(verify(agent, () => ["refused"])).toEqual(["usr/sbin/tool: refused"]);
    });
  });

  it("finds nothing wrong with our own agents", async () => {
    for (const executable of executables.filter(({ kind }) => kind === "agent")) {
      const problems = await inFolder(async (folder) =>
        verify(await bundle(executable, join(folder, "root"), "1.2.3")),
      );
      expect(problems).toEqual([]);
    }
  });
});
