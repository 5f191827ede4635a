/** The LSB header of an init script. */
export type Header =
  | { readonly kind: "header"; readonly content: string; readonly start: number; readonly end: number }
  /** It has none, or more than one: `why` completes "FILE …". */
  | { readonly kind: "broken"; readonly why: string };

const pattern = /^### BEGIN INIT INFO[ \t]*\n(?:#.*\n)*?### END INIT INFO[ \t]*\n/gm;

export function findHeader(script: string): Header {
  const [found, another] = [...script.matchAll(pattern)];
  if (found === undefined) return { kind: "broken", why: "has no LSB header (### BEGIN INIT INFO)" };
  if (another !== undefined) return { kind: "broken", why: "has more than one LSB header" };
  const [content] = found;
  return { kind: "header", content, start: found.index, end: found.index + content.length };
}

export function withHeader(script: string, content: string): string {
  const header = findHeader(script);
  return header.kind === "broken"
    ? script
    : script.slice(0, header.start) + content + script.slice(header.end);
}
