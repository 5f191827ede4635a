import type { Dice } from "./dice.ts";
import { mishap } from "./dice.ts";
import { removeDomain } from "./domains.ts";
import { endSender, isTorn, lies, type Migration, startCopy } from "./migration.ts";
import { linked } from "./network.ts";
import { reach, type World } from "./world.ts";

/** migrate_domain() of xl_migrate.c. */
export function advanceSender(world: World, migration: Migration, dice: Dice) {
  // A hung toolstack hangs the migration; it goes on with it.
  if (migration.from.toolsHang) return;
  switch (migration.sender) {
    case "connects":
      return connect(world, migration, dice);
    case "copies":
      return copy(world, migration, dice);
    case "stopped":
      return send(world, migration, dice);
    case "sent":
      return rename(world, migration, dice);
    case "renamed":
      return permit(world, migration);
    case "permitted":
      return conclude(world, migration, dice);
    case "over":
      return;
  }
}

function connect(world: World, migration: Migration, dice: Dice) {
  const { from, to, guest } = migration;
  const incoming = `${guest.name}--incoming`;
  const clash = to.domains.some(({ name }) => name === incoming);
  if (!linked(world, from, to) || to.toolsHang || clash || mishap(dice, 16)) {
    return endSender(world, migration, "not-begun", "the destination cannot be reached by ssh");
  }
  startCopy(migration);
  migration.sender = "copies";
  world.story?.say(
    to.name,
    `xl migrate-receive makes ${incoming}, domain ${migration.copy?.domid}, and fills it`,
  );
}

function copy(world: World, migration: Migration, dice: Dice) {
  const { from, guest, source } = migration;
  if (!from.domains.includes(source)) return endSender(world, migration, "unclear", "the source is gone");
  if (isTorn(world, migration) || mishap(dice, 16)) {
    migration.torn = true;
    return endSender(world, migration, "source-goes-on", "Migration failed, failed to suspend at sender");
  }
  source.suspended = true;
  source.isAlone = true;
  migration.sender = "stopped";
  world.story?.say(from.name, `${guest.name}, domain ${source.domid}, is suspended for stop-and-copy`);
}

function send(world: World, migration: Migration, dice: Dice) {
  if (isTorn(world, migration)) return resume(world, migration, dice);
  migration.said.sent = true;
  migration.snapshot = migration.source.memory;
  migration.sender = "sent";
}

/** Only a destination that said that it has everything makes the sender give its domain away. */
function rename(world: World, migration: Migration, dice: Dice) {
  const { said, source, guest, from } = migration;
  if (!said.ready) {
    if (isTorn(world, migration)) resume(world, migration, dice);
    return;
  }
  // A name that somebody changed meanwhile is not given away.
  if (source.name !== guest.name || !from.domains.includes(source)) return resume(world, migration, dice);
  source.name = `${guest.name}--migratedaway`;
  migration.sender = "renamed";
  world.story?.say(from.name, `domain ${source.domid} is now ${source.name}`);
}

function permit(world: World, migration: Migration): void {
  migration.said.go = true;
  migration.sender = "permitted";
  world.story?.say(migration.from.name, `xl migrate gives ${migration.to.name} the permission to start`);
}

/** From here on xl never resumes its domain but for a failure that the destination reports itself. */
function conclude(world: World, migration: Migration, dice: Dice) {
  const { said, from, source, guest } = migration;
  // What was written before the connection broke may have arrived, or not.
  const heard = !isTorn(world, migration) || mishap(dice, 2);
  if (heard && said.report === "started") {
    if (from.domains.includes(source)) removeDomain(world, from, source, "nobody ordered it");
    world.story?.say(from.name, `xl destroys domain ${source.domid}, the source`);
    if (!lies(dice)) return endSender(world, migration, "done", "Migration successful");
    reach(world, "a migration that succeeded said that it failed");
    return endSender(world, migration, "unclear", "ssh lost its connection");
  }
  if (heard && said.report === "failed") {
    source.name = guest.name;
    return resume(world, migration, dice);
  }
  if (!isTorn(world, migration)) return;
  reach(world, "xl does not know how its migration ended");
  endSender(world, migration, "either", "Domain state is now undefined");
}

function resume(world: World, migration: Migration, dice: Dice) {
  const { source, from, guest } = migration;
  migration.torn = true;
  if (mishap(dice, 8)) {
    reach(world, "xl could not resume the source");
    return endSender(world, migration, "source-goes-on", "xc_domain_resume failed");
  }
  source.suspended = false;
  world.story?.say(from.name, `xl resumes ${guest.name}, domain ${source.domid}`);
  endSender(world, migration, "source-goes-on", "Migration failed, resuming at sender");
}
