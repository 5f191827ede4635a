import { boot } from "../events/hosts.ts";
import { openHost } from "../events/intake.ts";
import { watch } from "../invariants/watch.ts";
import { deliverLate } from "../world/call.ts";
import { diceOf } from "../world/dice.ts";
import { comeBack, isGoing, isKnownName, letGo } from "../world/domains.ts";
import { endSign, rejoinLockspace, signMayEnd } from "../world/leases.ts";
import { advanceMigration } from "../world/migration.ts";
import { noticeMembers } from "../world/network.ts";
import { advanceProcess } from "../world/process.ts";
import { advanceWork } from "../world/work.ts";
import { breach, type Host, roomOf, type World } from "../world/world.ts";

/** Partitions, hung tools, dead daemons and what people did by hand are gone, and everything under way runs out. */
export function mend(world: World, alive: readonly Host[]): void {
  world.cut.clear();
  for (const host of alive) mendHost(world, host);
  runOut(world);
  for (const host of alive) nameBack(host);
  for (const host of world.hosts) if (!host.up && signMayEnd(world, host)) endSign(world, host);
  for (const host of alive) noticeMembers(world, host);
  watch(world);
}

function mendHost(world: World, host: Host): void {
  if (!host.up) boot(world, host);
  host.toolsHang = false;
  host.isMute = false;
  openHost(host);
  host.volume = true;
  for (const guest of world.guests) {
    comeBack(world, host, guest);
    const room = roomOf(host, guest);
    room.mounted = false;
  }
  host.daemon = true;
  if (!host.joined) rejoinLockspace(world, host);
}

/** Those that a colleague renamed. */
function nameBack(host: Host): void {
  for (const domain of host.domains) if (!isKnownName(domain)) domain.name = domain.guest.name;
}

/** More moments than all that can be under way at the end of a schedule. */
const patience = 4000;

function runOut(world: World) {
  const plain = diceOf(0);
  for (let moment = 0; moment < patience && world.broken === undefined; moment += 1) {
    const process = world.processes[0];
    const work = world.works[0];
    const migration = world.migrations[0];
    const call = world.calls.find(({ asker, stage }) => asker === undefined && stage === "sent");
    if (call !== undefined) deliverLate(world, call);
    else if (process !== undefined) advanceProcess(world, process, plain);
    else if (work !== undefined) advanceWork(world, work, plain);
    else if (migration !== undefined) advanceMigration(world, migration, plain);
    else return everythingGoes(world);
    watch(world);
  }
  breach(world, "a way back", "what is under way never ends.");
}

function everythingGoes(world: World): void {
  for (const host of world.hosts) {
    for (const domain of host.domains) if (isGoing(domain)) letGo(world, host, domain);
    watch(world);
  }
}
