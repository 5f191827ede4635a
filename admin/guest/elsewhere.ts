import type { GuardEffects } from "../../lib/guard/effects.ts";
import type { OverviewAnswer } from "../../lib/guard/overview/overview.ts";
import type { OpenedHost } from "../guard/open-this-host.ts";

/** Where a guest is that was to be stopped or moved from here. */
export type Whereabouts =
  /** Here, or something of it is left here, or this host cannot tell: its own program decides. */
  | { readonly kind: "here" }
  | { readonly kind: "elsewhere"; readonly hosts: readonly string[] }
  /** On no host that answers. `silent`: who did not, with the reason. */
  | { readonly kind: "nowhere"; readonly silent: ReadonlyMap<string, string> };

const overviewMs = 30_000;

/** Asks the others only where nothing of the guest is here. */
export async function whereaboutsOf(host: OpenedHost, effects: GuardEffects): Promise<Whereabouts> {
  const { guest, toolstack, store, limits } = effects;
  if (store.read(guest).kind !== "none") return { kind: "here" };
  if ((await toolstack.find(guest, limits.lookMs)).kind !== "absent") return { kind: "here" };
  return whereaboutsIn(guest, await host.othersOverviews(overviewMs));
}

export function whereaboutsIn(
  guest: string,
  answers: ReadonlyMap<string, OverviewAnswer>,
): Exclude<Whereabouts, { kind: "here" }> {
  const hosts = [...answers].flatMap(([host, answer]) => (hasIt(answer, guest) ? [host] : []));
  if (hosts.length > 0) return { kind: "elsewhere", hosts };
  const silent = [...answers].flatMap(([host, answer]): [string, string][] => {
    if (answer.kind === "silent") return [[host, answer.reason]];
    const found = answer.overview.guests.find((each) => each.guest === guest);
    if (found === undefined) return [[host, `its cluster file does not know ${guest}`]];
    return found.presence.kind === "unknown" ? [[host, found.presence.reason]] : [];
  });
  return { kind: "nowhere", silent: new Map(silent) };
}

function hasIt(answer: OverviewAnswer, guest: string): boolean {
  if (answer.kind === "silent") return false;
  return answer.overview.guests.some((each) => each.guest === guest && each.presence.kind === "running");
}

/** "host3 cannot say whether it runs there (it did not …): nfs1 may run there". Undefined: everybody has answered. */
export function doubtBySilence(guest: string, silent: ReadonlyMap<string, string>): string | undefined {
  if (silent.size === 0) return undefined;
  const hosts = [...silent].map(([host, reason]) => `${host} cannot say whether it runs there (${reason})`);
  return `${hosts.join("; ")}: ${guest} may run there`;
}
