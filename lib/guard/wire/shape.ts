/**
 * Strict readers of what another host or an earlier run wrote as JSON: a value of exactly this shape, or an error that
 * names the place. By hand, because agents read open operations too, and a schema library costs more than all else.
 *
 * @throws ShapeError
 */
export type Shape<T> = (value: unknown, at: string) => T;

/** What a shape throws; `decode` turns it into a result. */
export class ShapeError extends Error {
  override readonly name = "ShapeError";
}

export type Decoded<T> =
  | { readonly kind: "decoded"; readonly value: T }
  /** One clause: where, what was expected, what was found. */
  | { readonly kind: "failed"; readonly reason: string };

export function decode<T>(text: string, shape: Shape<T>): Decoded<T> {
  try {
    return { kind: "decoded", value: shape(JSON.parse(text), "") };
  } catch (error) {
    if (error instanceof ShapeError) return { kind: "failed", reason: error.message };
    if (error instanceof SyntaxError) return { kind: "failed", reason: "it is not one whole JSON value" };
    throw error;
  }
}

/** Text on one line that a terminal shows as it is. */
export function text(longest: number, pattern?: RegExp): Shape<string> {
  return (value, at) => {
    if (typeof value !== "string") throw expected(at, "text", value);
    if (value.length > longest) throw expected(at, `at most ${longest} characters`, value);
    if (/\p{Cc}/u.test(value)) throw expected(at, "text without control characters", value);
    if (pattern !== undefined && !pattern.test(value)) throw expected(at, "another text", value);
    return value;
  };
}

/** A whole number from 0 to `largest`. */
export function natural(largest = Number.MAX_SAFE_INTEGER): Shape<number> {
  return (value, at) => {
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value <= largest) {
      return value;
    }
    throw expected(at, `a whole number from 0 to ${largest}`, value);
  };
}

export const flag: Shape<boolean> = (value, at) => {
  if (typeof value === "boolean") return value;
  throw expected(at, "true or false", value);
};

export function oneOf<const Word extends string | number>(...words: readonly Word[]): Shape<Word> {
  return (value, at) => {
    const found = words.find((word) => word === value);
    if (found === undefined) throw expected(at, words.join(" or "), value);
    return found;
  };
}

export function listOf<T>(shape: Shape<T>, most: number): Shape<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw expected(at, "a list", value);
    if (value.length > most) throw new ShapeError(`${placeOf(at)} has more than ${most} entries`);
    return value.map((item, index) => shape(item, `${at}[${index}]`));
  };
}

/** JSON has no undefined: a member that is left out. */
export function maybe<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value, at) => (value === undefined ? undefined : shape(value, at));
}

type Members = { readonly [key: string]: Shape<unknown> };
type Recorded<M extends Members> = { readonly [key in keyof M]: ReturnType<M[key]> };

/** An object with these members and no other. */
export function record<M extends Members>(members: M): Shape<Recorded<M>> {
  return (value, at) => {
    const entries = objectAt(value, at);
    const unknown = Object.keys(entries).find((key) => !Object.hasOwn(members, key));
    if (unknown !== undefined) {
      throw new ShapeError(`${placeOf(at)} has a member that nobody knows: ${quoted(unknown)}`);
    }
    const read = Object.entries(members).map(([key, shape]) => {
      const member = Object.hasOwn(entries, key) ? entries[key] : undefined;
      return [key, shape(member, at === "" ? key : `${at}.${key}`)] as const;
    });
    return Object.fromEntries(read) as Recorded<M>;
  };
}

type Kinds = { readonly [kind: string]: Members };
type OneKind<K extends Kinds> = {
  readonly [kind in keyof K]: { readonly kind: kind } & Recorded<K[kind]>;
}[keyof K];

/** An object whose member `kind` says which other members it has. */
export function kinds<K extends Kinds>(known: K): Shape<OneKind<K>> {
  return (value, at) => {
    const { kind } = objectAt(value, at);
    const name = oneOf(...Object.keys(known))(kind, at === "" ? "kind" : `${at}.kind`);
    return record({ kind: oneOf(name), ...known[name] })(value, at) as OneKind<K>;
  };
}

function objectAt(value: unknown, at: string): { readonly [key: string]: unknown } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw expected(at, "an object", value);
  }
  return value as { readonly [key: string]: unknown };
}

export function expected(at: string, what: string, found: unknown): ShapeError {
  return new ShapeError(`${placeOf(at)} should be ${what}, and is ${describe(found)}`);
}

function placeOf(at: string): string {
  return at === "" ? "the whole" : at;
}

function describe(value: unknown): string {
  if (value === undefined) return "missing";
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number" || typeof value === "boolean" || value === null) return String(value);
  return Array.isArray(value) ? "a list" : "an object";
}

/** So that it stays on one line and no terminal obeys it. */
function quoted(value: string): string {
  const shown = JSON.stringify(value.slice(0, 60)).replaceAll(/[\p{C}]/gu, "?");
  return value.length > 60 ? `${shown}…` : shown;
}
