import { AdminError, adminExit } from "../terminal.ts";
import { lstatIfThere, otherThanFile } from "./look.ts";

/**
 * What a file may not replace at a path that a person named: a clause after the path. Undefined: nothing is there, or a
 * plain file. A file that is written as a whole takes the place of what is there, also of a device or a pipe that
 * others need, and of a symbolic link and not of what that names.
 *
 * @throws the system error where it cannot be looked at
 */
export function whyNotReplaced(path: string): string | undefined {
  const stat = lstatIfThere(path);
  const what = stat && otherThanFile(stat);
  return what && `is ${what} and is not replaced by a file`;
}

/** @throws AdminError usage for "-", which is no file here though it is standard output elsewhere */
export function refuseDash(option: string, path: string, what: string): void {
  if (path !== "-") return;
  const sentence = `${option} - is no name here: ${what}; a file of that name is ./-.`;
  throw new AdminError(adminExit.usage, sentence);
}
