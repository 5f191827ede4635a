import type { MigrationEnd, Suggestion } from "../../../lib/xen/migration-end.ts";
import { type Dice, mishap, roll } from "./dice.ts";
import { addDomain, domainWith, type ModelDomain } from "./domains.ts";
import { linked } from "./network.ts";
import { answer, type Process } from "./process.ts";
import { advanceReceiver } from "./receiver.ts";
import { advanceSender } from "./sender.ts";
import { type Guest, type Host, hostNamed, reach, type World } from "./world.ts";

/**
 * `xl migrate -p` of Xen 4.17 and the `xl migrate-receive` that it starts on the destination, as their sources go (xl_migrate.c):
 * two programs and a pipe between them. Either may be killed, and either notices at a moment of its own that the
 * other end does not answer.
 */
export type Migration = {
  readonly guest: Guest;
  readonly from: Host;
  readonly to: Host;
  readonly source: ModelDomain;
  copy: ModelDomain | undefined;
  /** What the stream carries: the source's memory when it was stopped. */
  snapshot: ModelDomain["memory"];
  sender: SenderStage;
  receiver: ReceiverStage;
  /** The pipe is gone for good. */
  torn: boolean;
  /** What is in the pipe, or has been read from it. */
  readonly said: { sent: boolean; ready: boolean; go: boolean; report: "none" | "started" | "failed" };
  /** Who waits for the end; undefined: killed. */
  owner: Process | undefined;
};

export type SenderStage = "connects" | "copies" | "stopped" | "sent" | "renamed" | "permitted" | "over";
export type ReceiverStage = "none" | "fills" | "waits" | "over";

export function orderMigration(world: World, owner: Process, domid: number, destination: string) {
  const { host, guest } = owner;
  const source = domainWith(host, domid);
  if (source === undefined) {
    return answer(owner, {
      kind: "said-failed",
      suggests: "not-begun",
      reason: "xl does not know the domain",
    } satisfies MigrationEnd);
  }
  world.migrations.push({
    guest,
    from: host,
    to: hostNamed(world, destination),
    source,
    copy: undefined,
    snapshot: "none",
    sender: "connects",
    receiver: "none",
    torn: false,
    said: { sent: false, ready: false, go: false, report: "none" },
    owner,
  });
}

/** One step of one of the two, the one whose turn it is more often than not. */
export function advanceMigration(world: World, migration: Migration, dice: Dice): void {
  if (mishap(dice, 24)) tear(world, migration);
  const receiverLives = migration.receiver === "fills" || migration.receiver === "waits";
  const receiverFirst = receiverLives && (migration.sender === "over" || receiverCanGo(migration));
  if (receiverFirst !== (receiverLives && migration.sender !== "over" && mishap(dice, 4))) {
    advanceReceiver(world, migration, dice);
  } else if (migration.sender !== "over") {
    advanceSender(world, migration, dice);
  }
  sweep(world);
}

function receiverCanGo({ receiver, said }: Migration): boolean {
  return receiver === "fills" ? said.sent : said.go;
}

function tear(world: World, migration: Migration): void {
  if (migration.torn || migration.receiver === "none") return;
  migration.torn = true;
  world.story?.say(migration.from.name, `the connection of ${migration.guest.name}'s migration breaks`);
}

/** Whether the other end is still there, as this end finds when it looks. A partition outlasts a connection. */
export function isTorn(world: World, migration: Migration): boolean {
  migration.torn ||= !linked(world, migration.from, migration.to);
  return migration.torn;
}

export function startCopy(migration: Migration): void {
  migration.copy = addDomain(migration.to, migration.guest, {
    name: `${migration.guest.name}--incoming`,
    paused: true,
    copy: true,
  });
  migration.receiver = "fills";
}

export function killSender(world: World, migration: Migration, reason: string): void {
  migration.torn = true;
  endSender(world, migration, "unclear", reason);
  sweep(world);
}

/** Its copy stays where it is, with nobody at work on it. */
export function killReceiver(world: World, migration: Migration): void {
  migration.torn = true;
  migration.receiver = "over";
  reach(world, "a copy without its receiver");
  sweep(world);
}

export function endSender(
  world: World,
  migration: Migration,
  suggests: Suggestion | "done",
  reason: string,
): void {
  migration.sender = "over";
  migration.torn = true;
  world.story?.say(migration.from.name, `xl migrate ends: ${reason}`);
  const end: MigrationEnd =
    suggests === "done" ? { kind: "said-done" } : { kind: "said-failed", suggests, reason };
  if (migration.owner !== undefined) answer(migration.owner, end);
  migration.owner = undefined;
}

/** The failure's text, sometimes, of what succeeded. */
export function lies(dice: Dice): boolean {
  return roll(dice, 16) === 15;
}

/** A migration is over when both its programs are. */
export function sweep(world: World): void {
  const { migrations } = world;
  for (let index = migrations.length - 1; index >= 0; index -= 1) {
    const each = migrations[index];
    if (
      each !== undefined &&
      each.sender === "over" &&
      (each.receiver === "over" || each.receiver === "none")
    ) {
      migrations.splice(index, 1);
    }
  }
}

/** The toolstack's programs that may still change something about the guest on a host. */
export function atWorkOn(world: World, host: Host, guest: Guest): readonly string[] {
  const busy: string[] = [];
  for (const work of world.works) {
    if (work.host === host && work.guest === guest) busy.push(`xl ${work.kind} (pid ${100 + work.domid})`);
  }
  for (const { from, to, guest: whose, sender, receiver } of world.migrations) {
    if (whose !== guest) continue;
    if (from === host && sender !== "over") busy.push("xl migrate (pid 811)");
    if (to === host && (receiver === "fills" || receiver === "waits")) busy.push(receiving);
  }
  return busy;
}

const receiving = "xl migrate-receive (pid 812)";

/** What a host says of that: a receiver does not say whose copy it receives, so it counts for every guest. */
export function busyOn(world: World, host: Host, guest: Guest): readonly string[] {
  const own = atWorkOn(world, host, guest);
  const receives = world.migrations.some(
    ({ to, receiver }) => to === host && (receiver === "fills" || receiver === "waits"),
  );
  return receives && !own.includes(receiving) ? [...own, receiving] : own;
}
