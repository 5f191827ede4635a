import type { Ending, Reply } from "../../../lib/guard/step.ts";
import { domainsOf } from "../world/domains.ts";
import type { Process } from "../world/process.ts";
import { breach, roomOf, type World } from "../world/world.ts";

/** A program that says that it is at its end leaves nothing open, and one that says that something is left does. */
export function checkEnding(world: World, process: Process, { kind }: Ending | Reply): void {
  const { host, guest, deed, title, id, call, found } = process;
  const { open } = roomOf(host, guest);
  if (kind === "refused" && host.domains.some(({ builder }) => builder === process)) {
    breach(world, "endings are true", `${title} on ${host.name} was refused, and has created a domain.`);
  }
  const left = domainsOf(host, guest)[0];
  if (deed === "stop" && kind === "done" && left !== undefined) {
    breach(
      world,
      "endings are true",
      `${title} ended done, and ${host.name} has domain ${left.domid} (${left.name}).`,
    );
  }
  const expectsOpen = kind === "unfinished" || (kind === "done" && call?.message.kind === "prepare");
  if (expectsOpen && open === undefined) {
    breach(world, "endings are true", `${title} on ${host.name} ended ${kind}, and nothing is open there.`);
  }
  if (expectsOpen || open === undefined) return;
  // A copy that may not go or run yet keeps its arrival; one that may not come has none, but for what it was told before.
  const isAgain = found === open.id;
  if (kind === "refused" && call !== undefined && (call.message.kind !== "prepare" || isAgain)) return;
  // Repair answers for whatever is open, the others for what they opened.
  if (deed !== "repair" && open.id !== id) return;
  breach(
    world,
    "endings are true",
    `${title} on ${host.name} ended ${kind}, and its ${open.kind} is still open there.`,
  );
}
