import { dialectEvidence } from "../dialect-evidence.ts";
import { duplicateIds } from "../unique-ids.ts";
import { optionName } from "../upgrade/option-names.ts";
import type { Placed } from "../walk.ts";
import { type Finding, finding } from "./finding.ts";
import type { Survey } from "./survey.ts";

/** What keeps a cluster from loading the document, or from seeing what is in it. */
export function checkDocument(survey: Survey): readonly Finding[] {
  return [...mixed(survey), ...otherSpelling(survey), ...duplicates(survey)];
}

function mixed(survey: Survey): readonly Finding[] {
  const { heartbeat2, pacemaker } = dialectEvidence(survey.root);
  if (!heartbeat2 || !pacemaker) return [];
  const later =
    (heartbeat2.placed.element.line ?? 0) > (pacemaker.placed.element.line ?? 0) ? heartbeat2 : pacemaker;
  const what = `${heartbeat2.what}${lineOf(heartbeat2.placed)} is Heartbeat 2's form, ${pacemaker.what}${lineOf(pacemaker.placed)} is Pacemaker's`;
  const why = "no cluster loads both forms; what it does not know it refuses or ignores";
  return [
    finding(
      "mixed-dialects",
      later.placed,
      what,
      why,
      "write all of it in one form (xensan cib upgrade for the old one)",
    ),
  ];
}

/** Pacemaker takes an unknown name among the meta attributes in silence and does nothing with it. */
function otherSpelling(survey: Survey): readonly Finding[] {
  if (survey.dialect !== "pacemaker") return [];
  return survey.elements.flatMap((at) => {
    const { name = "" } = at.element.attributes;
    const set = at.ancestors.at(-1);
    if (at.element.name !== "nvpair" || set?.name !== "meta_attributes" || !name.includes("_")) return [];
    const hyphened = kinds.map((kind) => optionName(kind, name)).find((each) => each !== undefined);
    if (hyphened === undefined) return [];
    const what = `the option ${name} is spelt as in Heartbeat 2`;
    return [
      finding(
        "mixed-dialects",
        at,
        what,
        "Pacemaker does not know it, says nothing and ignores it",
        `call it ${hyphened}`,
      ),
    ];
  });
}

const kinds = ["primitive", "group", "clone", "master_slave"];

function duplicates(survey: Survey): readonly Finding[] {
  const scope = survey.dialect === "pacemaker" || survey.dialect === "mixed" ? "document" : "element-name";
  return duplicateIds(survey.root, scope).map(({ first, again }) => {
    const what = `the id "${again.element.attributes["id"]}" is there twice; the first is a ${first.element.name}${lineOf(first)}`;
    const why = "the cluster refuses the document, or mixes the two up";
    return finding("duplicate-id", again, what, why, "give one of them another id");
  });
}

function lineOf({ element }: Placed): string {
  return element.line === undefined ? "" : ` (line ${element.line})`;
}
