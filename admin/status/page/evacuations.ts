import type { Status, StatusEvacuation } from "../document.ts";
import { durationText, evacuationText, momentText } from "../words.ts";
import { type Content, type Markup, markup } from "./markup.ts";
import { table } from "./table.ts";
import { timeline } from "./timeline.ts";

/** The last of each host, the latest first. */
export function evacuations({ evacuations: all }: Status): Markup | undefined {
  if (all.length === 0) return undefined;
  return markup`<section aria-labelledby="evacuations">
<h2 id="evacuations">Last evacuations</h2>
${all.map(one)}
</section>`;
}

function one(evacuation: StatusEvacuation, index: number): Markup {
  const { host, moves, left } = evacuation;
  const id = `evacuation-${index}`;
  const picture =
    moves.length === 0
      ? undefined
      : markup`<figure>
${timeline(evacuation, { name: "wide", width: 1024 }, id)}
${timeline(evacuation, { name: "narrow", width: 343 }, id)}
<figcaption>Each bar is one move, from the first question to the guest that runs on its new host.</figcaption>
</figure>`;
  return markup`<h3>${host}</h3>
<p>${evacuationText(evacuation)}</p>
${left.map(
  ({ guest, reason }) => markup`<p><span class="word warn">${guest} was left:</span> ${reason}.</p>
`,
)}
${picture}
${deeds(evacuation)}
`;
}

function deeds({ host, moves, shutdowns }: StatusEvacuation): Markup | undefined {
  if (moves.length + shutdowns.length === 0) return undefined;
  const rows: readonly (readonly Content[])[] = [
    ...moves.map(({ guest, to, beganMs, tookMs, downtimeMs, outcome, reason }) => [
      ...[guest, to, momentText(beganMs), durationText(tookMs)],
      downtimeMs === undefined ? "not seen" : durationText(downtimeMs),
      result(outcome, reason),
    ]),
    ...shutdowns.map(({ guest, tookMs, outcome, reason }) => [
      ...[guest, "shut down", "-", durationText(tookMs), "-"],
      result(outcome, reason),
    ]),
  ];
  return table({
    caption: `What was done on ${host}. Stood still: how long the guest did not run, at most`,
    heads: ["Guest", "To", "Began", "Took", "Stood still", "Result"],
    rows,
  });
}

function result(outcome: string, reason: string | undefined): Markup {
  const tone = outcome === "done" ? "well" : outcome === "under-way" ? "info" : "fail";
  return markup`<span class="word ${tone}">${outcome}</span>${reason === undefined ? "" : `: ${reason}`}`;
}
