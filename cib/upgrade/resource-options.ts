import type { XmlElement } from "../element.ts";
import type { Placed } from "../walk.ts";
import { goneOptions, optionAttributes, optionName } from "./option-names.ts";
import type { Reading, Upgrading } from "./reading.ts";
import { copyRule } from "./rule.ts";
import {
  firstOfEachName,
  type Pair,
  readValueSet,
  tellIfNotTaken,
  type ValueSet,
  writeValueSet,
} from "./value-set.ts";

/**
 * A resource's options and parameters as Pacemaker keeps them: options in meta_attributes, parameters in
 * instance_attributes. Heartbeat 2 has options in three places and uses the first that it finds.
 */
export function upgradeValues(
  upgrading: Upgrading,
  reading: Reading,
  id: string,
  extra: readonly Pair[],
): readonly XmlElement[] {
  const kind = reading.at.element.name;
  const attributes = optionAttributes(kind).flatMap((name): Pair[] => {
    const value = reading.attribute(name);
    if (value === undefined) return [];
    const pair = { name: optionName(kind, name) ?? name, value };
    tellIfNotTaken(upgrading, reading.at, pair.name, value);
    return [pair];
  });
  const sets = [...reading.children("meta_attributes"), ...reading.children("instance_attributes")]
    .flatMap((at) => readValueSet(upgrading, at) ?? [])
    .map((set) => split(upgrading, set, kind));
  const plain = sets.filter(({ set }) => set.rule.length === 0 && set.score === undefined);
  const special = sets.filter((each) => !plain.includes(each));
  const own = [
    ...attributes,
    ...extra,
    ...uniqueByDefault(upgrading, reading.at, [...attributes, ...sets.flatMap((each) => each.options)]),
  ];

  const overruled = special.some(({ options }) =>
    options.some(({ name }) => attributes.some((each) => each.name === name)),
  );
  const plainOptions = plain.flatMap(({ options }) => options);
  const metaSets: XmlElement[] = [];
  if (overruled) {
    // In Heartbeat 2 an XML attribute counts before any set; in Pacemaker the set with the highest score does.
    const first = { pairs: own, score: "INFINITY", rule: [], comments: [] };
    metaSets.push(
      writeValueSet(upgrading, "meta_attributes", upgrading.ids.fresh(`${id}-meta_attributes`), first),
    );
  }
  const merged = firstOfEachName(upgrading, overruled ? plainOptions : [...own, ...plainOptions]);
  if (merged.length > 0) metaSets.push(writeMerged(upgrading, id, plain, merged));
  for (const { set, options, parameters } of special) {
    if (options.length === 0) continue;
    const fallback = `${id}-meta_attributes`;
    const metaId =
      parameters.length > 0 ? upgrading.ids.fresh(fallback) : upgrading.ids.claim(set.at, fallback);
    const rule = parameters.length > 0 ? set.rule.map((each) => copyRule(upgrading, each)) : set.rule;
    const pairs = firstOfEachName(upgrading, options);
    const comments = parameters.length > 0 ? [] : set.comments;
    metaSets.push(writeValueSet(upgrading, "meta_attributes", metaId, { ...set, pairs, rule, comments }));
  }
  return [...metaSets, ...sets.flatMap((each) => writeParameters(upgrading, id, each))];
}

type Split = {
  readonly set: ValueSet;
  readonly options: readonly Pair[];
  readonly parameters: readonly Pair[];
};

function split(upgrading: Upgrading, set: ValueSet, kind: string): Split {
  const options: Pair[] = [];
  const parameters: Pair[] = [];
  const isMeta = set.at.element.name === "meta_attributes";
  for (const pair of set.pairs) {
    const gone = goneOptions.get(pair.name.replaceAll("-", "_"));
    const name = optionName(kind, pair.name);
    if (gone !== undefined && pair.at)
      upgrading.report.lostElement(pair.at, "Pacemaker has no such option", gone);
    else if (name !== undefined || isMeta)
      options.push({ ...pair, name: name ?? pair.name, value: optionValue(pair) });
    else parameters.push(pair);
  }
  return { set, options, parameters };
}

/** The GUI of Heartbeat 2 wrote "#default" for "let the cluster decide". */
function optionValue({ value }: Pair): string | undefined {
  return value === "#default" ? "default" : value;
}

/** Values of sets that hold always go into one set, which takes over the id of the first that has only options. */
function writeMerged(
  upgrading: Upgrading,
  id: string,
  plain: readonly Split[],
  pairs: readonly Pair[],
): XmlElement {
  const fallback = `${id}-meta_attributes`;
  const onlyOptions = plain.filter(
    ({ options, parameters }) => options.length > 0 && parameters.length === 0,
  );
  const [heir, ...others] = onlyOptions;
  const metaId = heir ? upgrading.ids.claim(heir.set.at, fallback) : upgrading.ids.fresh(fallback);
  for (const { set } of others) {
    const own = set.at.element.attributes["id"];
    if (own !== undefined)
      upgrading.report.renamed(set.at, own, metaId, "the options of a resource are one set now");
  }
  const comments = onlyOptions.flatMap(({ set }) => set.comments);
  return writeValueSet(upgrading, "meta_attributes", metaId, { pairs, score: undefined, rule: [], comments });
}

function writeParameters(
  upgrading: Upgrading,
  id: string,
  { set, options, parameters }: Split,
): readonly XmlElement[] {
  if (parameters.length === 0 && options.length > 0) return [];
  const { name } = set.at.element;
  const setId = upgrading.ids.claim(set.at, `${id}-${name}`);
  const pairs = firstOfEachName(upgrading, parameters);
  return [writeValueSet(upgrading, name, setId, { ...set, pairs })];
}

/** The defaults differ: true in Heartbeat 2, false in Pacemaker. */
function uniqueByDefault(upgrading: Upgrading, at: Placed, given: readonly Pair[]): readonly Pair[] {
  const isClone = at.element.name === "clone" || at.element.name === "master_slave";
  if (!isClone || given.some(({ name }) => name === "globally-unique")) return [];
  const why = "it was Heartbeat 2's default, and Pacemaker's is false";
  upgrading.report.changed(
    at,
    "globally-unique=true is written out",
    why,
    "set it to false if the agent allows",
  );
  return [{ name: "globally-unique", value: "true" }];
}
