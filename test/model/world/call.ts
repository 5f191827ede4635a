import { receive } from "../../../lib/guard/programs/receive.ts";
import type { Message, Reply } from "../../../lib/guard/step.ts";
import { type Dice, mishap, roll } from "./dice.ts";
import { linked } from "./network.ts";
import { advanceProcess, answer, type Process, startProcess } from "./process.ts";
import { type Guest, type Host, hostNamed, reach, type World } from "./world.ts";

/** One host has another one run a program, by ssh. The program lives on when the asker dies or no longer hears. */
export type Call = {
  readonly from: Host;
  readonly to: Host;
  readonly guest: Guest;
  readonly message: Message;
  asker: Process | undefined;
  stage: "sent" | "runs" | "replied";
  reply: Reply | undefined;
};

export function tell(world: World, asker: Process, host: string, message: Message): Call {
  const call: Call = {
    from: asker.host,
    to: hostNamed(world, host),
    guest: asker.guest,
    message,
    asker,
    stage: "sent",
    reply: undefined,
  };
  world.calls.push(call);
  return call;
}

/** Seen from who asked, and waits. */
export function goOnWithCall(world: World, call: Call, dice: Dice) {
  switch (call.stage) {
    case "sent":
      return mishap(dice, 12) || !linked(world, call.from, call.to)
        ? despair(world, call, "it does not answer", roll(dice, 2) === 1)
        : deliver(world, call);
    case "runs":
      return mishap(dice, 48)
        ? despair(world, call, "it did not answer in time", true)
        : carryOn(world, call, dice);
    case "replied":
      return hear(world, call, dice);
  }
}

/** A message that nobody waits for any more arrives after all, or never. */
export function deliverLate(world: World, call: Call) {
  if (!linked(world, call.from, call.to)) return drop(world, call);
  reach(world, "a message arrived late");
  deliver(world, call);
}

/** Told while another program is at work there, a host refuses. */
function deliver(world: World, call: Call): void {
  const { to, from, guest, message } = call;
  world.ids += 1;
  const order = {
    guest: guest.name,
    here: to.name,
    id: message.id,
    sinceMs: world.ids,
    leased: world.leased,
  };
  const process = startProcess(world, {
    host: to,
    guest,
    id: message.id,
    deed: "receive",
    title: `"${message.kind}" of ${guest.name}, told by ${from.name},`,
    program: receive(order, from.name, message),
    confirmed: [],
    call,
  });
  call.stage = process === undefined ? "replied" : "runs";
  if (process === undefined) {
    call.reply = { kind: "refused", reason: `another program is at work with ${guest.name} there` };
  }
  world.story?.say(
    to.name,
    process === undefined
      ? `"${message.kind}" from ${from.name} is refused, for another program is at work with ${guest.name}`
      : `"${message.kind}" from ${from.name} arrives`,
  );
  if (call.asker === undefined && process === undefined) drop(world, call);
}

function carryOn(world: World, call: Call, dice: Dice): void {
  const program = world.processes.find((each) => each.call === call);
  if (program !== undefined) advanceProcess(world, program, dice);
}

function hear(world: World, call: Call, dice: Dice) {
  if (mishap(dice, 16) || !linked(world, call.from, call.to)) {
    reach(world, "an answer was lost");
    return despair(world, call, "its answer was lost", false);
  }
  drop(world, call);
  if (call.asker !== undefined) answer(call.asker, call.reply);
}

function despair(world: World, call: Call, reason: string, stays: boolean) {
  const { asker } = call;
  call.asker = undefined;
  if (!stays) drop(world, call);
  if (asker === undefined) return;
  world.story?.say(
    asker.host.name,
    `${asker.title} hears nothing of "${call.message.kind}" from ${call.to.name}`,
  );
  answer(asker, { kind: "silent", reason } satisfies Reply);
}

function drop(world: World, call: Call) {
  const at = world.calls.indexOf(call);
  if (at >= 0) world.calls.splice(at, 1);
}
