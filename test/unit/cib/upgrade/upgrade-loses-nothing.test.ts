import fc from "fast-check";
import { expect, test } from "vitest";
import { descendants, type XmlElement } from "../../../../cib/element.ts";
import type { Note } from "../../../../cib/upgrade/report.ts";
import { upgradeCib } from "../../../../cib/upgrade/upgrade.ts";
import { type Placed, walk } from "../../../../cib/walk.ts";
import { heartbeat2Cib } from "./random-heartbeat2.ts";

test("every element, attribute and value of a Heartbeat 2 CIB is in the output or in the list of losses", () => {
  fc.assert(
    fc.property(heartbeat2Cib(), (root) => {
      const result = upgradeCib(root);
      if (result.kind === "refused") throw new Error(result.reason);
      expect(findMissing(root, result.output, result.notes)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("the search for missing parts finds a part that is missing", () => {
  fc.assert(
    fc.property(heartbeat2Cib(), (root) => {
      const result = upgradeCib(root);
      if (result.kind === "refused") throw new Error(result.reason);
      fc.pre([...descendants(result.output)].some(({ name }) => name === "primitive"));
      const broken = without(result.output, "primitive");
      expect(findMissing(root, broken, result.notes)).not.toEqual([]);
    }),
    { numRuns: 50 },
  );
});

test("equal input gives equal output", () => {
  fc.assert(
    fc.property(heartbeat2Cib(), (root) => {
      expect(upgradeCib(root)).toEqual(upgradeCib(root));
    }),
    { numRuns: 50 },
  );
});

/** Written from the two DTDs' words and not from the upgrade: element, attribute and value, as the output must have them. */
function findMissing(root: XmlElement, output: XmlElement, notes: readonly Note[]): readonly string[] {
  const have = countFacts(output);
  const missing: string[] = [];
  const need = (alternatives: readonly string[], told: string) => {
    if (alternatives.length === 0) return;
    const found = alternatives.find((each) => (have.get(each) ?? 0) > 0);
    if (found === undefined) missing.push(told);
    else have.set(found, (have.get(found) ?? 0) - 1);
  };
  const isLost = (line: number | undefined, begins: string) =>
    notes.some((note) => note.kind === "lost" && note.line === line && note.what.startsWith(begins));
  for (const placed of walk(root)) {
    const { element, ancestors } = placed;
    if ([element, ...ancestors].some((each) => isLost(each.line, `<${each.name}`))) continue;
    const told = `line ${element.line} <${element.name}>`;
    const tag = tags[element.name] ?? element.name;
    if (!dissolved.includes(tag)) need([`<${tag}>`], told);
    for (const [name, value] of Object.entries(element.attributes)) {
      if (isLost(element.line, `attribute ${name}="${value}"`)) continue;
      const renamed = notes.some(
        (note) =>
          note.kind === "renamed" &&
          note.line === element.line &&
          note.what.startsWith(`id "${value}" is now`),
      );
      if (name === "id" && renamed) continue;
      need(expectedFacts(placed, name, value), `${told} ${name}="${value}"`);
    }
  }
  return missing;
}

/** `<tag>`, `tag@attribute=value`, and `name=value` for each nvpair. */
function countFacts(output: XmlElement): Map<string, number> {
  const facts = new Map<string, number>();
  const add = (fact: string) => facts.set(fact, (facts.get(fact) ?? 0) + 1);
  for (const { name, attributes } of descendants(output)) {
    add(`<${name}>`);
    for (const [key, value] of Object.entries(attributes)) add(`${name}@${key}=${value}`);
    if (attributes["id"] !== undefined) add(`id ${attributes["id"]}`);
    if (name === "nvpair") add(`${attributes["name"]}=${attributes["value"] ?? ""}`);
  }
  return facts;
}

const tags: { readonly [name: string]: string } = { master_slave: "clone" };

/** Heartbeat 2's container around values; sets, whose values may go to another set; several <operations> become one. */
const dissolved = [
  "attributes",
  "instance_attributes",
  "meta_attributes",
  "cluster_property_set",
  "operations",
];

const hyphenNames = ["have_quorum", "start_delay", "on_fail", "boolean_op", "score_attribute"];

function expectedFacts(placed: Placed, name: string, value: string): readonly string[] {
  const { element } = placed;
  const hyphened = name.replaceAll("_", "-");
  const tag = tags[element.name] ?? element.name;
  const plain = `${tag}@${hyphenNames.includes(name) ? hyphened : name}=${value}`;
  if (name === "id") return element.name === "node" ? [`node@id=${value}`] : [`id ${value}`];
  switch (element.name) {
    case "instance_attributes":
    case "cluster_property_set":
      // The values of a set may go to a set of another kind, which then has the score.
      return [plain, `meta_attributes@${name}=${value}`];
    case "nvpair":
      // Name and value are one fact; a value may be missing, a name may not.
      return name === "value" ? [] : nvpairFacts(element, element.attributes["value"] ?? "");
    case "primitive":
    case "group":
    case "clone":
    case "master_slave":
      return ["class", "type", "provider", "description"].includes(name) ? [plain] : [`${hyphened}=${value}`];
    case "node":
      return [value === "normal" ? "node@type=member" : plain];
    case "op":
      // These CIBs have fencing off: what would fence stops, and what would wait for fencing waits for quorum.
      if (name === "prereq") return [`requires=${value === "fencing" ? "quorum" : value}`];
      if (name === "on_fail") return [`op@on-fail=${value === "fence" ? "stop" : value}`];
      return name === "disabled"
        ? [`op@enabled=${value === "true" || value === "1" ? "false" : "true"}`]
        : [plain];
    case "rsc_order":
      return orderFacts(element, name, value);
    case "rsc_colocation":
      return colocationFacts(name, value);
    case "rsc_location":
      return [`rsc_location@rsc=${legal(value)}`];
    case "expression":
      return [name === "type" && value === "integer" ? "expression@type=number" : plain];
    case "date_expression":
      return name === "operation"
        ? ["in_range", "gt", "lt", "date_spec"].map((each) => `${tag}@operation=${each}`)
        : [plain];
    default:
      return [plain];
  }
}

function nvpairFacts({ attributes }: XmlElement, value: string): readonly string[] {
  const name = attributes["name"] ?? "";
  const moved: { readonly [name: string]: string } = {
    default_resource_stickiness: "resource-stickiness",
    is_managed_default: "is-managed",
    "default-action-timeout": "timeout",
    transition_idle_timeout: "cluster-delay",
  };
  const written = name === "target_role" && value === "#default" ? "default" : value;
  return [`${moved[name] ?? name}=${written}`, `${name.replaceAll("_", "-")}=${written}`];
}

function orderFacts({ attributes }: XmlElement, name: string, value: string): readonly string[] {
  const before = attributes["type"] === "before";
  const role = (isFirst: boolean) => `rsc_order@${isFirst ? "first" : "then"}`;
  switch (name) {
    case "from":
      return [`${role(before)}=${legal(value)}`];
    case "to":
      return [`${role(!before)}=${legal(value)}`];
    case "action":
      return [`${role(before)}-action=${value}`];
    case "to_action":
      return [`${role(!before)}-action=${value}`];
    case "type":
      return ["rsc_order@kind=Optional", "rsc_order@kind=Mandatory"];
    case "score":
      return [];
    default:
      return [`rsc_order@${name}=${value}`];
  }
}

function colocationFacts(name: string, value: string): readonly string[] {
  const names: { readonly [name: string]: string } = {
    from: "rsc",
    to: "with-rsc",
    from_role: "rsc-role",
    node_attribute: "node-attribute",
  };
  const written =
    name === "from_role" ? (value === "master" ? "Master" : value) : name === "score" ? value : legal(value);
  return [`rsc_colocation@${names[name] ?? name}=${written}`];
}

/** What references look like where the id that they name is no XML name. */
function legal(id: string): string {
  return id === "1st:x y" ? "_1st-x-y" : id;
}

function without(element: XmlElement, name: string): XmlElement {
  const kept = element.children.filter((child) => child.kind === "comment" || child.name !== name);
  return {
    ...element,
    children: kept.map((child) => (child.kind === "element" ? without(child, name) : child)),
  };
}
