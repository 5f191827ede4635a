import { XMLBuilder } from "fast-xml-parser";
import { CibError } from "./cib-error.ts";
import type { XmlElement, XmlNode } from "./element.ts";

/**
 * The text of one or more elements and comments, with two blanks of indentation and a line end after the last. Equal elements give
 * equal bytes, and `readXml` gives the elements back.
 *
 * @throws CibError for more than 64 levels
 */
export function xmlText(...nodes: readonly XmlNode[]): string {
  const text: string = builder.build(nodes.map((node) => ordered(node, 1)));
  return `${text.trim()}\n`;
}

/** Deeper than any CIB; the reader has the same limit. */
export const maxDepth = 64;

const commentName = "#comment";
const textName = "#text";

const builder = new XMLBuilder({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  textNodeName: textName,
  commentPropName: commentName,
  format: true,
  indentBy: "  ",
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
  // The builder escapes quotes on its own; the rest is done below, because it would leave line ends and tabs as
  // they are, and every reader turns those into blanks (XML 1.0, section 3.3.3).
  processEntities: false,
  attributeValueProcessor: (_, value) => escapeValue(String(value)),
  maxNestedTags: maxDepth + 1,
});

type Ordered = { readonly [name: string]: unknown };

function ordered(node: XmlNode, depth: number): Ordered {
  if (node.kind === "comment") return { [commentName]: [{ [textName]: node.text }] };
  if (depth > maxDepth) throw new CibError([], `more than ${maxDepth} elements inside each other`);
  return elementNode(node, depth);
}

function elementNode(element: XmlElement, depth: number): Ordered {
  return {
    [element.name]: element.children.map((child) => ordered(child, depth + 1)),
    ":@": element.attributes,
  };
}

const references = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ["\t", "&#9;"],
  ["\n", "&#10;"],
  ["\r", "&#13;"],
]);

function escapeValue(value: string): string {
  return value.replace(/[&<>\t\n\r]/g, (character) => references.get(character) ?? character);
}
