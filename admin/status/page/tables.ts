import { leaseText } from "../../domains/words.ts";
import type { Status, StatusGuest, StatusNode } from "../document.ts";
import { membershipText, memoryText, sinceText, stateText, volumesText } from "../words.ts";
import type { Tone } from "./boxes.ts";
import { type Markup, markup } from "./markup.ts";
import { table } from "./table.ts";

export function hostTable({ nodes, cluster }: Status): Markup {
  return table({
    caption: "What the cluster manager and each host itself say",
    heads: ["Host", "Cluster", "Volumes", "Free memory", "Answers", "xensan"],
    rows: nodes.map((node) => [
      node.name,
      word(membershipText(node, cluster), memberTone(node)),
      word(volumesText(node), cloneTone(node)),
      memoryText(node),
      node.answer.kind === "silent" ? word(`no: ${node.answer.reason}`, "unknown") : "yes",
      node.answer.kind === "silent" ? "unknown" : node.answer.said.xensan,
    ]),
  });
}

export function guestTable({ guests }: Status): Markup {
  if (guests.length === 0) return markup`<p>The cluster file has no guests.</p>`;
  return table({
    caption: "Where each guest is. Lease: which host holds its claim on its disks",
    heads: ["Guest", "Where", "State", "Memory", "Lease", "Runs there since"],
    rows: guests.flatMap(guestRows),
  });
}

function guestRows(guest: StatusGuest): readonly (readonly (string | Markup)[])[] {
  const { name, verdict, places } = guest;
  if (places.length === 0) {
    const isStopped = verdict === "stopped";
    return [
      [
        name,
        isStopped ? "nowhere" : word("unknown", "unknown"),
        word(verdict, isStopped ? "info" : "unknown"),
        ...["-", leaseText(guest.lease), "-"],
      ],
    ];
  }
  return places.map((place) => [
    ...[name, place.host],
    word(stateText(place), verdict === "twice" ? "fail" : stateTone(verdict)),
    ...[`${place.memoryMiB} MiB`, leaseText(guest.lease), sinceText(place)],
  ]);
}

export function volumeTable({ nodes }: Status): Markup | undefined {
  const places = new Map<string, { readonly active: string[]; readonly not: string[] }>();
  for (const { name: host, answer } of nodes) {
    if (answer.kind === "silent" || answer.said.volumes.kind !== "known") continue;
    for (const { name, state } of answer.said.volumes.volumes) {
      const place = places.get(name) ?? { active: [], not: [] };
      (state === "active" ? place.active : place.not).push(state === "active" ? host : `${host} (${state})`);
      places.set(name, place);
    }
  }
  if (places.size === 0) return undefined;
  const shown = table({
    caption: "Volumes that the hosts' volume managers list",
    heads: ["Volume", "Active on", "Not active on"],
    rows: [...places].map(([name, { active, not }]) => [
      name,
      active.join(", ") || "-",
      not.length === 0 ? "-" : word(not.join(", "), "warn"),
    ]),
  });
  return markup`<section aria-labelledby="volumes">
<h2 id="volumes">Volumes</h2>
${shown}
</section>`;
}

function word(text: string, tone: Tone): Markup {
  return markup`<span class="word ${tone}">${text}</span>`;
}

function memberTone({ membership: { kind, conditions = [] } }: StatusNode): Tone {
  if (kind === "member") return conditions.length === 0 ? "well" : "warn";
  return kind === "gone" ? "fail" : "unknown";
}

function cloneTone({ clone: { kind }, membership }: StatusNode): Tone {
  if (kind === "started") return "well";
  if (kind === "failed") return "fail";
  if (kind === "stopped") return membership.kind === "member" ? "fail" : "info";
  return kind === "none" ? "warn" : "unknown";
}

function stateTone(verdict: StatusGuest["verdict"]): Tone {
  return verdict === "runs" ? "well" : "warn";
}
