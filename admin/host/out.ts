import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeFileAtomically } from "../../lib/system/atomic-file.ts";
import { explained, failureText, systemFailure } from "../files/failure.ts";
import { whyNotReplaced } from "../files/named-file.ts";
import { AdminError, adminExit } from "../terminal.ts";
import type { HostFile } from "./host-file.ts";
import type { Rendered } from "./run.ts";
import { wholeText } from "./whole-text.ts";

/**
 * Writes FOLDER/HOST/PATH for every file, each whole or not at all; returns what to tell. Nothing is written where one of
 * them would replace what is no plain file.
 *
 * @throws AdminError refused, naming the file that could not be written
 */
export function writeOut(folder: string, rendered: readonly Rendered[]): string {
  const files = rendered.flatMap(({ node, files }) =>
    files.map((file) => ({ file, path: join(folder, node, file.path) })),
  );
  for (const { path } of files) explained(() => refuseToReplace(path));
  for (const { file, path } of files) writeOne(path, file);
  return files.map(({ path }) => `${path}\n`).join("");
}

function refuseToReplace(path: string): void {
  const why = whyNotReplaced(path);
  if (why === undefined) return;
  const sentence = `${path} ${why}, and nothing was written: move it away, or name another folder with --out.`;
  throw new AdminError(adminExit.refused, sentence);
}

function writeOne(path: string, file: HostFile): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileAtomically(path, wholeText(file), Number.parseInt(file.mode, 8));
  } catch (error) {
    const failure = systemFailure(error);
    if (failure === undefined) throw error;
    throw new AdminError(adminExit.refused, failureText({ ...failure, path }, "install-begun"));
  }
}
