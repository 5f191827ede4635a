import type { Guest } from "../../cluster/description/description.ts";
import { wordsFor } from "../../guard/operation.ts";
import type { GuestOverview, HostOverview } from "../../guard/overview/overview.ts";
import { mayExecute } from "../../xen/domain.ts";
import type { RunningGuest } from "../plan/situation.ts";

/** What a host that is to be emptied has of one guest. */
export type GuestHere =
  | { readonly kind: "absent" }
  /** It runs, and nothing speaks against a move. */
  | { readonly kind: "runs"; readonly guest: RunningGuest }
  /** Something is under way with it: look again. One clause. */
  | ({ readonly kind: "busy"; readonly reason: string } & Size)
  /** It is just going, or coming back; one that nobody clears away stays so. One clause. */
  | ({ readonly kind: "passing"; readonly reason: string } & Size)
  /** An operation was left open, and nobody is at work on it: for repair. */
  | ({ readonly kind: "open"; readonly reason: string } & Size)
  /** It is here, or something of it, and cannot be moved as it is. One clause. */
  | ({ readonly kind: "stands"; readonly reason: string } & Size)
  /** Whether it is here cannot be told: why, one clause. */
  | { readonly kind: "unclear"; readonly reason: string };

/** Undefined: no domain of it is seen here, so nobody can tell. */
type Size = { readonly memoryMiB: number | undefined };

/** Every guest of the cluster file, in its order. */
export function guestsHere(overview: HostOverview, listed: readonly Guest[]): ReadonlyMap<string, GuestHere> {
  const seen = new Map(overview.guests.map((each) => [each.guest, each]));
  return new Map(
    listed.map((guest) => {
      const found = seen.get(guest.name);
      return [guest.name, found === undefined ? { kind: "absent" } : guestHere(found, guest)];
    }),
  );
}

function guestHere({ presence, open }: GuestOverview, { name, priority, pins }: Guest): GuestHere {
  const memoryMiB = presence.kind === "running" ? presence.domains[0].domain.memoryMiB : undefined;
  if (open.kind === "unreadable") return { kind: "stands", reason: open.reason, memoryMiB };
  if (open.kind === "open") {
    const what = wordsFor(open.operation);
    return open.active
      ? { kind: "busy", reason: `${what} of it is under way`, memoryMiB }
      : { kind: "open", reason: `${what} of it was not finished: run xensan repair ${name}`, memoryMiB };
  }
  if (presence.kind === "absent") return { kind: "absent" };
  if (presence.kind === "unknown") return { kind: "unclear", reason: presence.reason };
  const [{ domain, role }, ...more] = presence.domains;
  if (more.length > 0 || role !== "itself") {
    const reason = `a migration by hand has left more than the guest itself: run xensan repair ${name}`;
    return { kind: "stands", reason, memoryMiB };
  }
  const { state, vcpus } = domain;
  if (mayExecute(state)) {
    return { kind: "runs", guest: { name, memoryMiB: domain.memoryMiB, vcpus, priority, pins } };
  }
  if (state === "dying") return { kind: "passing", reason: "it is dying", memoryMiB };
  if (state === "rebooting") return { kind: "passing", reason: abandoned, memoryMiB };
  const advice = state === "paused" ? "let it go on, or destroy it with xensan stop --force" : "look at it";
  return { kind: "stands", reason: `it is ${state}: ${advice}`, memoryMiB };
}

/**
 * The xl of a domain ends when it is suspended, also where its migration then fails and it goes on (xl_vmcontrol.c of Xen 4.17):
 * nobody is left that starts it anew.
 */
const abandoned =
  "it has shut down to reboot, and nobody starts it anew: destroy what is left with xensan stop --force, and start it";

/** Domains that the cluster file does not have: nobody here may touch them. */
export function strangersIn({
  others,
}: HostOverview): readonly { readonly guest: string; readonly reason: string }[] {
  if (others.kind === "unknown") return [];
  return others.domains.map(({ name, domid }) => ({
    guest: name ?? `domain ${domid}`,
    reason: "the cluster file does not have it: add it there on every host, or shut it down by hand",
  }));
}
