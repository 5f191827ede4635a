import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Script } from "./executables.ts";
import { noticeLines } from "./notices.ts";

export type CopiedScript = { readonly script: Script; readonly path: string };

const shebang = "#!/bin/sh\n";

/** Copies a script, with its version below the first line and the licence at its end. */
export function copyScript(script: Script, root: string, version: string): CopiedScript {
  const path = join(root, script.target);
  const name = script.target.split("/").at(-1);
  const text = readFileSync(script.source, "utf8");
  const head = `${shebang}# ${name} of xensan ${version}, copied from its source: edit that, and not this file.\n`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${text.replace(shebang, head)}${noticeLines(version)}`);
  chmodSync(path, 0o755);
  return { script, path };
}

/** What is wrong with a copied script, one sentence each; empty: nothing. */
export function verifyScript({ script, path }: CopiedScript): readonly string[] {
  const mode = statSync(path).mode & 0o7777;
  const parsed = spawnSync("sh", ["-n", path], { encoding: "utf8", timeout: 20_000 });
  return [
    ...(mode === 0o755 ? [] : [`its mode is ${mode.toString(8)} and not 755`]),
    ...(readFileSync(path, "utf8").startsWith(shebang) ? [] : ["its first line is not #!/bin/sh"]),
    ...(parsed.status === 0 ? [] : [`a shell cannot read it: ${parsed.stderr.trim()}`]),
  ].map((problem) => `${script.target}: ${problem}`);
}
