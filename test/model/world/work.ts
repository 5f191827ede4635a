import type { Outcome } from "../../../lib/xen/toolstack.ts";
import { type Dice, roll } from "./dice.ts";
import {
  addDomain,
  type Cause,
  domainWith,
  isGuestItself,
  type ModelDomain,
  removeDomain,
} from "./domains.ts";
import { answer, type Process } from "./process.ts";
import { type Guest, type Host, reach, type World } from "./world.ts";

/** One run of a program of the toolstack on one host. It goes on when the program that ordered it is killed. */
export type Work = {
  readonly kind: "create" | "destroy" | "pause" | "unpause" | "resume" | "shut-down";
  readonly host: Host;
  readonly guest: Guest;
  readonly domid: number;
  /** Who destroys answers for it, alive or not. */
  readonly cause: Cause;
  /** Undefined: killed. */
  owner: Process | undefined;
  /** What the toolstack has made so far of a domain that it creates. */
  built: ModelDomain | undefined;
};

const done: Outcome = { kind: "done" };

export function order(world: World, owner: Process, kind: Work["kind"], domid: number): Work {
  const { host, guest } = owner;
  const cause: Cause = owner.deed === "stop" ? "order" : "nobody ordered it";
  const work: Work = { kind, host, guest, domid, cause, owner, built: undefined };
  world.works.push(work);
  return work;
}

export function advanceWork(world: World, work: Work, dice: Dice) {
  if (work.host.toolsHang) return end(world, work, failed("the toolstack does not answer"));
  if (work.kind === "create") return create(world, work, dice);
  const domain = domainWith(work.host, work.domid);
  if (domain === undefined) return end(world, work, failed("there is no such domain"));
  const trouble = roll(dice, 16);
  if (trouble === 15) return end(world, work, failed("the toolstack ran into its deadline"));
  carryOut(world, work, domain, dice);
  end(world, work, trouble === 14 ? failed("the toolstack ran into its deadline at the very end") : done);
}

function carryOut(world: World, work: Work, domain: ModelDomain, dice: Dice) {
  const { kind, host, guest } = work;
  const title = `${guest.name}, domain ${domain.domid}`;
  switch (kind) {
    case "destroy":
      return destroy(world, work, domain, dice);
    case "unpause":
      domain.paused = false;
      return world.story?.say(host.name, `${title} is unpaused`);
    case "pause":
      domain.paused = true;
      return world.story?.say(host.name, `${title} is paused`);
    case "resume":
      domain.suspended = false;
      domain.name = guest.name;
      return world.story?.say(host.name, `${title} is resumed`);
    case "shut-down":
      domain.asked = true;
      return world.story?.say(host.name, `${title} is asked to shut down`);
    case "create":
      return;
  }
}

/** "done" is only what the toolstack said: now and then the domain dies later, or is still on its feet for a while. */
function destroy(world: World, work: Work, domain: ModelDomain, dice: Dice) {
  const { host, guest } = work;
  // What was no guest when it was destroyed is no loss when it goes at last.
  const cause = domain.doomed ?? (isGuestItself(domain) ? work.cause : "order");
  const lingers = roll(dice, 8);
  world.story?.say(
    host.name,
    `${guest.name}, domain ${domain.domid}, is destroyed${lingers < 6 ? "" : ", says the toolstack, and is still there"}`,
  );
  if (lingers < 6) return removeDomain(world, host, domain, cause);
  reach(world, "a destroyed domain lingers");
  domain.doomed = cause;
  domain.dying = lingers === 6;
}

function create(world: World, work: Work, dice: Dice) {
  const { host, guest, built } = work;
  if (built === undefined) {
    if (host.domains.some(({ name }) => name === guest.name)) {
      return end(world, work, failed("there is a domain of this name"));
    }
    if (roll(dice, 16) === 15) return end(world, work, failed("the block script refused a disk"));
    work.built = addDomain(host, guest, { paused: true, builder: work.owner });
    return world.story?.say(
      host.name,
      `xl builds domain ${work.built.domid} for ${guest.name}, still paused`,
    );
  }
  if (!host.domains.includes(built)) return end(world, work, failed("the new domain is gone"));
  const trouble = roll(dice, 16);
  if (trouble === 15) {
    reach(world, "a start left a half-built domain");
    return end(world, work, failed("the toolstack ran into its deadline"));
  }
  if (trouble === 14) {
    removeDomain(world, host, built, "nobody ordered it");
    return end(world, work, failed("the new domain was taken down again"));
  }
  end(world, work, trouble === 13 ? failed("the toolstack ran into its deadline at the very end") : done);
}

/** kill -9 of the toolstack's program: what it made so far stays. */
export function killWork(world: World, work: Work): void {
  end(world, work, failed("the toolstack was killed"));
}

function end(world: World, work: Work, outcome: Outcome): void {
  world.works.splice(world.works.indexOf(work), 1);
  if (work.owner !== undefined) answer(work.owner, outcome);
}

function failed(reason: string): Outcome {
  return { kind: "failed", reason };
}
