import type { Process } from "../world/process.ts";
import { breach, type Host, type World } from "../world/world.ts";

/**
 * A host that takes nobody in gets nobody: no program that began after it was closed starts a guest there, has one moved
 * there, or prepares for one. A program that was at work already may have asked it before.
 */
export function checkIntake(world: World, process: Process, host: Host, deed: string): void {
  if (host.closed === undefined || host.closed.pardoned.has(process)) return;
  breach(
    world,
    "who takes nobody in gets nobody",
    `${process.title} on ${process.host.name} ${deed}, and ${host.name} took nobody in before it began.`,
  );
}
