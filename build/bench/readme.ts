import { writeFileAtomically } from "../../lib/system/atomic-file.ts";

/**
 * @param part of the benchmark, as its word on the command line; undefined: the one without
 * @throws Error where the text does not have both its marks, once and in this order
 */
export function withResults(readme: string, results: string, part?: string): string {
  const begin = `<!-- npm run bench${part === undefined ? "" : ` -- ${part}`} writes from here -->`;
  const end = `<!-- ${part === undefined ? "" : `${part} `}to here -->`;
  const [before, rest, ...more] = readme.split(begin);
  const after = rest?.split(end);
  if (before === undefined || after?.length !== 2 || more.length > 0) {
    throw new Error(`README.md needs "${begin}" and then "${end}", once each`);
  }
  return `${before}${begin}\n\n${results.trim()}\n\n${end}${after[1]}`;
}

export function write(path: string, text: string): void {
  writeFileAtomically(path, text, 0o644);
}
