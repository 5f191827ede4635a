import { XMLParser, XMLValidator } from "fast-xml-parser";
import { type Parsed, parsed, unreadable } from "../membership/report.ts";
import type { Clone } from "./clone.ts";

/** With 64 nodes and 2,000 resources crm_mon prints about 4 MiB. */
const maxLength = 16 * 1024 * 1024;

/** Reads the clones of EvmsSCC in what `crm_mon -1 --output-as xml` prints (Pacemaker 2.0.3 and later). */
export function parseClonesXml(text: string): Parsed<readonly Clone[]> {
  const whole = text.trimEnd();
  if (whole.length > maxLength || !whole.endsWith("</pacemaker-result>") || /<!(?!--)/.test(whole))
    return garbage;
  try {
    if (XMLValidator.validate(whole) !== true) return garbage;
    const root = parser.parse(whole)["pacemaker-result"] as Element | undefined;
    const status = child(root, "status");
    if (status === undefined || attribute(status, "code") !== "0") return garbage;
    return parsed(children(child(root, "resources"), "clone").flatMap(cloneIn));
  } catch {
    return garbage;
  }
}

const garbage = unreadable("crm_mon printed something other than its XML report");

function cloneIn(element: Element): readonly Clone[] {
  const instances = children(element, "resource").filter((each) =>
    /^ocf:[^:]+:EvmsSCC$|^ocf::[^:]+:EvmsSCC$/.test(attribute(each, "resource_agent")),
  );
  const nodesOf = (failed: boolean) =>
    instances
      .filter((each) => (attribute(each, "failed") === "true") === failed)
      .filter((each) => failed || attribute(each, "role") === "Started")
      .flatMap((each) => children(each, "node").map((node) => attribute(node, "name")));
  if (instances.length === 0) return [];
  return [{ id: attribute(element, "id"), startedOn: nodesOf(false), failedOn: nodesOf(true) }];
}

type Element = { readonly [name: string]: unknown };

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  ignoreDeclaration: true,
  maxNestedTags: 64,
  isArray: (name) => name === "clone" || name === "resource" || name === "node",
});

function child(parent: Element | undefined, name: string): Element | undefined {
  const found = parent?.[name];
  return isElement(found) ? found : undefined;
}

function children(parent: Element | undefined, name: string): readonly Element[] {
  const found = parent?.[name];
  return Array.isArray(found) ? found.filter(isElement) : [];
}

function attribute(element: Element, name: string): string {
  const value = element[`@${name}`];
  return typeof value === "string" ? value : "";
}

function isElement(value: unknown): value is Element {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
