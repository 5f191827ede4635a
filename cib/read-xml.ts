import { XMLParser } from "fast-xml-parser";
import { notXml, type XmlElement, type XmlNode } from "./element.ts";
import { findProblem, position, referencedCharacter } from "./well-formed.ts";
import { maxDepth } from "./xml-text.ts";

/** A text that is no XML, or none that we read. `line` and `column` count from 1; a text too large has none. */
export class XmlError extends Error {
  override readonly name = "XmlError";
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(reason: string, at?: { readonly line: number; readonly column: number }) {
    super(at === undefined ? reason : `line ${at.line}, column ${at.column}: ${reason}`);
    this.line = at?.line;
    this.column = at?.column;
  }
}

/** A CIB of 1,000 guests with its status is about 4 MiB. */
export const maxTextLength = 16 * 1024 * 1024;

/**
 * Reads XML that comes from outside: no DOCTYPE, no entities but the five of XML and numeric ones, at most
 * 16 Mi characters and 64 levels. Comments inside the outermost element are kept.
 *
 * @throws XmlError with line and column
 */
export function readXml(text: string): XmlElement {
  if (text.length > maxTextLength) {
    throw new XmlError(`the text has ${text.length} characters; at most ${maxTextLength} are read`);
  }
  const bad = notXml.exec(text);
  if (bad)
    throw new XmlError("a character that XML cannot hold; is this a binary file?", position(text, bad.index));
  const problem = findProblem(text, maxDepth);
  if (problem) throw new XmlError(problem.reason, problem);
  const lines = lineCounter(text);
  const nodes: readonly ParsedNode[] = parser.parse(text);
  for (const node of nodes) {
    const read = toNode(node, lines);
    if (read?.kind === "element") return read;
  }
  throw new XmlError("no element at all");
}

const commentName = "#comment";
const textName = "#text";

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  textNodeName: textName,
  commentPropName: commentName,
  ignoreDeclaration: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  captureMetaData: true,
  maxNestedTags: maxDepth + 1,
  // References are decoded below: the parser's own decoder leaves numeric ones as they are.
  processEntities: false,
});

// Declared as the object type Symbol, which TypeScript takes for no key.
const metaData = XMLParser.getMetaDataSymbol() as unknown as symbol;

/** As fast-xml-parser gives it with preserveOrder: one key is the name, ":@" the attributes. */
type ParsedNode = { readonly [name: string | symbol]: unknown };

function toNode(node: ParsedNode, lineAt: (index: number) => number): XmlNode | undefined {
  const name = Object.keys(node).find((key) => key !== ":@");
  if (name === undefined || name === textName || name.startsWith("?")) return undefined;
  const children = node[name] as readonly ParsedNode[];
  if (name === commentName) return { kind: "comment", text: String(children[0]?.[textName] ?? "") };
  const raw = (node[":@"] ?? {}) as { readonly [name: string]: string };
  const line = lineAt((node[metaData] as { readonly startIndex?: number } | undefined)?.startIndex ?? 0);
  const attributes = Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, decode(value)]));
  const read = children.map((child) => toNode(child, lineAt)).filter((child) => child !== undefined);
  return { kind: "element", name, attributes, children: read, line };
}

const predefined = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);

/** First blanks for line ends and tabs (XML 1.0, section 3.3.3), then references, once: `&amp;lt;` is `&lt;`. */
function decode(raw: string): string {
  const value = raw.replace(/\r\n|[\t\n\r]/g, " ");
  return value.replace(/&([^;]+);/g, (whole, inside: string) => {
    return predefined.get(inside) ?? referencedCharacter(inside) ?? whole;
  });
}

/** Indexes must come in rising order, as elements do in a document. */
function lineCounter(text: string): (index: number) => number {
  let line = 1;
  let counted = 0;
  return (index) => {
    for (; counted < index; counted++) {
      const character = text[counted];
      if (character === "\n" || (character === "\r" && text[counted + 1] !== "\n")) line++;
    }
    return line;
  };
}
