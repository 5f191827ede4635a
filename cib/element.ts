import { CibError, type Path, step } from "./cib-error.ts";

/** An XML element of a CIB: a value, never changed. A CIB holds its values in attributes and has no text. */
export type XmlElement = {
  readonly kind: "element";
  readonly name: string;
  /** In document order: an XML name is never a whole number, so the object keeps the order of its keys. */
  readonly attributes: Attributes;
  readonly children: readonly XmlNode[];
  /** Line of the opening tag, from 1, where the element was read from a text. */
  readonly line?: number;
};

export type XmlComment = { readonly kind: "comment"; readonly text: string };
export type XmlNode = XmlElement | XmlComment;
export type Attributes = { readonly [name: string]: string };

/**
 * Builds an element; attributes whose value is undefined are left out.
 *
 * @throws CibError for a name or a value that XML 1.0 cannot hold, such as control characters
 */
export function element(
  name: string,
  attributes: { readonly [name: string]: string | undefined } = {},
  children: readonly XmlNode[] = [],
): XmlElement {
  const kept: { [name: string]: string } = {};
  const path: Path = [step(name, attributes["id"])];
  if (!xmlName.test(name)) throw new CibError(path, `"${name}" is no name for an XML element`);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    if (!xmlName.test(key)) throw new CibError(path, `"${key}" is no name for an XML attribute`);
    refuseCharacters(value, notXml, [...path, key]);
    kept[key] = value;
  }
  return { kind: "element", name, attributes: kept, children };
}

/** @throws CibError where the text cannot stand in an XML comment */
export function comment(text: string): XmlComment {
  refuseCharacters(text, notXml, ["comment"]);
  if (text.includes("--") || text.endsWith("-")) {
    throw new CibError(["comment"], `"${text}" holds "--" or ends in "-", which XML forbids in a comment`);
  }
  return { kind: "comment", text };
}

export function childElements(parent: XmlElement, name?: string): readonly XmlElement[] {
  return parent.children.filter(
    (child): child is XmlElement => child.kind === "element" && (name === undefined || child.name === name),
  );
}

export function* descendants(root: XmlElement): Generator<XmlElement> {
  yield root;
  for (const child of childElements(root)) yield* descendants(child);
}

/** @throws CibError that names the first character of the value that `forbidden` finds */
export function refuseCharacters(value: string, forbidden: RegExp, path: Path): void {
  const found = forbidden.exec(value);
  if (found) {
    const code = found[0].codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
    throw new CibError(path, `the value holds the character U+${code}, which a CIB cannot hold`);
  }
}

const xmlName = /^[\p{L}_][\p{L}\p{N}_.:-]*$/u;

/** All that is no character of XML 1.0 (section 2.2), halves of surrogate pairs included. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this refuses
export const notXml = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uD800-\uDFFF\uFFFE\uFFFF]/u;

/** Every control character: values that we make ourselves hold none. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this refuses
export const controlCharacters = /[\u0000-\u001F\u007F-\u009F\u2028\u2029\uD800-\uDFFF\uFFFE\uFFFF]/u;
