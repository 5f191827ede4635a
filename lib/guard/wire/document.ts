import { type Decoded, decode, oneOf, record, type Shape } from "./shape.ts";

/** What kinds of documents pass between two hosts. */
export type DocumentKind =
  | ("question" | "report")
  | ("overview-question" | "overview")
  | ("volumes-question" | "volumes")
  | ("facts-question" | "facts")
  | ("order" | "reply" | "ready");

/** Grows when hosts of two releases would misunderstand each other; then each is silent for the other. */
const version = 1;

/** Characters. A report of a guest with a hundred disks has some ten thousand. */
const longest = 1024 * 1024;

/** Of everything that a host tells of itself: some thousand characters for each guest. */
const longestFacts = 8 * 1024 * 1024;

/** One line, so that what a login shell prints before or after it can be told from it. */
export function encodeDocument(kind: DocumentKind, content: unknown): string {
  return `${JSON.stringify({ xensan: kind, version, content }, withoutControls)}\n`;
}

/** What a tool or a path says may hold any character; no reader takes those that a terminal obeys. */
function withoutControls(_: string, value: unknown): unknown {
  return typeof value === "string" ? value.replaceAll(/\p{Cc}/gu, " ") : value;
}

/**
 * Finds the one document in what a program printed. What a shell's start-up files print besides is passed over; a
 * document that is cut off, or comes twice, is none.
 */
export function decodeDocument<T>(kind: DocumentKind, printed: string, content: Shape<T>): Decoded<T> {
  const most = kind === "facts" ? longestFacts : longest;
  if (printed.length > most) return failed(`it has more than ${most} characters`);
  const lines = printed.split("\n");
  // Behind the last line break there is nothing, or a line that was cut off.
  const whole = lines.slice(0, -1).filter((line) => line.startsWith('{"xensan":'));
  const [line, second] = whole;
  if (line === undefined)
    return failed(lines.some((each) => each !== "") ? "it has no whole answer" : "it is empty");
  if (second !== undefined) return failed("it has more than one answer");
  const found = versionOf(line);
  if (found !== undefined && found !== version) {
    return failed(
      `it is of version ${found} and this xensan reads ${version}: install the same release on both hosts`,
    );
  }
  const decoded = decode(line, record({ xensan: oneOf(kind), version: oneOf(version), content }));
  return decoded.kind === "decoded" ? { kind: "decoded", value: decoded.value.content } : decoded;
}

/** Looked at first: a document of another version may have other members everywhere. */
function versionOf(line: string): number | undefined {
  try {
    const { version: found } = JSON.parse(line) as { readonly version?: unknown };
    return typeof found === "number" ? found : undefined;
  } catch {
    return undefined;
  }
}

function failed(reason: string): { readonly kind: "failed"; readonly reason: string } {
  return { kind: "failed", reason };
}
