import { executes } from "../world/domains.ts";
import { breach, type Guest, roomOf, type World } from "../world/world.ts";
import { checkJournal } from "./journal.ts";

/** What has to hold in every moment. Whoever executes also writes, so other memories grow old here. */
export function watch(world: World): void {
  for (const guest of world.guests) watchGuest(world, guest);
  checkJournal(world);
}

function watchGuest(world: World, guest: Guest): void {
  let writers = 0;
  let who = "";
  for (const host of world.hosts) {
    for (const domain of host.domains) {
      if (domain.guest !== guest || !executes(domain)) continue;
      writers += 1;
      who += `${who === "" ? "" : " and "}domain ${domain.domid} (${domain.name}) on ${host.name}`;
      if (domain.memory !== "none" && domain.memory !== guest.writes) {
        breach(
          world,
          "no stale copy ever runs",
          `domain ${domain.domid} (${domain.name}) on ${host.name} runs, and ${guest.name}'s disks were written by another ` +
            "one since its memory was taken.",
        );
      }
      if (world.leased && domain.ours && guest.claim.owner !== host) {
        breach(
          world,
          "who runs holds the lease",
          `domain ${domain.domid} (${domain.name}) runs on ${host.name}, and the lease is ` +
            `${guest.claim.owner === undefined ? "nobody's" : `${guest.claim.owner.name}'s`}.`,
        );
      }
    }
    if (roomOf(host, guest).mounted) {
      writers += 1;
      who += `${who === "" ? "" : " and "}dom0 of ${host.name}`;
    }
  }
  if (writers > 1) breach(world, "one writer", `${guest.name}'s disks have two writers: ${who}.`);
  if (writers > 0) ageOthers(world, guest);
}

/** Every moment of execution is a write. */
function ageOthers(world: World, guest: Guest): void {
  guest.writes += 1;
  for (const host of world.hosts) {
    for (const domain of host.domains) {
      if (domain.guest !== guest || !executes(domain)) continue;
      domain.memory = guest.writes;
      domain.copy = false;
      guest.excused = false;
    }
  }
}
