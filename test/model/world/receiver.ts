import { type Dice, mishap } from "./dice.ts";
import { removeDomain } from "./domains.ts";
import { isTorn, type Migration, sweep } from "./migration.ts";
import { reach, type World } from "./world.ts";

/** migrate_receive() of xl_migrate.c, with its -p. */
export function advanceReceiver(world: World, migration: Migration, dice: Dice) {
  const { to, copy } = migration;
  if (to.toolsHang) return;
  if (copy === undefined || !to.domains.includes(copy)) return giveUp(world, migration, "its copy is gone");
  // What was written before the connection broke may have arrived: then it counts.
  const inTime = !isTorn(world, migration) || mishap(dice, 2);
  if (migration.receiver === "fills") fill(world, migration, dice, inTime);
  else if (migration.receiver === "waits") start(world, migration, inTime);
}

function fill(world: World, migration: Migration, dice: Dice, inTime: boolean) {
  const { said, copy, snapshot, guest, to } = migration;
  if (copy === undefined) return;
  if (said.sent && inTime && !mishap(dice, 32)) {
    copy.memory = snapshot;
    said.ready = true;
    migration.receiver = "waits";
    return world.story?.say(
      to.name,
      `domain ${copy.domid} has all of ${guest.name}'s memory and waits for permission`,
    );
  }
  if (said.sent || migration.torn) giveUp(world, migration, "the stream ended early");
}

function start(world: World, migration: Migration, inTime: boolean) {
  const { said, copy, guest, to } = migration;
  if (copy === undefined) return;
  if (!said.go || !inTime) {
    if (migration.torn) giveUp(world, migration, "no permission came");
    return;
  }
  if (to.domains.some(({ name }) => name === guest.name)) {
    said.report = "failed";
    return giveUp(world, migration, "there is a domain of its name");
  }
  copy.name = guest.name;
  said.report = "started";
  migration.receiver = "over";
  world.story?.say(to.name, `domain ${copy.domid} is now ${copy.name}, paused`);
  if (migration.from.domains.includes(migration.source))
    reach(world, "a complete copy while its source is left");
  sweep(world);
}

function giveUp(world: World, migration: Migration, reason: string): void {
  const { copy, to } = migration;
  migration.receiver = "over";
  if (migration.said.report === "none") migration.torn = true;
  if (copy !== undefined && to.domains.includes(copy)) removeDomain(world, to, copy, "nobody ordered it");
  world.story?.say(to.name, `xl migrate-receive destroys its copy: ${reason}`);
  sweep(world);
}
