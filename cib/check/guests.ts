import { childElements, type XmlElement } from "../element.ts";
import { isDefault, isFalse, notTaken, takenBy } from "../option-values.ts";
import { type Placed, place } from "../walk.ts";
import { type Finding, finding } from "./finding.ts";
import { effective, type OptionValue, optionValues } from "./option-lookup.ts";
import { around, called, isClone, type Survey } from "./survey.ts";

/** What a definition of a guest would let the cluster do to it. */
export function checkGuests(survey: Survey): readonly Finding[] {
  return survey.guests.flatMap((guest) => [
    ...managed(survey, guest),
    ...targetRole(survey, guest),
    ...multipleActive(survey, guest),
    ...allowMigrate(survey, guest),
    ...collections(guest),
    ...stoppedMonitor(survey, guest),
  ]);
}

function managed(survey: Survey, guest: Placed): readonly Finding[] {
  const values = optionValues(survey, guest, "is-managed");
  const always = effective(values);
  const guilty =
    always && isFalse(always.value)
      ? values.find((each) => each.conditional && !isFalse(each.value))
      : always;
  if (guilty === undefined && always !== undefined) return [];
  const slip = guilty && notTakenBy("is-managed", guilty, guest);
  const what =
    slip ??
    `${called("guest", guest)} is managed${guilty ? because(guilty, guest) : " (is-managed is not set)"}`;
  const why = `${slip ? mayBeTrue : ""}the cluster starts it, stops it and moves it by itself, also when it was moved by hand: then it runs twice and its file systems are destroyed`;
  return [finding("guest-managed", guilty?.at ?? guest, what, why, setOption(survey, "is-managed", "false"))];
}

function targetRole(survey: Survey, guest: Placed): readonly Finding[] {
  const found = [
    ...optionValues(survey, guest, "target-role"),
    ...(survey.dialect === "pacemaker" ? misplaced(guest, ["target-role", "target_role"]) : []),
  ].filter(({ value }) => !isDefault(value));
  return found.map((each) => {
    const slip = notTakenBy("target-role", each, guest);
    const stops = /^stopped$/i.test(each.value);
    const why = slip
      ? "the cluster does not know that role, whatever was meant"
      : stops
        ? "the cluster stops the guest as soon as it manages it, and Heartbeat 2 does so at once"
        : "the cluster starts the guest as soon as it manages it, wherever it runs already";
    const what = slip ?? `${called("guest", guest)} has the target role ${each.value}${because(each, guest)}`;
    return finding(
      "guest-target-role",
      each.at,
      what,
      why,
      "delete target-role; start and stop the guest by hand",
    );
  });
}

function multipleActive(survey: Survey, guest: Placed): readonly Finding[] {
  const value = effective(optionValues(survey, guest, "multiple-active"));
  if (value?.value === "block") return [];
  const what = value
    ? `${called("guest", guest)} has multiple-active=${value.value}${because(value, guest)}`
    : `${called("guest", guest)} does not say multiple-active=block`;
  const why =
    "when the guest seems to run on two nodes, the cluster stops it on both before anyone has looked";
  return [
    finding(
      "guest-multiple-active",
      value?.at ?? guest,
      what,
      why,
      setOption(survey, "multiple-active", "block"),
    ),
  ];
}

function allowMigrate(survey: Survey, guest: Placed): readonly Finding[] {
  return optionValues(survey, guest, "allow-migrate")
    .filter(({ value }) => !isFalse(value) && !isDefault(value))
    .map((each) => {
      const slip = notTakenBy("allow-migrate", each, guest);
      const what = slip ?? `${called("guest", guest)} may be migrated by the cluster${because(each, guest)}`;
      const why = `${slip ? mayBeTrue : ""}an interrupted or re-planned migration by the cluster has left two running copies`;
      return finding(
        "guest-allow-migrate",
        each.at,
        what,
        why,
        "delete allow-migrate; move the guest by hand",
      );
    });
}

function collections(guest: Placed): readonly Finding[] {
  return around(guest).map((each) => {
    const name = each.attributes["id"] ?? "without an id";
    const what = `${called("guest", guest)} is in the ${each.name} ${name}`;
    const mend = `define the guest outside the ${each.name}`;
    return isClone(each)
      ? finding(
          "guest-clone",
          guest,
          what,
          "a clone runs the same guest, with the same disks, on many nodes",
          mend,
        )
      : finding(
          "guest-group",
          guest,
          what,
          "a group starts and stops its members together, and an unmanaged one blocks it",
          mend,
        );
  });
}

function stoppedMonitor(survey: Survey, guest: Placed): readonly Finding[] {
  if (survey.dialect === "heartbeat2") return [];
  const containers = childElements(guest.element, "operations").map((each) => place(each, guest));
  const ops = containers.flatMap((each) => childElements(each.element, "op").map((op) => place(op, each)));
  return ops
    .filter(({ element }) => isStoppedMonitor(element))
    .map((op) => {
      const what = `${called("guest", guest)} has a monitor with role=Stopped`;
      const why = "a guest that was started by hand is then shown as a failed action and not as running";
      return finding(
        "guest-stopped-monitor",
        op,
        what,
        why,
        "delete this op; keep one monitor with role=Started",
      );
    });
}

function isStoppedMonitor({ attributes }: XmlElement): boolean {
  return attributes["name"] === "monitor" && /^stopped$/i.test(attributes["role"] ?? "");
}

const mayBeTrue = "a cluster may take that for true: ";

/** A word that the cluster does not know is a finding, too: what comes of it differs from release to release. */
function notTakenBy(option: string, found: OptionValue, guest: Placed): string | undefined {
  const takes = takenBy(option, "pacemaker");
  if (takes === undefined || takes.includes(found.value)) return undefined;
  return `of ${called("guest", guest)} ${notTaken(option, found.value, takes)}${because(found, guest)}`;
}

/** Says where a value comes from, unless it is the guest's own. */
function because({ at, conditional }: OptionValue, guest: Placed): string {
  const isOwn = at.element === guest.element || at.ancestors.includes(guest.element);
  return `${isOwn ? "" : " (not set here, but around it or as a default)"}${conditional ? " (by a rule)" : ""}`;
}

function setOption(survey: Survey, name: string, value: string): string {
  const underscored = name.replaceAll("-", "_");
  return survey.dialect === "heartbeat2"
    ? `set ${underscored}="${value}" on the primitive`
    : `set the meta attribute ${name}=${value} on the primitive`;
}

/** Options among the instance attributes: Pacemaker does not look there, but the next upgrade does. */
function misplaced(guest: Placed, names: readonly string[]): readonly OptionValue[] {
  return childElements(guest.element, "instance_attributes").flatMap((each) => {
    const set = place(each, guest);
    return childElements(each, "nvpair").flatMap((pair): OptionValue[] => {
      const { name = "", value } = pair.attributes;
      return value !== undefined && names.includes(name)
        ? [{ value, at: place(pair, set), conditional: false }]
        : [];
    });
  });
}
