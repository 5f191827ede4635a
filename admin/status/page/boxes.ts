import type { Status, StatusGuest, StatusNode } from "../document.ts";
import { executes, guestsOn, membershipText, memoryText, stateText, volumesText } from "../words.ts";

/** Pure: what the picture shows, without any place. */
export type Box = {
  readonly title: string;
  /** How the frame is drawn. */
  readonly kind: "host" | "silent" | "gone" | "nowhere" | "stopped";
  readonly lines: readonly Line[];
  /** 0 to 1, of its memory; undefined: it is not known, or it is no host. */
  readonly used: number | undefined;
  readonly chips: readonly Chip[];
  /** In place of chips. */
  readonly empty: string;
};

export type Tone = "well" | "warn" | "fail" | "unknown" | "info";

/** `tone`: left out, it is nothing special. */
export type Line = { readonly text: string; readonly tone?: Tone };

export type Chip = { readonly name: string; readonly below: string; readonly tone: Tone };

/** A box for each host, then one for guests that may be anywhere, and one for those that are stopped. */
export function boxesOf(status: Status): { readonly hosts: readonly Box[]; readonly others: readonly Box[] } {
  const { nodes, guests } = status;
  const somewhere = guests.filter(({ verdict }) => verdict === "unknown");
  const stopped = guests.filter(({ verdict }) => verdict === "stopped");
  const others: readonly Box[] = [
    {
      ...{ title: "Unknown", kind: "nowhere", used: undefined, empty: "" },
      lines: [{ text: "They may run on a host that does not answer." }],
      chips: somewhere.map(({ name }) => ({ name, below: "unknown", tone: "unknown" })),
    },
    {
      ...{ title: "Stopped", kind: "stopped", used: undefined, empty: "" },
      lines: [{ text: "Every host says that they are not there." }],
      chips: stopped.map(({ name }) => ({ name, below: "stopped", tone: "info" })),
    },
  ];
  return {
    hosts: nodes.map((node) => hostBox(node, status)),
    others: others.filter(({ chips }) => chips.length > 0),
  };
}

function hostBox(node: StatusNode, { cluster, guests }: Status): Box {
  const { name, answer, membership } = node;
  const isSilent = answer.kind === "silent";
  const kind = membership.kind === "gone" ? "gone" : isSilent ? "silent" : "host";
  return {
    ...{ title: name, kind },
    lines: [
      memberLine(node, cluster),
      {
        text: `volumes: ${volumesText(node)}`,
        ...(node.clone.kind === "failed" ? { tone: "fail" as const } : {}),
      },
      { text: `free memory: ${memoryText(node)}` },
    ],
    used: usedOf(node),
    chips: guestsOn(node, guests) === undefined ? [] : chipsOn(name, guests),
    empty: isSilent ? "Its guests are unknown." : "No guest is here.",
  };
}

function memberLine(node: StatusNode, cluster: Status["cluster"]): Line {
  const text = membershipText(node, cluster);
  if (node.answer.kind === "answered")
    return node.membership.kind === "gone" ? { text, tone: "fail" } : { text };
  return { text: `${text}, does not answer`, tone: node.membership.kind === "gone" ? "fail" : "unknown" };
}

function usedOf({ answer }: StatusNode): number | undefined {
  if (answer.kind === "silent" || answer.said.memory.kind === "unknown") return undefined;
  const { freeMiB, totalMiB } = answer.said.memory;
  return totalMiB === 0 ? undefined : Math.min(1, Math.max(0, 1 - freeMiB / totalMiB));
}

function chipsOn(host: string, guests: Status["guests"]): readonly Chip[] {
  return guests.flatMap((guest) =>
    guest.places
      .filter((place) => place.host === host)
      .map((place) => ({
        name: guest.name,
        below: `${wrongOf(guest, place) ?? stateText(place)}, ${place.memoryMiB} MiB`,
        tone: toneOf(guest, place),
      })),
  );
}

function toneOf(guest: StatusGuest, place: StatusGuest["places"][number]): Tone {
  if (wrongOf(guest, place) !== undefined) return "fail";
  return place.role !== "itself" || !executes(place.state) ? "warn" : "well";
}

/** In a word, what must not be; a colour alone would not tell it. */
function wrongOf(
  { verdict, lease }: StatusGuest,
  { host, role, state }: StatusGuest["places"][number],
): string | undefined {
  if (verdict === "twice") return "runs TWICE";
  if (role !== "itself" || !executes(state)) return undefined;
  if (lease.kind === "free" || (lease.kind === "held" && lease.host !== host)) return "no lease";
  return lease.kind === "held" && lease.watched === false ? "not watched" : undefined;
}

/** The same for those who do not see it. */
export function describe(status: Status): string {
  const { hosts, others } = boxesOf(status);
  return [...hosts, ...others]
    .map(({ title, chips, empty }) => {
      const names = chips.map(({ name }) => name).join(", ");
      return `${title}: ${names === "" ? empty : `${names}.`}`;
    })
    .join(" ");
}
