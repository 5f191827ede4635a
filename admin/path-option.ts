import { InvalidArgumentError } from "commander";

/**
 * A path as an option's value. An empty one, as of a variable that is not set, would be the current folder.
 *
 * @throws InvalidArgumentError, to which commander adds the option
 */
export function pathOption(given: string): string {
  if (given !== "") return given;
  throw new InvalidArgumentError("It is empty: name a path; this folder is a full stop.");
}
