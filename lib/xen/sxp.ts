/** A value of xend's s-expressions: a word or string, or a list of values. */
export type Sxp = string | readonly Sxp[];

/** Deeper than any list of xend's (a device in a domain is 4). */
const deepest = 32;

/**
 * Reads all values of a text that xend printed, or undefined where it is not whole. The form is that of sxp.py and
 * PrettyPrint.py in Xen 3.0.4: what they print bare has letters, digits and . - _ : / ~ (and @ alone, and the + of a
 * number); everything else is a quoted string with Python's escapes.
 */
export function parseSxp(text: string): readonly Sxp[] | undefined {
  const top: Sxp[] = [];
  const open: Sxp[][] = [top];
  const token =
    /[ \t\r\n]*(?:([()])|([A-Za-z0-9.\-_:/~@+]+)|'((?:[^'\\]|\\[\s\S])*)'|"((?:[^"\\]|\\[\s\S])*)"|$)/y;
  while (token.lastIndex < text.length) {
    const found = token.exec(text);
    if (found === null) return undefined;
    const [whole, bracket, word, single, double] = found;
    if (bracket === "(") {
      if (open.length > deepest) return undefined;
      const list: Sxp[] = [];
      open.at(-1)?.push(list);
      open.push(list);
    } else if (bracket === ")") {
      if (open.length === 1) return undefined;
      open.pop();
    } else {
      const value = word ?? unquoted(single ?? double);
      if (value !== undefined) open.at(-1)?.push(value);
      // What has no value is white space at the end, or a string with an unknown escape.
      else if (whole.trim() !== "") return undefined;
    }
  }
  return open.length === 1 ? top : undefined;
}

/** Undefined for an escape that sxp.py does not write. */
function unquoted(body: string | undefined): string | undefined {
  if (body === undefined) return undefined;
  let known = true;
  const text = body.replaceAll(/\\(x[0-9a-f]{2}|[0-7]{3}|[\s\S])/g, (_, code: string) => {
    if (/^x../.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    if (/^[0-7]{3}$/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
    const meant = escapes.get(code);
    if (meant === undefined) known = false;
    return meant ?? "";
  });
  return known ? text : undefined;
}

const escapes = new Map([
  ["a", "\x07"],
  ["b", "\b"],
  ["t", "\t"],
  ["n", "\n"],
  ["v", "\v"],
  ["f", "\f"],
  ["r", "\r"],
  ["\\", "\\"],
  ["'", "'"],
  ['"', '"'],
]);
