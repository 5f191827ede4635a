import { ConfigError, type Place, placed } from "./config-error.ts";
import { type Token, tokensOf } from "./config-token.ts";

export type ConfigValue =
  | { readonly kind: "string"; readonly text: string; readonly at: Place }
  /** `text` as written; `value` is exact up to 2^53. */
  | { readonly kind: "number"; readonly text: string; readonly value: number; readonly at: Place }
  | { readonly kind: "list"; readonly items: readonly ConfigValue[]; readonly at: Place };

export type DomainConfig = {
  /** As it was read from, for messages. */
  readonly file: string;
  readonly settings: ReadonlyMap<string, ConfigValue>;
  /** One sentence each, with file, line and column. */
  readonly warnings: readonly string[];
};

export type ReadConfig =
  | { readonly kind: "read"; readonly config: DomainConfig }
  /** One sentence with file, line and column: what was expected there. */
  | { readonly kind: "failed"; readonly reason: string };

/** Bytes. A guest's configuration has a few hundred. */
export const largestConfig = 256 * 1024;

/** Lists in lists. */
const deepest = 16;

/**
 * Reads a guest's configuration file, xl's or xm's. An xm configuration is a Python program; here nothing is evaluated:
 * settings whose values are strings, whole numbers or lists are read, and anything else is an error. The grammar is
 * the one of libxlu_cfg_y.y in Xen 4.17, and of Python 2 where that means the same.
 */
export function parseDomainConfig(file: string, bytes: Uint8Array): ReadConfig {
  try {
    if (bytes.length > largestConfig) {
      const reason = `expected at most ${largestConfig} bytes, found ${bytes.length}; this is no guest's configuration`;
      throw new ConfigError({ line: 1, column: 1 }, reason);
    }
    // What is not UTF-8 becomes U+FFFD, which the tokens allow in comments only.
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    return { kind: "read", config: readSettings(file, text) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { kind: "failed", reason: placed(file, error.at, `${error.message}.`) };
  }
}

function readSettings(file: string, text: string): DomainConfig {
  const { tokens, oddities } = tokensOf(text);
  const warnings = oddities.map(({ at, text: oddity }) => placed(file, at, `${oddity}.`));
  const settings = new Map<string, ConfigValue>();
  const places = new Map<string, Place>();
  const reader = tokenReader(tokens);
  while (reader.peek().kind !== "end") {
    const name = reader.next();
    if (isEndOfSetting(name)) continue;
    if (name.kind !== "name") throw expected('a setting like name = "nfs1"', name);
    const operator = reader.next();
    if (!isMark(operator, "=") && !isMark(operator, "+=")) throw expected(`= after ${name.text}`, operator);
    const value = readValue(reader, 0);
    const before = settings.get(name.text);
    if (isMark(operator, "+=")) settings.set(name.text, joined(before, value, operator));
    else settings.set(name.text, value);
    const earlier = places.get(name.text);
    // Both toolstacks go by the last one: xlu__cfg_set_store() puts it in front, Python overwrites.
    if (earlier !== undefined && isMark(operator, "=")) {
      warnings.push(
        placed(
          file,
          name.at,
          `${name.text} was already set in line ${earlier.line}; this one, the later, counts.`,
        ),
      );
    }
    places.set(name.text, name.at);
    const end = reader.next();
    if (!isEndOfSetting(end)) throw expected(`the end of the line after ${name.text}`, end);
  }
  return { file, settings, warnings };
}

function readValue(reader: TokenReader, depth: number): ConfigValue {
  const token = reader.next();
  const { at } = token;
  if (token.kind === "string") return { kind: "string", text: token.text, at };
  if (token.kind === "number") {
    const octal = /^0[0-7]+$/.test(token.text);
    return { kind: "number", text: token.text, value: Number(octal ? `0o${token.text}` : token.text), at };
  }
  if (!isMark(token, "[")) throw expected("a string, a number or a list in [ ]", token);
  if (depth === deepest) throw new ConfigError(at, `expected at most ${deepest} lists in one another`);
  const items: ConfigValue[] = [];
  for (reader.skipNewlines(); !isMark(reader.peek(), "]"); reader.skipNewlines()) {
    items.push(readValue(reader, depth + 1));
    reader.skipNewlines();
    if (isMark(reader.peek(), "]")) break;
    const comma = reader.next();
    if (!isMark(comma, ",")) throw expected(`, or ] in the list that begins in line ${at.line}`, comma);
  }
  reader.next();
  return { kind: "list", items, at };
}

/** Strings and lists are joined, as both toolstacks do; of a number, xl makes text and Python a sum. */
function joined(before: ConfigValue | undefined, added: ConfigValue, operator: Token): ConfigValue {
  if (before === undefined) return added;
  if (before.kind === "string" && added.kind === "string")
    return { ...added, text: before.text + added.text };
  if (before.kind === "list" && added.kind === "list") {
    return { ...added, items: [...before.items, ...added.items] };
  }
  throw new ConfigError(
    operator.at,
    `expected a list += a list or a string += a string, found a ${before.kind} += a ${added.kind}`,
  );
}

type TokenReader = ReturnType<typeof tokenReader>;

function tokenReader(tokens: readonly Token[]) {
  const end: Token = tokens.at(-1) ?? { kind: "end", text: "", at: { line: 1, column: 1 } };
  let position = 0;
  const peek = (): Token => tokens[position] ?? end;
  return {
    peek,
    next: (): Token => {
      const token = peek();
      if (token.kind === "bad") throw new ConfigError(token.at, token.text);
      position += 1;
      return token;
    },
    skipNewlines: (): void => {
      while (peek().kind === "newline") position += 1;
    },
  };
}

function isMark(token: Token, text: string): boolean {
  return token.kind === "mark" && token.text === text;
}

function isEndOfSetting(token: Token): boolean {
  return token.kind === "newline" || token.kind === "end" || isMark(token, ";");
}

function expected(what: string, found: Token): ConfigError {
  return new ConfigError(found.at, `expected ${what}, found ${describe(found)}`);
}

function describe(token: Token): string {
  switch (token.kind) {
    case "newline":
      return "the end of the line";
    case "end":
      return "the end of the file";
    case "name":
      return `the word ${token.text.slice(0, 40)}, and nothing is evaluated`;
    case "string":
    case "number":
      return `another ${token.kind}`;
    case "mark":
    case "bad":
      return token.text;
  }
}
