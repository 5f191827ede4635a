import { type Attributes, element, type XmlElement } from "../element.ts";
import type { Placed } from "../walk.ts";
import { open, type Reading, type Upgrading } from "./reading.ts";
import { canBeSaid, upgradeRule } from "./rule.ts";
import { upgradeScore } from "./score.ts";

/** Undefined, and reported, where Pacemaker cannot say it or where a resource that it names is not there. */
export function upgradeConstraint(upgrading: Upgrading, at: Placed): XmlElement | undefined {
  const problem = whyNot(upgrading, at.element);
  if (problem !== undefined) {
    upgrading.report.lostElement(at, problem, "write it anew if it is needed");
    return undefined;
  }
  const reading = open(upgrading, at);
  const id = upgrading.ids.named(at);
  reading.attribute("id");
  const upgraded = upgradeKind(upgrading, reading, id);
  reading.close();
  return upgraded;
}

function upgradeKind(upgrading: Upgrading, reading: Reading, id: string): XmlElement {
  switch (reading.at.element.name) {
    case "rsc_order":
      return order(upgrading, reading, id);
    case "rsc_colocation":
      return colocation(upgrading, reading, id);
    default:
      return location(upgrading, reading, id);
  }
}

/** "from X type after to Y", the default, starts Y first. The order's score says whether it binds. */
function order(upgrading: Upgrading, reading: Reading, id: string): XmlElement {
  const before = reading.attribute("type") === "before";
  const from = upgrading.ids.reference(reading.attribute("from") ?? "");
  const to = upgrading.ids.reference(reading.attribute("to") ?? "");
  const [action, toAction] = [reading.attribute("action"), reading.attribute("to_action")];
  const score = upgradeScore(upgrading, reading) ?? "0";
  return element(
    "rsc_order",
    {
      id,
      first: before ? from : to,
      // biome-ignore lint/suspicious/noThenProperty: it is an XML attribute, and no function
      then: before ? to : from,
      "first-action": before ? action : (toAction ?? action),
      "then-action": before ? toAction : action,
      // 2.0.8: a score above 0 means "not without it"; 0, the default, only orders what happens together.
      kind: isAboveZero(score) ? "Mandatory" : "Optional",
      symmetrical: reading.attribute("symmetrical"),
    },
    [...reading.comments, ...lifetimes(upgrading, reading)],
  );
}

function colocation(upgrading: Upgrading, reading: Reading, id: string): XmlElement {
  const { report, ids } = upgrading;
  const symmetrical = reading.attribute("symmetrical");
  if (symmetrical !== undefined) {
    const todo = /^(true|on|yes|y|1)$/i.test(symmetrical)
      ? "add a second colocation the other way round"
      : "nothing";
    report.lostAttribute(reading.at, "symmetrical", "Pacemaker's colocations have a direction", todo);
  }
  return element(
    "rsc_colocation",
    {
      id,
      rsc: ids.reference(reading.attribute("from") ?? ""),
      "rsc-role": role(upgrading, reading, "from_role"),
      "with-rsc": ids.reference(reading.attribute("to") ?? ""),
      "with-rsc-role": role(upgrading, reading, "to_role"),
      "node-attribute": reading.attribute("node_attribute"),
      score: upgradeScore(upgrading, reading) ?? "0",
    },
    [...reading.comments, ...lifetimes(upgrading, reading)],
  );
}

function location(upgrading: Upgrading, reading: Reading, id: string): XmlElement {
  const rules = reading.children("rule").flatMap((each) => upgradeRule(upgrading, each) ?? []);
  const rsc = upgrading.ids.reference(reading.attribute("rsc") ?? "");
  if (reading.attribute("description") !== undefined) {
    const why = "Pacemaker's constraints have no description";
    upgrading.report.lostAttribute(reading.at, "description", why, "keep it elsewhere");
  }
  return element("rsc_location", { id, rsc }, [
    ...reading.comments,
    ...rules,
    ...lifetimes(upgrading, reading),
  ]);
}

function lifetimes(upgrading: Upgrading, reading: Reading): readonly XmlElement[] {
  const [first, ...more] = reading.children("lifetime");
  for (const each of more)
    upgrading.report.lostElement(each, "a constraint has one lifetime", "keep the one you want");
  if (first === undefined) return [];
  const lifetime = open(upgrading, first);
  const rules = lifetime.children("rule").flatMap((each) => upgradeRule(upgrading, each) ?? []);
  if (lifetime.attribute("id") !== undefined) {
    upgrading.report.lostAttribute(first, "id", "Pacemaker's lifetimes have no id", "nothing");
  }
  lifetime.close();
  return [element("lifetime", {}, [...lifetime.comments, ...rules])];
}

function role(upgrading: Upgrading, reading: Reading, name: string): string | undefined {
  const given = reading.attribute(name);
  if (given === undefined) return undefined;
  const known = roles.find((each) => each.toLowerCase() === given.toLowerCase());
  if (known === undefined) {
    upgrading.report.lostAttribute(
      reading.at,
      name,
      `Pacemaker takes ${roles.join(", ")}`,
      "choose one of them",
    );
  }
  return known;
}

const roles = ["Started", "Stopped", "Master", "Slave"];
const actions = ["start", "stop", "promote", "demote"];

function isAboveZero(score: string): boolean {
  return score.includes("INFINITY") ? !score.startsWith("-") : Number(score) > 0;
}

/** Judged before anything is reported, so that a constraint that is left out is one loss and not many. */
function whyNot(upgrading: Upgrading, source: XmlElement): string | undefined {
  const { attributes } = source;
  for (const name of source.name === "rsc_location" ? ["rsc"] : ["from", "to"]) {
    const resource = attributes[name];
    if (resource === undefined) return `it does not say which resource (${name})`;
    if (upgrading.hasResources && !upgrading.ids.defines(resource))
      return `there is no resource "${resource}" that a constraint can name`;
  }
  // Pacemaker 2.1.5 ends with an assertion on an order of a resource after itself.
  if (attributes["to"] !== undefined && attributes["from"] === attributes["to"])
    return "it ties a resource to itself";
  const action = ["action", "to_action"]
    .map((name) => attributes[name])
    .find((each) => each && !actions.includes(each));
  if (source.name === "rsc_order" && action !== undefined) {
    return `Pacemaker cannot order the action "${action}"; it takes ${actions.join(", ")}`;
  }
  if (!booleanOrAbsent(attributes, "symmetrical")) return "symmetrical is neither true nor false";
  return whyNotRules(source);
}

function whyNotRules(source: XmlElement): string | undefined {
  const rules: XmlElement[] = [];
  for (const child of source.children) {
    if (child.kind === "comment") continue;
    if (child.name === "rule" && source.name === "rsc_location") rules.push(child);
    if (child.name === "lifetime") {
      const limits = child.children.filter((each) => each.kind === "element" && each.name === "rule");
      if (limits.length === 0) return "its lifetime has no rule";
      rules.push(...(limits as readonly XmlElement[]));
    }
  }
  if (
    source.name === "rsc_location" &&
    !source.children.some((each) => each.kind === "element" && each.name === "rule")
  ) {
    return "a location without a rule does nothing";
  }
  const said = rules.every((element) => canBeSaid({ element, path: [], ancestors: [] }));
  return said ? undefined : "Pacemaker cannot say its rule, and without the rule it would always hold";
}

function booleanOrAbsent(attributes: Attributes, name: string): boolean {
  return attributes[name] === undefined || /^(true|false|1|0)$/.test(attributes[name]);
}
