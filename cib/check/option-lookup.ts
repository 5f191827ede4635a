import { childElements, type XmlElement } from "../element.ts";
import { type Placed, place } from "../walk.ts";
import { agentOf, around, type Survey } from "./survey.ts";

/** A value of an option, and where it stands. */
export type OptionValue = {
  readonly value: string;
  /** The nvpair, or the element whose attribute it is. */
  readonly at: Placed;
  /** Whether a rule limits it to some times or nodes. */
  readonly conditional: boolean;
};

/**
 * Values of a resource's option that the cluster would use, the first of them first: the resource's own, then of its
 * template, its group and clone, and the defaults. Names have hyphens here, whichever way the document has them.
 */
export function optionValues(survey: Survey, resource: Placed, name: string): readonly OptionValue[] {
  const template = agentOf(resource.element, survey.byId);
  const chain = [resource.element, ...(template === resource.element ? [] : [template]), ...around(resource)];
  const own = chain.flatMap((element) => {
    const at = survey.placed.get(element);
    return at ? ownValues(survey, at, name) : [];
  });
  return [...own, ...defaultValues(survey, name)];
}

/** The value that holds at all times; undefined where there is none. */
export function effective(values: readonly OptionValue[]): OptionValue | undefined {
  return values.find(({ conditional }) => !conditional);
}

function ownValues(survey: Survey, at: Placed, name: string): readonly OptionValue[] {
  const underscored = name.replaceAll("-", "_");
  const heartbeat = survey.dialect !== "pacemaker";
  const hyphens = survey.dialect !== "heartbeat2";
  const attribute = heartbeat ? at.element.attributes[underscored] : undefined;
  const names = [...(hyphens ? [name] : []), ...(heartbeat ? [underscored] : [])];
  // Pacemaker looks for options among the meta attributes only.
  const tags = heartbeat ? ["meta_attributes", "instance_attributes"] : ["meta_attributes"];
  return [
    ...(attribute === undefined ? [] : [{ value: attribute, at, conditional: false }]),
    ...tags.flatMap((tag) => setValues(survey, setsOf(survey, at, tag), names)),
  ];
}

/** Defaults: is-managed-default in Heartbeat 2's cluster options, rsc_defaults in Pacemaker. */
function defaultValues(survey: Survey, name: string): readonly OptionValue[] {
  const pacemaker = survey.resourceDefaults.flatMap((at) =>
    setValues(survey, setsOf(survey, at, "meta_attributes"), [name]),
  );
  if (name !== "is-managed") return pacemaker;
  return [...pacemaker, ...clusterOption(survey, "is-managed-default")];
}

/** A cluster option in either spelling: 2.0.8 takes both, and Pacemaker's old names have underscores. */
export function clusterOption(survey: Survey, name: string): readonly OptionValue[] {
  const resolved = survey.clusterPropertySets.map((each) => resolve(survey, each));
  return setValues(survey, inOrder(resolved), [name, name.replaceAll("-", "_")]);
}

function setsOf(survey: Survey, at: Placed, tag: string): readonly Placed[] {
  const sets = childElements(at.element, tag).map((each) => resolve(survey, place(each, at)));
  return inOrder(sets);
}

/** The highest score counts first, then the order of the document; both clusters put this one set before all. */
function inOrder(sets: readonly Placed[]): readonly Placed[] {
  const rank = ({ attributes }: XmlElement): number => {
    const { id, score = "0" } = attributes;
    if (id === "cib-bootstrap-options") return 2e6;
    if (/^[+-]?infinity$/i.test(score)) return score.startsWith("-") ? -1e6 : 1e6;
    return Number.parseInt(score, 10) || 0;
  };
  return sets.toSorted((a, b) => rank(b.element) - rank(a.element));
}

/** `id-ref` stands for an element elsewhere in the document. */
function resolve(survey: Survey, at: Placed): Placed {
  const target = survey.byId.get(at.element.attributes["id-ref"] ?? "");
  return target?.element.name === at.element.name ? target : at;
}

function setValues(
  survey: Survey,
  sets: readonly Placed[],
  names: readonly string[],
): readonly OptionValue[] {
  return sets.flatMap((set) => {
    const conditional = childElements(set.element, "rule").length > 0;
    const containers = [set, ...childElements(set.element, "attributes").map((each) => place(each, set))];
    const pairs = containers.flatMap((each) =>
      childElements(each.element, "nvpair").map((pair) => place(pair, each)),
    );
    return pairs.flatMap((pair): OptionValue[] => {
      const { name, value } = resolve(survey, pair).element.attributes;
      return value !== undefined && names.includes(name ?? "") ? [{ value, at: pair, conditional }] : [];
    });
  });
}
