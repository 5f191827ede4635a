import { spawnSync } from "node:child_process";
import { shellPartOf } from "./preamble.ts";

/** What is wrong with the preamble of a built agent, one clause each. */
export function wrongPreamble(path: string, text: string): string[] {
  const script = shellPartOf(text);
  if (script === undefined) return ["its preamble is not to be found"];
  const read = spawnSync("sh", ["-n"], { input: script, encoding: "utf8", timeout: 20_000 });
  if (read.status !== 0) return [`a shell cannot read its preamble: ${read.stderr?.trim() ?? ""}`];
  return ["meta-data", "usage"].flatMap((word) => answersTwice(path, word));
}

/** Both without an environment: the shell's answer, and that of Node.js to the same question. */
function answersTwice(path: string, word: string): string[] {
  const options = { env: {}, encoding: "utf8", timeout: 20_000 } as const;
  const byShell = spawnSync(path, [word], options);
  const byNodeJs = spawnSync(process.execPath, [path, word], options);
  const same =
    byShell.stdout === byNodeJs.stdout &&
    byShell.stderr === byNodeJs.stderr &&
    byShell.status === byNodeJs.status;
  return same ? [] : [`its preamble answers ${word} otherwise than Node.js`];
}
