import { element, type XmlElement } from "../element.ts";
import { type Placed, place } from "../walk.ts";
import { constant, upgradeDateExpression } from "./date-expression.ts";
import { open, type Upgrading } from "./reading.ts";
import { upgradeScore } from "./score.ts";

/**
 * Undefined where Pacemaker cannot say all of the rule: half a rule would hold at other times than the whole, so
 * the caller leaves out, and reports, whatever the rule limits.
 */
export function upgradeRule(upgrading: Upgrading, at: Placed): XmlElement | undefined {
  if (!canBeSaid(at)) return undefined;
  const reading = open(upgrading, at);
  reading.attribute("id");
  const id = upgrading.ids.claim(at, "rule");
  const score = upgradeScore(upgrading, reading);
  const scoreAttribute = reading.attribute("score_attribute");
  if (score !== undefined && scoreAttribute !== undefined) {
    upgrading.report.lostAttribute(at, "score_attribute", "Heartbeat 2 ignored it beside a score", "nothing");
  }
  const booleanOp = reading.attribute("boolean_op");
  const inside = reading
    .children("expression", "date_expression", "rule")
    .flatMap((child) => upgradeExpression(upgrading, child) ?? []);
  const result = element(
    "rule",
    {
      id,
      role: reading.attribute("role"),
      // Without a score Heartbeat 2 counts 0; Pacemaker's schema wants it said.
      score: score ?? (scoreAttribute === undefined ? "0" : undefined),
      "score-attribute": score === undefined ? scoreAttribute : undefined,
      "boolean-op": booleanOp,
    },
    // A rule without expressions always holds with "and", never with "or"; Pacemaker's needs at least one.
    [
      ...reading.comments,
      ...(inside.length === 0 ? [constant(upgrading, booleanOp !== "or", `${id}-constant`)] : inside),
    ],
  );
  reading.close();
  return result;
}

/** Rules of one set of values, of which any may hold, as one; undefined where one of them cannot be said. */
export function upgradeRules(
  upgrading: Upgrading,
  rules: readonly Placed[],
  base: string,
): { readonly ok: true; readonly rule: readonly XmlElement[] } | { readonly ok: false } {
  if (!rules.every(canBeSaid)) return { ok: false };
  const upgraded = rules.flatMap((rule) => upgradeRule(upgrading, rule) ?? []);
  if (upgraded.length < 2) return { ok: true, rule: upgraded };
  const id = upgrading.ids.fresh(`${base}-any-rule`);
  return { ok: true, rule: [element("rule", { id, "boolean-op": "or", score: "0" }, upgraded)] };
}

/** A rule that is used a second time, with ids of its own. */
export function copyRule(upgrading: Upgrading, rule: XmlElement): XmlElement {
  const { id } = rule.attributes;
  return {
    ...rule,
    attributes:
      id === undefined ? rule.attributes : { ...rule.attributes, id: upgrading.ids.fresh(`${id}-copy`) },
    children: rule.children.map((child) => (child.kind === "element" ? copyRule(upgrading, child) : child)),
  };
}

function upgradeExpression(upgrading: Upgrading, at: Placed): XmlElement | undefined {
  if (at.element.name === "rule") return upgradeRule(upgrading, at);
  if (at.element.name === "date_expression") return upgradeDateExpression(upgrading, at);
  const reading = open(upgrading, at);
  reading.attribute("id");
  const type = reading.attribute("type");
  const result = element("expression", {
    id: upgrading.ids.claim(at, "expression"),
    attribute: reading.attribute("attribute"),
    operation: reading.attribute("operation"),
    value: reading.attribute("value"),
    // Heartbeat 2's integers were compared as floating-point numbers, which is Pacemaker's "number".
    type: type === "integer" ? "number" : type,
  });
  reading.close();
  return result;
}

/** Judged before anything is reported, so that a rule that is left out is one loss and not many. */
export function canBeSaid(at: Placed): boolean {
  const { element: rule } = at;
  const { boolean_op: booleanOp } = rule.attributes;
  if (booleanOp !== undefined && booleanOp !== "and" && booleanOp !== "or") return false;
  return rule.children.every((child) => {
    if (child.kind === "comment") return true;
    if (child.name === "rule") return canBeSaid(place(child, at));
    if (child.name === "expression") return expressionCanBeSaid(child);
    return child.name === "date_expression" && dateCanBeSaid(child);
  });
}

function expressionCanBeSaid({ attributes }: XmlElement): boolean {
  const { attribute, operation = "", type = "string" } = attributes;
  if (attribute === undefined || !["string", "integer", "number", "version"].includes(type)) return false;
  if (type === "version" && !canBeCompared(attributes)) return false;
  return ["lt", "gt", "lte", "gte", "eq", "ne", "defined", "not_defined"].includes(operation);
}

/**
 * Pacemaker 2.1.5 compares versions by their numbers and never ends where neither side has one
 * ("host1" and "host2"): seen as a crm_verify that hangs, and the scheduler would too. Heartbeat 2 took letters
 * as 0. A node's name is no version, and neither is a value with anything but numbers and dots.
 */
function canBeCompared({ attribute = "", value }: XmlElement["attributes"]): boolean {
  return value === undefined || (!attribute.startsWith("#") && /^\d{1,9}(\.\d{1,9})*$/.test(value));
}

function dateCanBeSaid({ attributes, children }: XmlElement): boolean {
  const { operation = "in_range", start, end } = attributes;
  if (operation === "gt") return start !== undefined;
  if (operation === "lt") return end !== undefined;
  if (operation === "date_spec")
    return children.some((child) => child.kind === "element" && child.name === "date_spec");
  return operation === "in_range";
}
