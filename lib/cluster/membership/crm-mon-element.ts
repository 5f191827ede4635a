import { XMLParser, XMLValidator } from "fast-xml-parser";

export type Element = { readonly [name: string]: unknown };

/** With 64 nodes and 2,000 resources crm_mon prints about 4 MiB. */
export const maxLength = 16 * 1024 * 1024;

/** Of which there may be several below one element. */
const lists = new Set(["node", "error", "resource", "clone", "group", "failure"]);

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  ignoreDeclaration: true,
  maxNestedTags: 64,
  isArray: (name) => lists.has(name),
});

/**
 * The parser alone takes a cut or patched text for a shorter report. crm_mon prints no DOCTYPE, comment or CDATA, and
 * never "<" in a value, so that "<!" and a "<?" after the first line show a text that is not its own.
 */
export function rootOf(text: string): Element | undefined {
  const body = text.replace(/^\uFEFF?\s*<\?xml[^<>]*\?>/, "").trim();
  if (!body.startsWith("<pacemaker-result ") || !body.endsWith("</pacemaker-result>")) return undefined;
  if (/<[!?]/.test(body) || body.indexOf("<pacemaker-result", 1) !== -1) return undefined;
  if (body.indexOf("</pacemaker-result>") !== body.length - "</pacemaker-result>".length) return undefined;
  try {
    if (XMLValidator.validate(body) !== true) return undefined;
    return child(parser.parse(body), "pacemaker-result");
  } catch {
    return undefined;
  }
}

/** The text of an attribute as it was meant: the parser leaves entities as they are. */
export function plainText(value: string | undefined): string {
  return (value ?? "").replaceAll(
    /&(lt|gt|amp|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});/g,
    (whole, name: string) => {
      if (!name.startsWith("#")) return named[name] ?? whole;
      const code = name.startsWith("#x") ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

const named: { readonly [entity: string]: string } = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** The last error is the one that ended crm_mon, e.g. "Connection to cluster failed: Connection refused". */
export function failureIn(root: Element): string {
  const status = child(root, "status");
  const last = list(child(status, "errors"), "error").at(-1);
  const said = typeof last === "string" ? last : (attribute(status, "message") ?? "it gave no reason");
  const line = said.replaceAll(/[\s\p{C}]+/gu, " ").replace(/^crm_mon: /, "");
  return `crm_mon could not ask the cluster: ${line.slice(0, 300)}`;
}

export function child(parent: unknown, name: string): Element | undefined {
  const found = isElement(parent) && Object.hasOwn(parent, name) ? parent[name] : undefined;
  return isElement(found) ? found : undefined;
}

function list(parent: Element | undefined, name: string): readonly unknown[] {
  const found = parent !== undefined && Object.hasOwn(parent, name) ? parent[name] : undefined;
  return Array.isArray(found) ? found : [];
}

export function children(parent: Element | undefined, name: string): readonly Element[] {
  return list(parent, name).filter(isElement);
}

export function attribute(element: Element | undefined, name: string): string | undefined {
  const value = element !== undefined && Object.hasOwn(element, `@${name}`) ? element[`@${name}`] : undefined;
  return typeof value === "string" ? value : undefined;
}

export function truth(element: Element | undefined, name: string): boolean | undefined {
  const value = attribute(element, name);
  return value === "true" ? true : value === "false" ? false : undefined;
}

function isElement(value: unknown): value is Element {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
