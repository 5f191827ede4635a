import { chmodSync, mkdirSync, renameSync, rmdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { syncFolder, writeNewFile } from "../../lib/system/atomic-file.ts";
import type { Step } from "./step.ts";

/** Carries out one step below a root. @throws the error of the system call that failed */
export type Perform = (root: string, step: Step) => void;

export const perform: Perform = (root, step) => {
  switch (step.kind) {
    case "make-folder":
      return makeFolder(join(root, step.path));
    case "write":
      rmSync(join(root, step.path), { force: true });
      return writeNewFile(join(root, step.path), step.content, Number.parseInt(step.mode, 8));
    case "rename":
      return renameSync(join(root, step.from), join(root, step.to));
    case "sync-folder":
      return unlessError(["ENOENT"], () => syncFolder(join(root, step.path)));
    case "remove-file":
      return rmSync(join(root, step.path), { force: true });
    case "remove-folder":
      return unlessError(["ENOENT", "ENOTEMPTY", "EEXIST"], () => rmdirSync(join(root, step.path)));
    case "remove-tree":
      return rmSync(join(root, step.path), { force: true, recursive: true });
  }
};

function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST" && statSync(path).isDirectory()) return;
    throw error;
  }
  // mkdir(2) narrows the mode by the umask: 0077 would hide the agents from everyone but root.
  chmodSync(path, 0o755);
}

function unlessError(codes: readonly string[], act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!codes.includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}
