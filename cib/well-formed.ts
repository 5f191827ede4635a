import { notXml } from "./element.ts";

/** Where and why a text is no XML that a CIB can be written in. Lines and columns count from 1. */
export type XmlProblem = { readonly line: number; readonly column: number; readonly reason: string };

/**
 * Looks for what is wrong with a text, in one pass and without recursion.
 *
 * fast-xml-parser 5.12's own validator lets pass: two roots, text after the root, "<" in a value, unknown
 * references, a comment that never ends. Its parser then drops or renames what it does not understand. So the
 * text is judged here, and the parser only ever sees what has been found good.
 */
export function findProblem(text: string, maxDepth: number): XmlProblem | undefined {
  const open: { readonly name: string; readonly at: number }[] = [];
  let seenRoot = false;
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  const problem = (where: number, reason: string): XmlProblem => ({ ...position(text, where), reason });

  at = skip(declaration, text, at);
  while (at < text.length) {
    if (text[at] !== "<") {
      const next = skip(blanks, text, at);
      if (next === at) return problem(at, `text where a CIB has elements only: ${quote(text, at)}`);
      at = next;
      continue;
    }
    if (text.startsWith("<!--", at)) {
      const next = skip(comment, text, at);
      if (next === at) return problem(at, 'a comment that does not end, or holds "--"');
      at = next;
      continue;
    }
    const special = forbidden.find(({ start }) => text.startsWith(start, at));
    if (special) return problem(at, special.reason);
    if (text.startsWith("</", at)) {
      const tag = match(closingTag, text, at);
      const last = open.pop();
      if (!tag) return problem(at, `a closing tag that is not complete: ${quote(text, at)}`);
      if (!last) return problem(at, `</${tag[1]}> closes nothing that is open`);
      if (last.name !== tag[1]) {
        const { line } = position(text, last.at);
        return problem(
          at,
          `</${tag[1]}> where </${last.name}> must come: <${last.name}> of line ${line} is not closed`,
        );
      }
      at += tag[0].length;
      continue;
    }
    if (seenRoot && open.length === 0) return problem(at, "a second element beside the outermost one");
    const tag = readOpeningTag(text, at);
    if (tag.kind === "problem") return problem(tag.at, tag.reason);
    seenRoot = true;
    if (!tag.empty) open.push({ name: tag.name, at });
    if (open.length > maxDepth) return problem(at, `more than ${maxDepth} elements inside each other`);
    at = tag.end;
  }
  if (open.length > 0) return unclosed(open, (where, reason) => problem(where, reason));
  return seenRoot ? undefined : problem(0, "no element at all");
}

type OpeningTag =
  | { readonly kind: "tag"; readonly name: string; readonly empty: boolean; readonly end: number }
  | { readonly kind: "problem"; readonly at: number; readonly reason: string };

function readOpeningTag(text: string, start: number): OpeningTag {
  const name = match(openingName, text, start)?.[1];
  if (name === undefined)
    return { kind: "problem", at: start, reason: `no tag begins like this: ${quote(text, start)}` };
  if (reserved(name)) return { kind: "problem", at: start, reason: `no CIB has an element "${name}"` };
  const seen = new Set<string>();
  let at = start + 1 + name.length;
  for (let found = match(attribute, text, at); found; found = match(attribute, text, at)) {
    const [whole, key = "", value = ""] = found;
    const where = at + whole.indexOf(key);
    if (seen.has(key))
      return { kind: "problem", at: where, reason: `<${name}> has the attribute "${key}" twice` };
    if (reserved(key)) return { kind: "problem", at: where, reason: `no CIB has an attribute "${key}"` };
    const bad = findBadReference(value);
    if (bad) return { kind: "problem", at: at + whole.length - value.length + bad.index, reason: bad.reason };
    seen.add(key);
    at += whole.length;
  }
  const end = match(tagEnd, text, at);
  if (!end) {
    const where = skip(blanks, text, at);
    return {
      kind: "problem",
      at: where,
      reason: `<${name}> is not complete or not well-formed at ${quote(text, where)}`,
    };
  }
  return { kind: "tag", name, empty: end[1] === "/", end: at + end[0].length };
}

function findBadReference(value: string): { readonly index: number; readonly reason: string } | undefined {
  const index = value.search(badReference);
  if (index !== -1)
    return { index, reason: '"&" begins no reference that is read; write &amp; for a plain "&"' };
  for (const found of value.matchAll(numericReference)) {
    const character = referencedCharacter(found[1] ?? "");
    if (character === undefined)
      return { index: found.index, reason: `${found[0]} stands for no character of XML` };
  }
  return undefined;
}

/** The character that the inside of a numeric reference ("#10", "#xE9") stands for, if XML has it. */
export function referencedCharacter(inside: string): string | undefined {
  const code = inside.startsWith("#x")
    ? Number.parseInt(inside.slice(2), 16)
    : Number.parseInt(inside.slice(1), 10);
  if (!(code <= 0x10ffff)) return undefined;
  const character = String.fromCodePoint(code);
  return notXml.test(character) ? undefined : character;
}

function unclosed(
  open: readonly { readonly name: string; readonly at: number }[],
  problem: (at: number, reason: string) => XmlProblem,
): XmlProblem {
  const names = open.map(({ name }) => `<${name}>`).join(", ");
  return problem(
    open.at(-1)?.at ?? 0,
    `${names} ${open.length === 1 ? "is" : "are"} opened and never closed`,
  );
}

const nameText = "[\\p{L}_][\\p{L}\\p{N}_.:-]*";
const declaration = /<\?xml\s[^?<>]*\?>/y;
const blanks = /[ \t\r\n]+/y;
const comment = /<!--(?:-?[^-])*-->/y;
const closingTag = new RegExp(`</(${nameText})[ \\t\\r\\n]*>`, "uy");
const openingName = new RegExp(`<(${nameText})`, "uy");
const attribute = new RegExp(
  `[ \\t\\r\\n]+(${nameText})[ \\t\\r\\n]*=[ \\t\\r\\n]*("[^"<]*"|'[^'<]*')`,
  "uy",
);
const tagEnd = /[ \t\r\n]*(\/?)>/y;
const badReference = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\dA-Fa-f]{1,6});)/;

const numericReference = /&(#\w+);/g;

const forbidden = [
  {
    start: "<!DOCTYPE",
    reason: "a DOCTYPE is not read, because entities in it could blow up or read files; delete it",
  },
  { start: "<!ENTITY", reason: "an ENTITY is not read, because it could blow up or read files; delete it" },
  { start: "<![CDATA[", reason: "a CDATA section where a CIB has elements only" },
  { start: "<?", reason: "a processing instruction where a CIB has elements only" },
];

/** Names that mean something to every JavaScript object, and nothing to a cluster. */
function reserved(name: string): boolean {
  return name in Object.prototype || name === "prototype";
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function skip(pattern: RegExp, text: string, at: number): number {
  return at + (match(pattern, text, at)?.[0].length ?? 0);
}

function quote(text: string, at: number): string {
  const rest = text.slice(at, at + 24).split(/[\r\n]/)[0] ?? "";
  return rest === "" ? "its end" : `"${rest}"`;
}

export function position(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
