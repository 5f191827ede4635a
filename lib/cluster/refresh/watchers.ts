import { XMLParser, XMLValidator } from "fast-xml-parser";

/** A CIB's resources; with 2,000 guests some megabytes. */
const maxLength = 16 * 1024 * 1024;

export type Watchers =
  /** Ids of primitives. */
  | { readonly kind: "found"; readonly of: (guest: Watched) => readonly string[] }
  /** One clause. */
  | { readonly kind: "unreadable"; readonly reason: string };

/** The guest, by what a resource may name it. */
export type Watched = { readonly name: string; readonly config: string };

/**
 * The resources that watch guests, in what `cibadmin -Q -o resources` prints in either dialect: of our agent, whoever its
 * provider is, or of the stock ocf:heartbeat:Xen, with a guest's name or its configuration as a parameter. What a
 * resource takes from a template counts as its own; parameters that it refers to elsewhere are not followed.
 */
export function watchersIn(printed: string): Watchers {
  const text = printed.slice(Math.max(0, printed.indexOf("<")));
  if (text.length > maxLength) return unreadable(`it has more than ${maxLength} characters`);
  if (text.includes("<!DOCTYPE") || XMLValidator.validate(text) !== true) return unreadable("it is no XML");
  const elements = flatten(parser.parse(text));
  if (!elements.some(({ name }) => name === "resources")) return unreadable("it has no resources");
  const templates = new Map(
    elements.filter(({ name }) => name === "template").map((each) => [each.attributes["id"], each]),
  );
  const primitives = elements
    .filter(({ name }) => name === "primitive")
    // An id that looks like an option would be obeyed as one.
    .filter(({ attributes: { id } }) => id !== undefined && /^[A-Za-z0-9_][\w.:-]*$/.test(id))
    .map((primitive) => {
      const template = templates.get(primitive.attributes["template"]);
      return {
        id: primitive.attributes["id"] ?? "",
        sources: template ? [primitive, template] : [primitive],
      };
    });
  const of = (guest: Watched) =>
    primitives.filter(({ sources }) => watches(guest, sources)).map(({ id }) => id);
  return { kind: "found", of };
}

function watches({ name, config }: Watched, sources: readonly Element[]): boolean {
  const attribute = (key: string) =>
    sources.map(({ attributes }) => attributes[key]).find((value) => value !== undefined);
  const isOurs = attribute("type") === "XenVM";
  const isStock = attribute("type") === "Xen" && attribute("provider") === "heartbeat";
  if (attribute("class") !== "ocf" || !(isOurs || isStock)) return false;
  const parameters = new Map(
    sources
      .toReversed()
      .flatMap(({ below }) => below)
      .filter((element) => element.name === "instance_attributes")
      .flatMap(({ below }) => below)
      .filter((element) => element.name === "nvpair")
      .map(({ attributes }) => [attributes["name"], attributes["value"]]),
  );
  if (parameters.get("name") !== undefined) return parameters.get("name") === name;
  return parameters.get("config") === config || parameters.get("xmfile") === config;
}

type Element = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | undefined>>;
  readonly below: readonly Element[];
};

type Parsed = { readonly [key: string]: unknown };

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  ignoreDeclaration: true,
  parseTagValue: false,
  parseAttributeValue: false,
});

/** Every element, outer ones first, each with all that is in it. */
function flatten(nodes: readonly Parsed[]): readonly Element[] {
  return nodes.flatMap((node) => {
    const name = Object.keys(node).find((key) => key !== ":@" && key !== "#text");
    if (name === undefined) return [];
    const below = flatten(node[name] as readonly Parsed[]);
    const attributes = (node[":@"] ?? {}) as Element["attributes"];
    return [{ name, attributes, below }, ...below];
  });
}

function unreadable(why: string): Watchers {
  return { kind: "unreadable", reason: `what cibadmin printed cannot be used (${why})` };
}
