import { ConfigError, type Place } from "./config-error.ts";

export type Token = {
  readonly at: Place;
  /** "bad": what begins no token; its text says what was expected. It is the last one. */
  readonly kind: "name" | "string" | "number" | "mark" | "newline" | "end" | "bad";
  /** Of a string, what it means; of a number, as it is written. */
  readonly text: string;
};

/** What is read although xl refuses it. */
export type Oddity = { readonly at: Place; readonly text: string };

/**
 * The words of a guest's configuration, as xl's lexer (libxlu_cfg_l.l of Xen 4.17) and Python agree on them. What the two
 * would read differently, or only one of them as a value, is bad.
 */
export function tokensOf(text: string): {
  readonly tokens: readonly Token[];
  readonly oddities: readonly Oddity[];
} {
  const tokens: Token[] = [];
  const oddities = new Map<string, Oddity>();
  const odd = (at: Place, what: string) => oddities.has(what) || oddities.set(what, { at, text: what });
  const word = new RegExp(words, "y");
  let at: Place = { line: 1, column: 1 };
  if (text.startsWith("\uFEFF")) {
    odd(at, "xl refuses a byte order mark at the beginning of the file; save it without one");
    word.lastIndex = 1;
  }
  try {
    while (word.lastIndex < text.length) {
      const offset = word.lastIndex;
      const found = word.exec(text);
      if (found === null) throw new ConfigError(at, problemAt(text.slice(offset, offset + 2)));
      const token = tokenOf(found, at);
      if (token !== undefined) tokens.push(token);
      const oddity = oddityOf(found, word.lastIndex === text.length);
      if (oddity !== undefined) odd(at, oddity);
      at = found[0].endsWith("\n") ? { line: at.line + 1, column: 1 } : after(at, found[0]);
    }
    tokens.push({ kind: "end", text: "", at });
  } catch (error) {
    // Not thrown further: something before it may be wrong too, and the first place is the one to be told.
    if (!(error instanceof ConfigError)) throw error;
    tokens.push({ kind: "bad", text: error.message, at: error.at });
  }
  return { tokens, oddities: [...oddities.values()] };
}

/** Undefined for blanks and comments. */
function tokenOf(
  [, , comment, newline, name, number, quoted, mark]: RegExpExecArray,
  at: Place,
): Token | undefined {
  if (comment !== undefined) checkComment(comment, at);
  if (newline !== undefined) return { kind: "newline", text: "", at };
  if (name !== undefined) return { kind: "name", text: name, at };
  if (number !== undefined) return { kind: "number", text: checkedNumber(number, at), at };
  if (quoted !== undefined) return { kind: "string", text: unquote(quoted, at), at };
  return mark === undefined ? undefined : { kind: "mark", text: mark, at };
}

function oddityOf([whole, , comment, , name]: RegExpExecArray, isLast: boolean): string | undefined {
  if (comment !== undefined && isLast)
    return "xl refuses a comment in a last line without a line break; add one";
  if (name !== undefined && !/^[a-z][a-z0-9_.]*$/.test(name))
    return `xl refuses the name ${name}; it takes small letters`;
  if (whole.startsWith("\\"))
    return "xl does not know the backslash that continues a line; write the setting on one line";
  if (whole.endsWith("\r\n"))
    return "xl refuses lines that end with a carriage return; save the file with Unix line ends";
  return undefined;
}

function after({ line, column }: Place, text: string): Place {
  return { line, column: column + [...text].length };
}

const words = [
  "([ \\t]+|\\\\\\r?\\n)",
  "(#[^\\n\\r]*)",
  "(\\r?\\n)",
  "([A-Za-z_][A-Za-z0-9_.]*)(?![A-Za-z0-9_.'\"])",
  "([0-9][A-Za-z0-9_.]*)",
  "('(?:[^'\\\\\\n\\r]|\\\\[^\\n\\r])*'|\"(?:[^\"\\\\\\n\\r]|\\\\[^\\n\\r])*\")",
  "(\\+=|[=[\\],;])",
].join("|");

function problemAt(rest: string): string {
  const first = String.fromCodePoint(rest.codePointAt(0) ?? 0);
  if (first === "'" || first === '"')
    return `expected ${first} at the end of this string, before the end of its line`;
  if (/^[A-Za-z_]/.test(rest))
    return "expected a plain string; one with a letter before its quotes is Python's alone";
  if ("+-.():%*/{}".includes(first)) {
    return `expected a string, a number or a list in [ ], found ${first}; nothing is evaluated, so write the value itself`;
  }
  return `expected a setting like name = "nfs1", found ${described(first)}`;
}

/** Characters that a terminal would obey, or that cannot be seen, are told by their number. */
function described(character: string): string {
  if (character === "\uFFFD") return "a byte that is not UTF-8";
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return /^[!-~]$/.test(character) ? character : `the character U+${code}`;
}

/** Any text is allowed there, in any encoding, but what C's and Python's readers would end it with. */
function checkComment(comment: string, at: Place): void {
  const index = comment.indexOf("\0");
  if (index >= 0)
    throw new ConfigError(after(at, comment.slice(0, index)), "expected text, found the character U+0000");
}

/** As C's strtol() with base 0 and Python 2 read them: 10, 0x1f, 017. */
function checkedNumber(text: string, at: Place): string {
  if (/^(?:0|[1-9][0-9]*|0x[0-9a-f]+|0[0-7]+)$/.test(text)) return text;
  throw new ConfigError(
    at,
    `expected a whole number like 512 or 0x200, found ${text}; put other text into quotes`,
  );
}

function unquote(quoted: string, at: Place): string {
  const placeOf = (index: number) => after(at, quoted.slice(0, index));
  return quoted
    .slice(1, -1)
    .replaceAll(/\\([\s\S])|(?!\t)\p{Cc}|\uFFFD/gu, (found, escaped, index: number) => {
      const meant = escapes.get(escaped);
      if (meant !== undefined) return meant;
      if (escaped === undefined)
        throw new ConfigError(placeOf(index + 1), `expected text, found ${described(found)}`);
      throw new ConfigError(
        placeOf(index + 1),
        `expected one of \\\\ \\' \\" \\a \\b \\f \\n \\r \\t \\v, found \\${described(escaped)}; xl and xm read it differently`,
      );
    });
}

/** Left out: \x41 and \101, which xl 4.17 takes in and forgets (xlu__cfgl_dequote() never stores the character). */
const escapes = new Map([
  ["\\", "\\"],
  ["'", "'"],
  ['"', '"'],
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
]);
