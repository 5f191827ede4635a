import { element, type XmlComment, type XmlElement } from "../element.ts";
import { nvpair } from "../nvpair.ts";
import { notTaken, takenBy } from "../option-values.ts";
import type { Placed } from "../walk.ts";
import { open, type Upgrading } from "./reading.ts";
import { upgradeRules } from "./rule.ts";
import { upgradeScore } from "./score.ts";

/** A set of values of Heartbeat 2, read but not yet written: its values may go to more than one place. */
export type ValueSet = {
  readonly at: Placed;
  readonly pairs: readonly Pair[];
  readonly score: string | undefined;
  /** None or one. */
  readonly rule: readonly XmlElement[];
  readonly comments: readonly XmlComment[];
};

export type Pair = {
  readonly name: string;
  readonly value: string | undefined;
  /** Absent where the value was an attribute of a resource. */
  readonly at?: Placed;
};

/**
 * Reads instance_attributes, meta_attributes or a cluster_property_set, with or without <attributes> around the
 * values. Undefined, and reported as lost, where it is limited by a rule that Pacemaker cannot say: without the
 * rule the values would always hold.
 */
export function readValueSet(upgrading: Upgrading, at: Placed): ValueSet | undefined {
  const reading = open(upgrading, at);
  reading.attribute("id");
  const rules = upgradeRules(
    upgrading,
    reading.children("rule"),
    at.element.attributes["id"] ?? at.element.name,
  );
  if (!rules.ok) {
    const why = "Pacemaker cannot say its rule, and without the rule the values would always hold";
    upgrading.report.lostElement(at, why, "set the values by hand, with a rule that Pacemaker takes");
    return undefined;
  }
  const score = upgradeScore(upgrading, reading);
  const containers = reading.children("attributes").map((each) => open(upgrading, each));
  const nvpairs = [...reading.children("nvpair"), ...containers.flatMap((each) => each.children("nvpair"))];
  const comments = [...reading.comments, ...containers.flatMap((each) => each.comments)];
  for (const each of [reading, ...containers]) each.close();
  return {
    at,
    score,
    rule: rules.rule,
    comments,
    pairs: nvpairs.flatMap((each) => readPair(upgrading, each)),
  };
}

function readPair(upgrading: Upgrading, at: Placed): readonly Pair[] {
  const reading = open(upgrading, at);
  reading.attribute("id");
  const [name, value] = [reading.attribute("name"), reading.attribute("value")];
  if (name === undefined) {
    upgrading.report.lostElement(at, "a value without a name does nothing", "nothing");
    return [];
  }
  reading.close();
  return [{ name, value, at }];
}

/** Writes values as Pacemaker has them, in a set called `id`; options whose values it does not take are reported. */
export function writeValueSet(
  upgrading: Upgrading,
  tag: string,
  id: string,
  set: Pick<ValueSet, "pairs" | "score" | "rule" | "comments">,
): XmlElement {
  const nvpairs = set.pairs.map(({ at, name, value }) => {
    const fallback = `${id}-${name}`;
    if (at && tag !== "instance_attributes") tellIfNotTaken(upgrading, at, name, value);
    const pairId = at ? upgrading.ids.claim(at, fallback) : upgrading.ids.fresh(fallback);
    return value === undefined ? element("nvpair", { id: pairId, name }) : nvpair(pairId, name, value);
  });
  return element(tag, { id, score: set.score }, [...set.comments, ...set.rule, ...nvpairs]);
}

/** @param name Pacemaker's */
export function tellIfNotTaken(
  { report }: Upgrading,
  at: Placed,
  name: string,
  value: string | undefined,
): void {
  const takes = takenBy(name, "pacemaker");
  if (value !== undefined && takes?.includes(value) === false) report.wrong(at, notTaken(name, value, takes));
}

/**
 * Each name once: the first one of a name is what Heartbeat 2 used, and Pacemaker 2.1 does not say which it uses.
 */
export function firstOfEachName(upgrading: Upgrading, pairs: readonly Pair[]): readonly Pair[] {
  const seen = new Set<string>();
  return pairs.filter(({ name, at }) => {
    const again = seen.has(name);
    seen.add(name);
    if (again && at)
      upgrading.report.lostElement(at, `${name} is set before, and the first one counts`, "nothing");
    return !again;
  });
}
