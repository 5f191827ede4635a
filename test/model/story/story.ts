import { run, type Schedule } from "../schedule.ts";
import { domainsOf, stateOf } from "../world/domains.ts";
import { type Guest, type Host, roomOf, type World } from "../world/world.ts";
import { makeTally } from "./tally.ts";

/** Tells a schedule in numbered sentences, with the world as it was at the end and the invariant that broke. */
export function tellStory(schedule: Schedule): string {
  const lines: string[] = [];
  const say = (who: string, sentence: string): void => {
    lines.push(
      `${String(lines.length + 1).padStart(3)} ${who}${sentence.startsWith("'") ? "" : ": "}${sentence}`,
    );
  };
  const world = run(schedule, makeTally(), { say });
  const { broken } = world;
  return [
    schedule.leased ? "With leases." : "Without leases (lease: none).",
    ...lines,
    "",
    ...tableOf(world),
    "",
    broken === undefined ? "Every invariant held." : `Broken: ${broken.invariant}: ${broken.sentence}`,
    "",
  ].join("\n");
}

function tableOf(world: World): readonly string[] {
  const heading = ["host", "guest", "domains", "open", "lease"];
  const rows = world.hosts.flatMap((host) =>
    world.guests.filter((guest) => isWorthARow(host, guest)).map((guest) => rowOf(host, guest)),
  );
  const table = [heading, ...rows];
  const widths = heading.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function isWorthARow(host: Host, guest: Guest): boolean {
  const { open, held, mounted } = roomOf(host, guest);
  const idle = open === undefined && held === undefined && !mounted;
  return guest.index === 0 || !idle || domainsOf(host, guest).length > 0 || guest.claim.owner === host;
}

function rowOf(host: Host, guest: Guest): readonly string[] {
  const { open, held, holder, mounted } = roomOf(host, guest);
  const domains = domainsOf(host, guest).map((domain) => `${domain.domid} ${domain.name} ${stateOf(domain)}`);
  if (mounted) domains.push("mounted in dom0");
  const claim = guest.claim.owner === host ? `owner, version ${guest.claim.version}` : "";
  const keeper = held === undefined ? "" : holder ? " held" : " held without its holder";
  return [
    host.up ? host.name : `${host.name} (down)`,
    guest.name,
    domains.join(", ") || "none",
    open === undefined ? "" : `${open.kind} ${open.id}`,
    claim + keeper,
  ];
}
