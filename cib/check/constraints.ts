import { childElements, descendants, type XmlElement } from "../element.ts";
import { type Finding, type FindingCode, finding } from "./finding.ts";
import { around, type Survey } from "./survey.ts";

/** Constraints that name a guest, the group or clone around one, or a tag that stands for one. */
export function checkConstraints(survey: Survey): readonly Finding[] {
  const guests = guestNames(survey);
  return survey.constraints.flatMap((at) => {
    const kind = kinds[at.element.name];
    if (kind === undefined) return [];
    if (at.element.attributes["rsc-pattern"] !== undefined && survey.guests.length > 0) {
      const what = `a location by pattern, ${at.element.attributes["rsc-pattern"]}, may stand for a guest`;
      return [finding(kind.code, at, what, kind.why, "name the resources that are meant instead")];
    }
    const named = [...new Set(namedBy(at.element))].filter((id) => guests.has(id));
    if (named.length === 0) return [];
    const what = `${kind.article} names the guest${named.length > 1 ? "s" : ""} ${named.join(", ")}`;
    return [
      finding(
        kind.code,
        at,
        what,
        kind.why,
        `delete it, or take the guest${named.length > 1 ? "s" : ""} out`,
      ),
    ];
  });
}

type Kind = { readonly code: FindingCode; readonly article: string; readonly why: string };

const kinds: { readonly [element: string]: Kind | undefined } = {
  rsc_order: {
    code: "guest-order",
    article: "an order",
    // Seen with Pacemaker 2.1.5: the clone was stopped under a running, unmanaged guest that was ordered after it.
    why: "an unmanaged guest does not hold what it depends on, so the order keeps nothing and only misleads; a managed one is restarted with it",
  },
  rsc_colocation: {
    code: "guest-colocation",
    article: "a colocation",
    why: "the guest, or what it is tied to, is stopped and moved to keep them together after a move by hand",
  },
  rsc_location: {
    code: "guest-location",
    article: "a location",
    why: "the cluster prefers a node for the guest, and moves it back after a move by hand",
  },
  rsc_ticket: {
    code: "guest-ticket",
    article: "a ticket",
    why: "the guest is stopped when the ticket is lost",
  },
};

function guestNames(survey: Survey): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (element: XmlElement) => {
    if (element.attributes["id"] !== undefined) names.add(element.attributes["id"]);
  };
  for (const guest of survey.guests) for (const each of [guest.element, ...around(guest)]) add(each);
  for (const { element } of survey.elements) {
    if (element.name !== "tag") continue;
    if (childElements(element, "obj_ref").some(({ attributes }) => names.has(attributes["id"] ?? "")))
      add(element);
  }
  return names;
}

function namedBy(constraint: XmlElement): readonly string[] {
  const own = ["first", "then", "from", "to", "rsc", "with-rsc"].flatMap(
    (name) => constraint.attributes[name] ?? [],
  );
  const members = [...descendants(constraint)].flatMap(({ name, attributes }) =>
    name === "resource_ref" ? (attributes["id"] ?? []) : [],
  );
  return [...own, ...members];
}
