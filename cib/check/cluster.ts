import { flag, isDefault, isFalse, isTrue, notTaken, takenBy } from "../option-values.ts";
import type { Placed } from "../walk.ts";
import { type Finding, type FindingCode, finding } from "./finding.ts";
import { clusterOption, effective, type OptionValue, optionValues } from "./option-lookup.ts";
import { type Survey, spoken } from "./survey.ts";

/** Cluster options; what is not set is a finding only where the document has a crm_config. */
export function checkClusterOptions(survey: Survey): readonly Finding[] {
  const values = (name: string) => clusterOption(survey, name);
  return [
    ...names.flatMap((name) => twice(name, values(name))),
    ...judge(survey, "no-quorum-policy", values("no-quorum-policy"), quorum),
    ...judge(survey, "stop-orphan-resources", values("stop-orphan-resources"), orphans),
    ...judge(survey, "stonith-enabled", values("stonith-enabled"), fencing),
    ...judge(survey, "maintenance-mode", values("maintenance-mode"), maintenance),
    ...judge(survey, "stop-all-resources", values("stop-all-resources"), stopAll),
    ...managedDefault(survey),
  ];
}

const names = [
  ...["no-quorum-policy", "stop-orphan-resources", "stonith-enabled", "maintenance-mode"],
  ...["stop-all-resources", "is-managed-default"],
];

type Judgement = {
  readonly code: FindingCode;
  /** All else is a finding: a word that the cluster does not know must not look harmless. */
  readonly isHarmless: (value: string) => boolean;
  /** Whether the default is bad too. */
  readonly badUnset: (survey: Survey) => boolean;
  readonly unset: string;
  readonly why: string;
  readonly good: string;
};

const quorum: Judgement = {
  code: "no-quorum-policy",
  isHarmless: (value) => /^(ignore|freeze)$/i.test(value),
  badUnset: () => true,
  unset: "stop",
  why: "on a host that loses quorum the volumes are taken away under its running guests, or the host is shot",
  good: "freeze",
};

const orphans: Judgement = {
  code: "orphans-stopped",
  isHarmless: isFalse,
  badUnset: () => true,
  unset: "true",
  why: "a guest is stopped when its definition is deleted from the CIB",
  good: "false",
};

const fencing: Judgement = {
  code: "fencing",
  isHarmless: isFalse,
  // Off by default in Heartbeat 2.
  badUnset: ({ dialect }) => dialect !== "heartbeat2",
  unset: "true",
  why: "a host full of running guests is shot for a hiccup of the network, and without fencing devices Pacemaker starts nothing",
  good: "false",
};

const maintenance: Judgement = {
  code: "maintenance-mode",
  isHarmless: isFalse,
  badUnset: () => false,
  unset: "false",
  why: "a node that joins does not get its volumes, and nobody is told when they fail",
  good: "false",
};

const stopAll: Judgement = {
  code: "stop-all",
  isHarmless: isFalse,
  badUnset: () => false,
  unset: "false",
  why: "the volumes are taken away on every node",
  good: "false",
};

function judge(
  survey: Survey,
  name: string,
  values: readonly OptionValue[],
  by: Judgement,
): readonly Finding[] {
  const mend = `set ${name}=${by.good} (xensan cib policy)`;
  const takes = takenBy(name, spoken(survey)) ?? flag;
  const bad = values.filter(({ value }) => !by.isHarmless(value));
  if (bad.length > 0) {
    return bad.map(({ value, at, conditional }) => {
      const isTaken = takes.includes(value);
      const is = isTaken ? `${name} is ${value}` : notTaken(name, value, takes);
      const why = isTaken ? by.why : byDefault(by, survey);
      return finding(by.code, at, `${is}${conditional ? " (by a rule)" : ""}`, why, mend);
    });
  }
  const crmConfig = survey.elements.find(({ element }) => element.name === "crm_config");
  if (crmConfig === undefined || effective(values) !== undefined || !by.badUnset(survey)) return [];
  return [finding(by.code, crmConfig, `${name} is not set, and its default is ${by.unset}`, by.why, mend)];
}

/** What comes of a value that the cluster does not take. */
function byDefault({ badUnset, unset, why }: Judgement, survey: Survey): string {
  if (!badUnset(survey)) return "the cluster goes by its default, whatever was meant";
  return `the cluster goes by its default, ${unset}: ${why}`;
}

function twice(name: string, values: readonly OptionValue[]): readonly Finding[] {
  const [first, ...more] = values.filter(({ conditional }) => !conditional);
  if (first === undefined) return [];
  return more
    .filter(({ value }) => value !== first.value)
    .map(({ value, at }) => {
      const what = `${name} is set to ${first.value}${lineOf(first.at)} and to ${value} here`;
      return finding(
        "option-twice",
        at,
        what,
        "only one of them counts",
        "delete the wrong one (cibadmin -D with its id)",
      );
    });
}

function lineOf({ element }: Placed): string {
  return element.line === undefined ? "" : ` in line ${element.line}`;
}

/** false by default keeps the EVMS clone from starting, unless it says otherwise itself; Pacemaker takes all but true for it. */
function managedDefault(survey: Survey): readonly Finding[] {
  const defaults = [
    ...clusterOption(survey, "is-managed-default").map((each) => ({ name: "is-managed-default", ...each })),
    ...survey.elements
      .filter(({ element }) => element.name === "nvpair" && element.attributes["name"] === "is-managed")
      .filter(({ ancestors }) => ancestors.some(({ name }) => name === "rsc_defaults"))
      .map((at) => ({ name: "is-managed", value: at.element.attributes["value"] ?? "", at })),
  ].filter(({ value }) => !isTrue(value) && !isDefault(value));
  const hit = survey.evms.filter((each) => {
    const value = effective(optionValues(survey, each, "is-managed"));
    return defaults.some(({ at }) => at.element === value?.at.element);
  });
  const hasResources = survey.elements.some(({ element }) => element.name === "resources");
  if (hasResources && hit.length === 0) return [];
  return defaults.map(({ name, value, at }) => {
    const [what, because] = isFalse(value)
      ? ["resources are unmanaged by default", ""]
      : [notTaken(name, value, flag), "a cluster may take that for false: "];
    const why = `${because}resources that do not say otherwise are not started: also the EVMS clone, so hosts have no volumes`;
    const mend = "set it to true and is-managed=false on each guest, or is-managed=true on the EVMS clone";
    return finding("managed-default", at, what, why, mend);
  });
}
