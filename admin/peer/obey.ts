import type { GuardEffects } from "../../lib/guard/effects.ts";
import { guardedReply, guestLock } from "../../lib/guard/guarded-run.ts";
import { answerOrder } from "../../lib/guard/peers/respond.ts";
import { receive } from "../../lib/guard/programs/receive.ts";
import type { Message, Reply } from "../../lib/guard/step.ts";
import { thisHost } from "../../lib/guard/this-host.ts";
import { type Lane, machineIn, urgency } from "../../lib/guard/urgency.ts";
import { decodeOrder, encodeReady } from "../../lib/guard/wire/exchange.ts";
import { type OpenedHost, openThisHost } from "../guard/open-this-host.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import { answerEach } from "./answer-each.ts";
import { type Arrivals, gatherArrivals } from "./arrivals.ts";
import { followClusterFile } from "./follow-cluster-file.ts";

/** Reads an order from standard input, carries it out, and prints the reply. */
export async function obey(terminal: Terminal, surroundings: Surroundings): Promise<void> {
  const input = terminal.readStandardInput();
  const arrivals = gatherArrivals(surroundings.machine);
  try {
    await obeyOne({ terminal, surroundings, arrivals }, await effectsOf(surroundings), input);
  } finally {
    await arrivals.end();
  }
}

/**
 * The same for each line, with all that can be had ready for the next one. Several guests may be on their way from one host: nobody
 * waits for another one's order, and who has begun comes to his end, whatever becomes of the others or of the connection.
 */
export async function obeyAll(
  terminal: Terminal,
  surroundings: Surroundings,
  lines: AsyncIterable<string>,
): Promise<void> {
  const followed = await followClusterFile(surroundings, () => effectsOf(surroundings));
  terminal.out(encodeReady(followed.latest().host.here));
  const arrivals = gatherArrivals(surroundings.machine);
  let isWarm = false;
  const answered = answerEach(lines, async (line) => {
    const order = `${line}\n`;
    let known: Known;
    try {
      known = await followed.current();
    } catch (error) {
      // A cluster file that cannot be used may be mended before the next order. What has begun comes to its end by the one before.
      if (begins(order)) return refuse(terminal, followed.latest(), order, error);
      known = followed.latest();
    }
    const done = await obeyOne({ terminal, surroundings, arrivals }, known, order);
    if (done?.message !== "prepare" || isWarm) return;
    isWarm = true;
    void warmUp(done.effects);
  });
  await answered.finally(arrivals.end);
}

function begins(order: string): boolean {
  const decoded = decodeOrder(order);
  return decoded.kind === "failed" || decoded.value.message.kind === "prepare";
}

type Known = {
  readonly host: OpenedHost;
  readonly knownOf: (guest: string) => Promise<{ readonly effects: GuardEffects; readonly lane: Lane }>;
  /** What is ordered of one guest, in the order in which it was said. */
  readonly inTurn: <T>(guest: string, act: () => Promise<T>) => Promise<T>;
};

async function effectsOf(surroundings: Surroundings): Promise<Known> {
  const host = await openThisHost(surroundings);
  const turns = new Map<string, Promise<unknown>>();
  const inTurn = <T>(guest: string, act: () => Promise<T>): Promise<T> => {
    const acted = (turns.get(guest) ?? Promise.resolve()).then(act);
    turns.set(
      guest,
      acted.catch(() => undefined),
    );
    return acted;
  };
  const { machine } = surroundings;
  const laneOf = urgency(machine.run, machine.clock);
  const make = async (guest: string) => {
    const lane = laneOf();
    const own = thisHost(machineIn(lane, machine), host.description);
    return { effects: await own.effectsFor(host.guestCalled(guest)), lane };
  };
  const made = new Map<string, ReturnType<typeof make>>();
  const knownOf = (guest: string) => {
    const known = made.get(guest) ?? make(guest);
    made.set(guest, known);
    known.catch(() => made.delete(guest));
    return known;
  };
  return { host, knownOf, inTurn };
}

type Connection = {
  readonly terminal: Terminal;
  readonly surroundings: Surroundings;
  readonly arrivals: Arrivals;
};

type Obeyed = { readonly message: Message["kind"]; readonly effects: GuardEffects };

/** @returns what was done, if it was */
async function obeyOne(
  { terminal, surroundings, arrivals }: Connection,
  { host, knownOf, inTurn }: Known,
  input: string,
): Promise<Obeyed | undefined> {
  const obeyed: Obeyed[] = [];
  const response = await answerOrder(host.standpoint, input, async (guest, source, message) => {
    const { effects, lane } = await knownOf(guest);
    // The guest stands still.
    if (message.kind === "take") lane.hurry();
    const reply = await inTurn(guest, () => carryOut(surroundings, effects, source, message)).finally(
      lane.relax,
    );
    if (reply.kind === "done") obeyed.push({ message: message.kind, effects });
    return reply;
  });
  if (response.kind !== "answer") {
    throw new AdminError(adminExit.usage, `standard input has no order (${response.reason}).`);
  }
  const [done] = obeyed;
  try {
    terminal.out(response.text);
  } finally {
    // Most of all where there is no source any more that hears it.
    if (done?.message === "take") arrivals.add(done.effects.guest);
  }
  return done;
}

async function refuse(terminal: Terminal, { host }: Known, input: string, error: unknown): Promise<void> {
  if (!(error instanceof AdminError)) throw error;
  const [first = "its cluster file cannot be used"] = error.message.split("\n");
  const reason = first.replace(/\.$/, "");
  const response = await answerOrder(host.standpoint, input, async () => ({ kind: "refused", reason }));
  if (response.kind !== "answer") throw error;
  terminal.out(response.text);
}

async function carryOut(
  { user, machine: { paths, wallClockMs } }: Surroundings,
  effects: GuardEffects,
  source: string,
  message: Message,
): Promise<Reply> {
  const sinceMs = wallClockMs();
  const { guest, here, lease } = effects;
  const order = { guest, here, id: message.id, sinceMs, leased: lease !== undefined };
  const purpose = { what: `a migration from ${source}`, sinceMs, user };
  const stored = effects.store.read(guest);
  // Who would only begin, or takes back what was refused, is to hear at once who is at it.
  const isOpen = stored.kind === "open" && stored.operation.id === message.id;
  const patienceMs = isOpen ? effects.limits.turnMs : 0;
  const lock = guestLock(paths.locks, guest, purpose);
  return guardedReply(receive(order, source, message), effects, lock, patienceMs);
}

/** Looks once at all that the order to take looks at, so that nothing of it is done for the first time while a guest waits. */
async function warmUp({ glance, lease, guest, limits }: GuardEffects): Promise<void> {
  await Promise.allSettled([glance(), lease?.view(guest, limits.viewLeaseMs)]);
}
