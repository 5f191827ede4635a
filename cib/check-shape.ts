import { CibError, type Path } from "./cib-error.ts";

/**
 * Refuses options that a builder does not know: TypeScript sees a misspelt word in a literal, but not in a value
 * that comes from JSON or plain JavaScript.
 *
 * @throws CibError that names what there is
 */
export function refuseUnknown(spec: object, known: readonly string[], path: Path): void {
  const unknown = Object.keys(spec).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new CibError(path, `unknown option "${unknown}"; there are ${known.join(", ")}`);
  }
}

/** @throws CibError unless the value is one of the words */
export function checkWord(name: string, value: unknown, words: readonly string[], path: Path): void {
  if (value !== undefined && !words.some((word) => word === value)) {
    throw new CibError(path, `${name} is "${value}"; it takes ${words.join(", ")}`);
  }
}

/** @throws CibError */
export function checkFlag(name: string, value: unknown, path: Path): void {
  if (value !== undefined && typeof value !== "boolean") {
    throw new CibError(path, `${name} is ${JSON.stringify(value)}; it takes true or false`);
  }
}

/** @throws CibError */
export function checkCount(name: string, value: unknown, path: Path): void {
  if (value !== undefined && !(Number.isInteger(value) && Number(value) >= 0)) {
    throw new CibError(path, `${name} is ${JSON.stringify(value)}; it takes a whole number from 0`);
  }
}
