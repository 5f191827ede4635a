import { childElements, element, type XmlElement, type XmlNode } from "../element.ts";
import { type Placed, place, walk } from "../walk.ts";
import { resourceNames } from "./ids.ts";
import { upgradeOperations } from "./operation.ts";
import { open, type Reading, type Upgrading } from "./reading.ts";
import { upgradeValues } from "./resource-options.ts";
import type { Pair } from "./value-set.ts";

/** Undefined, and reported, where there is nothing that Pacemaker could run. */
export function upgradeResource(upgrading: Upgrading, at: Placed): XmlElement | undefined {
  const missing = whyNot(at.element);
  if (missing !== undefined) {
    upgrading.report.lostElement(at, missing, "define it anew if it is needed");
    return undefined;
  }
  const reading = open(upgrading, at);
  const id = upgrading.ids.named(at);
  reading.attribute("id");
  const upgraded =
    at.element.name === "primitive" ? primitive(upgrading, reading, id) : collection(upgrading, reading, id);
  reading.close();
  return upgraded;
}

/** The resources that the output will have. */
export function survivingResources(root: XmlElement): ReadonlySet<XmlElement> {
  const surviving = new Set<XmlElement>();
  for (const { element, ancestors } of walk(root)) {
    if (!resourceNames.includes(element.name) || whyNot(element) !== undefined) continue;
    const parent = ancestors.at(-1);
    const inCollection = parent !== undefined && resourceNames.includes(parent.name);
    if (!inCollection || (surviving.has(parent) && keptChildren(parent).includes(element)))
      surviving.add(element);
  }
  return surviving;
}

/** Whether a constraint may name a resource: inside a clone there are numbered instances only, in both clusters. */
export function isNameable({ ancestors }: Placed): boolean {
  return ancestors.every(({ name }) => name !== "clone" && name !== "master_slave");
}

function primitive(upgrading: Upgrading, reading: Reading, id: string): XmlElement {
  const operations = upgradeOperations(upgrading, reading.children("operations"), id);
  const requires: readonly Pair[] =
    operations.requires === undefined ? [] : [{ name: "requires", value: operations.requires }];
  const values = upgradeValues(upgrading, reading, id, requires);
  const standard = reading.attribute("class") ?? "";
  if (standard === "heartbeat") {
    const why = "Pacemaker 2 can be built without scripts of class heartbeat";
    upgrading.report.changed(
      reading.at,
      "the class heartbeat is kept",
      why,
      "take an agent of class ocf if there is one",
    );
  }
  const attributes = {
    id,
    class: standard,
    type: reading.attribute("type"),
    provider: provider(upgrading, reading, standard),
    description: reading.attribute("description"),
  };
  return element("primitive", attributes, [...reading.comments, ...values, ...operations.elements]);
}

function provider(upgrading: Upgrading, reading: Reading, standard: string): string | undefined {
  const given = reading.attribute("provider");
  if (standard === "ocf") {
    if (given !== undefined) return given;
    const why = "Heartbeat 2 took it for granted, and Pacemaker wants it said";
    upgrading.report.changed(
      reading.at,
      "provider=heartbeat is written out",
      why,
      "check that it is the right one",
    );
    return "heartbeat";
  }
  if (given !== undefined) {
    upgrading.report.lostAttribute(reading.at, "provider", `class ${standard} has no provider`, "nothing");
  }
  return undefined;
}

/** A group, a clone or a master_slave. */
function collection(upgrading: Upgrading, reading: Reading, id: string): XmlElement {
  const { element: source } = reading.at;
  const promotable: Pair[] = source.name === "master_slave" ? [{ name: "promotable", value: "true" }] : [];
  if (promotable.length > 0) {
    const why = "that is what Pacemaker 2 and later call it";
    upgrading.report.changed(
      reading.at,
      "master_slave is written as a clone with promotable=true",
      why,
      "nothing",
    );
  }
  const values = upgradeValues(upgrading, reading, id, promotable);
  reading.children(...holdable(source));
  const kept = keptChildren(source);
  const inside: XmlNode[] = [];
  for (const child of source.children) {
    if (child.kind === "comment") inside.push(child);
    else if (!holdable(source).includes(child.name)) continue;
    else if (kept.includes(child)) inside.push(...one(upgradeResource(upgrading, place(child, reading.at))));
    else {
      const why = whyNot(child) ?? `a ${source.name} holds one resource`;
      upgrading.report.lostElement(place(child, reading.at), why, "define it on its own if it is needed");
    }
  }
  const tag = source.name === "group" ? "group" : "clone";
  return element(tag, { id, description: reading.attribute("description") }, [...values, ...inside]);
}

function holdable(source: XmlElement): readonly string[] {
  return source.name === "group" ? ["primitive"] : ["primitive", "group"];
}

function keptChildren(source: XmlElement): readonly XmlElement[] {
  const possible = childElements(source).filter(
    (child) =>
      holdable(source).includes(child.name) && whyNot(child) === undefined && canBePromoted(source, child),
  );
  return source.name === "group" ? possible : possible.slice(0, 1);
}

/** Only agents of class ocf have promote and demote; Pacemaker refuses the others in a promotable clone. */
function canBePromoted(source: XmlElement, child: XmlElement): boolean {
  const primitives = child.name === "group" ? keptChildren(child) : [child];
  return (
    source.name !== "master_slave" || primitives.every(({ attributes }) => attributes["class"] === "ocf")
  );
}

/** Why Pacemaker cannot have a resource; undefined where it can. */
function whyNot(source: XmlElement): string | undefined {
  if (source.name !== "primitive") {
    return keptChildren(source).length > 0
      ? undefined
      : `a ${source.name} without a resource in it does nothing`;
  }
  const { class: standard = "", type } = source.attributes;
  if (!["ocf", "lsb", "heartbeat", "stonith"].includes(standard)) return `there is no class "${standard}"`;
  return type === undefined ? "a primitive without a type names no agent" : undefined;
}

function one<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}
