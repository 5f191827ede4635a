import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeFileAtomically } from "../../lib/system/atomic-file.ts";
import { failureText, systemFailure } from "../files/failure.ts";
import { AdminError, adminExit } from "../terminal.ts";
import type { Rendered } from "./run.ts";
import { wholeText } from "./whole-text.ts";

/**
 * Writes FOLDER/HOST/PATH for every file, each whole or not at all; returns what to tell.
 *
 * @throws AdminError refused, naming the file that could not be written
 */
export function writeOut(folder: string, rendered: readonly Rendered[]): string {
  const written = rendered.flatMap(({ node, files }) =>
    files.map((file) => {
      const path = join(folder, node, file.path);
      try {
        mkdirSync(dirname(path), { recursive: true });
        writeFileAtomically(path, wholeText(file), Number.parseInt(file.mode, 8));
      } catch (error) {
        const failure = systemFailure(error);
        if (failure === undefined) throw error;
        throw new AdminError(adminExit.refused, failureText({ ...failure, path }, "install-begun"));
      }
      return path;
    }),
  );
  return written.map((path) => `${path}\n`).join("");
}
