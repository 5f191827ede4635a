import { pick } from "../world/dice.ts";
import { type Host, reach, type World } from "../world/world.ts";
import type { Event } from "./event.ts";

/** A host is to be emptied, or goes into maintenance; or that is over. */
export const hostClosesOrOpens: Event = (world, dice) => {
  const host = pick(dice, world.hosts);
  if (host === undefined || !host.up) return false;
  if (host.closed !== undefined) {
    openHost(host);
    world.story?.say(host.name, "takes guests in again");
    return true;
  }
  closeHost(world, host, pick(dice, ["evacuation", "maintenance"] as const) ?? "evacuation");
  return true;
};

export function openHost(host: Host): void {
  host.closed = undefined;
}

function closeHost(world: World, host: Host, kind: "evacuation" | "maintenance"): void {
  host.closed = { closure: { kind, sinceMs: world.ids, by: "root" }, pardoned: new Set(world.processes) };
  world.story?.say(host.name, `takes no guest in any more (${kind})`);
  const comes = world.hosts.some(({ rooms }) =>
    rooms.some(({ open }) => open?.kind === "departure" && open.destination === host.name),
  );
  if (comes) reach(world, "a host closed while a guest was on its way to it");
}
