import type { Level } from "../domains/notes.ts";
import { roleWords } from "../domains/words.ts";
import type { Status, StatusEvacuation, StatusGuest, StatusNode } from "./document.ts";

/** Words for what a status has, the same on the terminal and on the page. */

/** In UTC: the hosts need not have one time zone. */
export function momentText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")}Z`;
}

/** "0.4 s", "12.3 s", "3 min 20 s". */
export function durationText(ms: number): string {
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

export const levelWords: { readonly [level in Level]: string } = {
  fail: "wrong",
  unknown: "unknown",
  warn: "look at",
  info: "note",
};

export function clusterText(cluster: Status["cluster"]): string {
  if (cluster.kind === "no-answer") return `${cluster.dialect}, gives no answer`;
  const dc = cluster.dc === undefined ? "no coordinator" : `coordinator ${cluster.dc}`;
  return `${cluster.dialect}, ${dc}, ${cluster.quorum ? "with" : "WITHOUT"} quorum`;
}

export function membershipText({ name, membership }: StatusNode, cluster: Status["cluster"]): string {
  const isDc = cluster.kind === "answered" && cluster.dc === name;
  const conditions = (membership.conditions ?? []).map((each) => `, ${each}`).join("");
  return `${membership.kind}${isDc ? " (DC)" : ""}${conditions}`;
}

/** Of the clone on it, and how many of its volumes are active. */
export function volumesText({ clone, answer }: StatusNode): string {
  const clones = {
    none: "no EvmsSCC",
    started: "started",
    stopped: "stopped",
    failed: "FAILED",
    unknown: "unknown",
  };
  if (answer.kind === "silent") return clones[clone.kind];
  const { volumes } = answer.said;
  if (volumes.kind !== "known") return clones[clone.kind];
  const active = volumes.volumes.filter(({ state }) => state === "active").length;
  return `${clones[clone.kind]}, ${active} of ${volumes.volumes.length} active`;
}

export function memoryText({ answer }: StatusNode): string {
  if (answer.kind === "silent" || answer.said.memory.kind === "unknown") return "unknown";
  const { freeMiB, totalMiB } = answer.said.memory;
  return `${freeMiB} of ${totalMiB} MiB`;
}

/** Names of the guests that are there; undefined: the host does not say. */
export function guestsOn(
  { name, answer }: StatusNode,
  guests: Status["guests"],
): readonly string[] | undefined {
  if (answer.kind === "silent") return undefined;
  return guests.filter(({ places }) => places.some(({ host }) => host === name)).map((guest) => guest.name);
}

/** "runs" for every state in which it does: Xen calls a guest blocked that waits for something to do. */
export function stateText({ role, state }: StatusGuest["places"][number]): string {
  return `${roleWords[role]}${executes(state) ? "runs" : state}`;
}

export function executes(state: string): boolean {
  return state === "running" || state === "blocked" || state === "runnable";
}

export function sinceText({ since }: StatusGuest["places"][number]): string {
  return since === undefined ? "unknown" : `${momentText(since.sinceMs)} by ${since.by}`;
}

export function evacuationText(evacuation: StatusEvacuation): string {
  const { beganMs, endedMs, by, summary } = evacuation;
  const took = endedMs === undefined ? "not ended" : `took ${durationText(Math.max(0, endedMs - beganMs))}`;
  return `${momentText(beganMs)} by ${by}, ${took}: ${summary}`;
}

/** Everything that is well in one sentence, or how much is not. */
export function verdictText({ findings, nodes, guests }: Status): string {
  const count = (level: Level) => findings.filter((each) => each.level === level).length;
  const parts = [
    ...(count("fail") > 0 ? [`${count("fail")} wrong`] : []),
    ...(count("unknown") > 0 ? [`${count("unknown")} unknown`] : []),
    ...(count("warn") > 0 ? [`${count("warn")} to look at`] : []),
  ];
  if (parts.length > 0) return parts.join(", ");
  return `All is well on ${nodes.length} ${nodes.length === 1 ? "host" : "hosts"} with ${guests.length} ${
    guests.length === 1 ? "guest" : "guests"
  }`;
}
