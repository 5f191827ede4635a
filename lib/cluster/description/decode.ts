import type { Problem } from "./problem.ts";

/** A cluster of 64 hosts and 1,000 guests takes about 150 KiB. */
export const maxBytes = 1024 * 1024;

export type Decoded =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "refused"; readonly problem: Problem };

/** Bytes of a file as text: UTF-8, at most 1 MiB, without characters that YAML has no place for. */
export function decode(bytes: Uint8Array): Decoded {
  if (bytes.length > maxBytes) {
    return refuse(`the file has more than ${maxBytes} bytes (1 MiB), and no more are read; shorten it.`);
  }
  const text = decodeUtf8(bytes);
  if (text === undefined) return refuse(notUtf8, firstBadLine(bytes));
  const bad = notYaml.exec(text);
  if (bad === null) return { kind: "text", text };
  const before = text.slice(0, bad.index).split("\n");
  const code = bad[0].codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
  return refuse(
    `the character U+${code} stands here, which no YAML file may hold; delete it.`,
    before.length,
    (before.at(-1)?.length ?? 0) + 1,
  );
}

const notUtf8 = "this line is no text in UTF-8; convert the file (iconv -t UTF-8).";

/** YAML 1.2, section 5.1: the characters that are not c-printable. */
const notYaml = /[^\t\n\r\x20-\x7E\x85\xA0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

function refuse(sentence: string, line?: number, column = 1): Decoded {
  return {
    kind: "refused",
    problem: line === undefined ? { key: "", sentence } : { key: "", sentence, at: { line, column } },
  };
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** A line feed is never a part of another character in UTF-8, so each line can be judged alone. */
function firstBadLine(bytes: Uint8Array): number {
  let line = 1;
  for (let start = 0; ; line++) {
    const end = bytes.indexOf(0x0a, start);
    const last = end === -1;
    if (last || decodeUtf8(bytes.subarray(start, end)) === undefined) return line;
    start = end + 1;
  }
}
