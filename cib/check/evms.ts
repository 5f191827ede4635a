import { childElements, type XmlElement } from "../element.ts";
import { flag, isDefault, isFalse, isTrue, notTaken } from "../option-values.ts";
import type { Placed } from "../walk.ts";
import { type Finding, finding } from "./finding.ts";
import { effective, optionValues } from "./option-lookup.ts";
import { agentOf, around, called, isClone, type Survey } from "./survey.ts";

export function checkEvms(survey: Survey): readonly Finding[] {
  return survey.evms.flatMap((each, index) => [
    ...twice(survey, each, index),
    ...noClone(each),
    ...stockMonitor(survey, each),
    ...unmanaged(survey, each),
  ]);
}

function twice(survey: Survey, evms: Placed, index: number): readonly Finding[] {
  const [first] = survey.evms;
  if (index === 0 || first === undefined) return [];
  const what = `${called("EvmsSCC", evms)} is a second one; the first is ${first.element.attributes["id"]}`;
  const why = "both activate the same volumes on the same nodes and get into each other's way";
  return [finding("evms-twice", evms, what, why, "delete one of them")];
}

function noClone(evms: Placed): readonly Finding[] {
  if (around(evms).some(isClone)) return [];
  const why = "it runs on one node only: the other hosts have no volumes";
  return [
    finding(
      "evms-no-clone",
      evms,
      `${called("EvmsSCC", evms)} is in no clone`,
      why,
      "put it into a clone (xensan cib evmscloneset)",
    ),
  ];
}

function stockMonitor(survey: Survey, evms: Placed): readonly Finding[] {
  const agent = agentOf(evms.element, survey.byId);
  // Heartbeat 2 takes "heartbeat" for granted where no provider is named.
  if ((agent.attributes["provider"] ?? "heartbeat") !== "heartbeat") return [];
  const owners = agent === evms.element ? [agent] : [evms.element, agent];
  const ops = owners
    .flatMap((each) => childElements(each, "operations"))
    .flatMap((each) => childElements(each, "op"));
  return ops.filter(isRepeatedMonitor).map((op) => {
    const at = survey.placed.get(op) ?? evms;
    const what = `${called("EvmsSCC", evms)} of the provider heartbeat has a repeated monitor`;
    const why = 'that agent\'s monitor always says "not running", so the cluster restarts it for ever';
    return finding("evms-stock-monitor", at, what, why, "delete the op, or take provider xensan");
  });
}

function isRepeatedMonitor({ attributes }: XmlElement): boolean {
  const { name, interval = "0", enabled = "true", disabled = "false" } = attributes;
  return (
    name === "monitor" &&
    !/^\s*0*\s*(ms|s|sec|m|min|h|hr)?$/i.test(interval) &&
    !isFalse(enabled) &&
    !isTrue(disabled)
  );
}

/** Pacemaker takes all but true for false here. */
function unmanaged(survey: Survey, evms: Placed): readonly Finding[] {
  const value = effective(optionValues(survey, evms, "is-managed"));
  if (value === undefined || isTrue(value.value) || isDefault(value.value)) return [];
  const isAround = value.at.ancestors.some(
    ({ name }) => name === "rsc_defaults" || name === "cluster_property_set",
  );
  if (isAround) return [];
  const name = called("EvmsSCC", evms);
  const what = isFalse(value.value)
    ? `${name} is not managed`
    : `of ${name} ${notTaken("is-managed", value.value, flag)}`;
  const why = "the cluster does not start it: a host that joins has no volumes";
  return [finding("evms-unmanaged", value.at, what, why, "delete is-managed here")];
}
