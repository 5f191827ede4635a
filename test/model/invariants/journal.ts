import type { Operation } from "../../../lib/guard/operation.ts";
import { domainsOf } from "../world/domains.ts";
import { atWorkOn } from "../world/migration.ts";
import { breach, type Guest, type Host, reach, roomOf, type World } from "../world/world.ts";

/** While a host has a stopped source or a waiting copy of a hand-over, its operation is open there. */
export function checkJournal(world: World): void {
  for (const host of world.hosts) {
    for (const { guest, suspended, copy, domid, name } of host.domains) {
      noteStandstill(world, host, guest, suspended);
      if ((!suspended && !copy) || roomOf(host, guest).open !== undefined) continue;
      breach(
        world,
        "no lost journal",
        `${host.name} has domain ${domid} (${name}) of a migration, ${suspended ? "a source that stands still" : "a copy that waits"}, ` +
          "and nothing is open there.",
      );
    }
  }
}

/** An operation ends only when nothing of it is left on its host. */
export function checkClosing(world: World, host: Host, guest: Guest, { kind }: Operation): void {
  const [program] = atWorkOn(world, host, guest);
  const left = domainsOf(host, guest).find(({ suspended, copy }) => suspended || copy);
  const what = program ?? (left === undefined ? undefined : `domain ${left.domid} (${left.name})`);
  if (what === undefined) return;
  breach(
    world,
    "no lost journal",
    `the ${kind} of ${guest.name} on ${host.name} was closed while ${what} was still there.`,
  );
}

function noteStandstill(world: World, host: Host, guest: Guest, suspended: boolean): void {
  if (!suspended || world.migrations.some((each) => each.guest === guest)) return;
  const copy = world.hosts
    .filter((each) => each !== host)
    .flatMap((each) => domainsOf(each, guest))
    .find((domain) => domain.copy);
  if (copy === undefined) reach(world, "a source stands still and there is no copy");
  else if (copy.memory === "none") reach(world, "a source stands still beside a partial copy");
  else if (copy.name === guest.name) reach(world, "a source stands still beside a complete copy");
  else reach(world, "a source stands still beside a copy that waits for permission");
}
