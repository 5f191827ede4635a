import type { Holding, LeaseView } from "../../lib/guard/lease.ts";
import { type Shown, showVolume } from "../../lib/guard/sanlock/show.ts";
import { columns } from "../columns.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { shownOn } from "../progress/display.ts";
import { screenOf } from "../progress/screen.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import { openLeases } from "./open.ts";

const showMs = 60_000;

export async function showLeases(
  terminal: Terminal,
  surroundings: Surroundings,
  json: boolean,
): Promise<void> {
  const { host, leases } = await openLeases(surroundings);
  const screen = screenOf(terminal, surroundings);
  const shown = await shownOn(screen, "lease show", "reading the volume", () => showVolume(leases, showMs));
  if (shown.kind === "unknown") throw new AdminError(adminExit.refused, `${shown.reason}.`);
  const listed = host.description.guests.map(({ name }) => name);
  if (json) {
    const { kind: _, ...rest } = shown;
    terminal.out(`${JSON.stringify({ volume: leases.path, host: host.here, ...rest }, undefined, 2)}\n`);
  } else terminal.out(renderLeases(host.here, listed, shown));
}

/** @param listed guests of the cluster file */
export function renderLeases(
  here: string,
  listed: readonly string[],
  { hosts, claims, daemonName }: Extract<Shown, { kind: "shown" }>,
): string {
  const hostRows = hosts.map(({ name, leaseId, sign }) => [name, String(leaseId), sign]);
  const claimRows = claims.map(({ guest, view, holding }) => [
    guest,
    viewCell(view),
    view.kind === "unknown" ? "-" : String(view.version),
    holdingCell(holding),
  ]);
  const missing = listed.filter((guest) => !claims.some((claim) => claim.guest === guest));
  const notes = [
    ...(daemonName === undefined ? [`sanlock's daemon does not answer on ${here}.`] : []),
    ...hosts
      .filter(({ name, nameOnVolume }) => nameOnVolume !== undefined && nameOnVolume !== name)
      .map(
        ({ name, leaseId, nameOnVolume }) =>
          `The number ${leaseId} of ${name} was last used by a host that calls itself ${nameOnVolume}: set our_host_name in sanlock.conf, or correct the leaseId.`,
      ),
    ...claims.flatMap(({ guest, view }) => (view.kind === "unknown" ? [`${guest}: ${view.reason}.`] : [])),
    ...(missing.length === 0 ? [] : [`Without a claim: ${missing.join(", ")}; run xensan lease init.`]),
  ];
  return [
    ...columns([["HOST", "LEASEID", "WRITES"], ...hostRows]),
    "",
    ...columns([["GUEST", "OWNER", "VERSION", `HELD ON ${here}`], ...claimRows]),
    ...(notes.length === 0 ? [] : ["", ...notes]),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

function viewCell(view: LeaseView): string {
  switch (view.kind) {
    case "free":
      return view.lastOwner === undefined ? "- (never had)" : `- (last ${view.lastOwner})`;
    case "owned":
      return view.owner;
    case "unknown":
      return "unknown";
  }
}

function holdingCell(holding: Holding | undefined): string {
  switch (holding?.kind) {
    case undefined:
    case "not-held":
      return "-";
    case "held":
      return `by process ${holding.holder}`;
    case "orphaned":
      return "not watched";
    case "unknown":
      return "unknown";
  }
}
