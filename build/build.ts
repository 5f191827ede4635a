import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { statusJsonSchema } from "../admin/status/document.ts";
import { bundle, bundleLibrary } from "./bundle.ts";
import { clusterFileJsonSchema } from "./cluster-json-schema.ts";
import { executables, scripts } from "./executables.ts";
import { writePages } from "./pages/pages.ts";
import { copyScript, verifyScript } from "./script.ts";
import { verify } from "./verify.ts";

/** Makes dist/: `root/` mirrors the target file system, `library/` is the package's API. */
async function build(folder: string): Promise<readonly string[]> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // The nearest package.json decides what an extensionless file is; the repository's own says ES module.
  writeFileSync(join(folder, "package.json"), '{ "type": "commonjs" }\n');
  const { version }: { version: string } = JSON.parse(readFileSync("package.json", "utf8"));
  const bundles = await Promise.all(
    executables.map((executable) => bundle(executable, join(folder, "root"), version)),
  );
  const copies = scripts.map((script) => copyScript(script, join(folder, "root"), version));
  const written = writePages(join(folder, "root"), version).map((path) => ({ path }));
  await buildLibrary(join(folder, "library"), version);
  for (const { path } of [...bundles, ...copies, ...written]) {
    process.stdout.write(`${String(readFileSync(path).length).padStart(9)} bytes  ${path}\n`);
  }
  return [...bundles.flatMap((each) => verify(each)), ...copies.flatMap(verifyScript)];
}

async function buildLibrary(folder: string, version: string): Promise<void> {
  await bundleLibrary("cib/index.ts", join(folder, "cib.mjs"), version);
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  const schema = JSON.stringify(clusterFileJsonSchema(), null, 2);
  writeFileSync(join(folder, "cluster.schema.json"), `${schema}\n`);
  writeFileSync(join(folder, "status.schema.json"), `${JSON.stringify(statusJsonSchema(), null, 2)}\n`);
  const compiler = spawnSync(
    process.execPath,
    [
      "node_modules/typescript/bin/tsc",
      "-p",
      "build/tsconfig.library.json",
      "--outDir",
      join(folder, "types"),
    ],
    { encoding: "utf8" },
  );
  if (compiler.status !== 0) throw new Error(`the library's types do not compile:\n${compiler.stdout}`);
}

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
const { values } = parseArgs({ options: { out: { type: "string", default: "dist" } } });
const problems = await build(resolve(values.out));
for (const problem of problems) process.stderr.write(`build: ${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
