import { readMembership } from "../cluster/membership/read-membership.ts";
import { mendPictures } from "../cluster/refresh/mend-pictures.ts";
import { oldPictureSentence } from "../cluster/refresh/sentence.ts";
import { type IntakeStore, intakeStore } from "../guard/intake/intake-store.ts";
import { keptOpen } from "../guard/peers/kept-open.ts";
import { takeLock } from "../system/lock.ts";
import { newId } from "../system/new-id.ts";
import { type Evacuated, evacuate } from "./evacuate.ts";
import type { EvacuationOrder } from "./order.ts";
import { evacuationLock } from "./paths.ts";
import { placesAfter, problemsOf } from "./places.ts";
import { type EvacuationSetting, evacuationEffects } from "./real-effects.ts";

export type RunOrder = Omit<EvacuationOrder, "id">;

export type Ran =
  | { readonly kind: "ran"; readonly evacuated: Evacuated }
  /** Nothing was done. One sentence. */
  | { readonly kind: "failed"; readonly reason: string };

/**
 * One evacuation of this host at a time: who comes second says so, waits for the first, and then goes on from what it left.
 *
 * @param goesDown the host stays closed afterwards, until it boots: others that are emptied meanwhile send nobody there
 */
export async function runEvacuation(
  setting: EvacuationSetting,
  order: RunOrder,
  { goesDown }: { readonly goesDown: boolean },
): Promise<Ran> {
  const { machine, user } = setting;
  const lock = await takeTurn(setting, order);
  if (lock.kind === "failed") return lock;
  const intake = intakeStore(machine.paths.intake, machine.wallClockMs);
  try {
    const { converse } = machine;
    const asking =
      converse === undefined ? machine : { ...machine, keptOpen: keptOpen(converse, machine.clock) };
    const effects = evacuationEffects({ ...setting, machine: asking });
    const evacuated = await evacuate(effects, { ...order, id: newId() });
    if (!goesDown) {
      await refresh(setting, evacuated);
      intake.open("evacuation");
    }
    return { kind: "ran", evacuated };
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    return {
      kind: "failed",
      reason: `${machine.hostName} was not emptied for ${user}: ${what.replace(/\.$/, "")}.${goesDown ? "" : openAgain(intake)}`,
    };
  } finally {
    lock.release();
  }
}

/**
 * Not on a host that goes down: it takes its part of the picture with it, and where guests have come to it is refreshed there.
 *
 * The cluster manager does not look by itself at guests that it does not manage: without this it goes on showing them where
 * they were. Where they came to is refreshed there as well, of a long evacuation most of it by now. What cannot be refreshed is said, and
 * is no failure of what was done.
 */
async function refresh(
  { machine: { hostName: here, run }, description, witness }: EvacuationSetting,
  { record }: Evacuated,
): Promise<void> {
  const { dialect, guests, nodes } = description;
  const hosts = nodes.map(({ name }) => name);
  const places = placesAfter(record);
  const placed = guests
    .filter(({ name }) => places.has(name))
    .map((guest) => ({ guest, on: places.get(guest.name) }));
  const old = await mendPictures(run, dialect, placed, hosts);
  if (old.length === 0) return;
  const membership = (await readMembership(run, dialect, { self: here, nodes: hosts })).nodes;
  const isGone = (host: string) => membership.get(host)?.kind === "gone";
  for (const [problem, names] of problemsOf(old, places, here, isGone)) {
    const sentence = oldPictureSentence(names, problem);
    witness.say("warning", sentence.replace(/^t/, "T"));
  }
}

/** For a host whose evacuation came to nothing. @returns what else to say, with a blank before it */
function openAgain(intake: IntakeStore): string {
  try {
    intake.open("evacuation");
    return "";
  } catch (error) {
    return ` It takes no guest in until you run xensan maintenance off there: ${error instanceof Error ? error.message : String(error)}`;
  }
}

type Turn =
  | { readonly kind: "taken"; readonly release: () => void }
  | { readonly kind: "failed"; readonly reason: string };

const betweenMs = 1_000;

async function takeTurn(
  { machine, user, witness, interrupted }: EvacuationSetting,
  order: RunOrder,
): Promise<Turn> {
  const { hostName, clock, paths, wallClockMs } = machine;
  const path = evacuationLock(paths);
  const end = clock.nowMs() + order.deadlineSeconds * 1_000;
  for (let said = false; ; said = true) {
    const taken = await takeLock(path, { what: "an evacuation", sinceMs: wallClockMs(), user });
    if (taken.kind !== "busy") {
      return taken.kind === "taken"
        ? taken
        : { kind: "failed", reason: `${hostName} was not emptied: ${taken.reason}.` };
    }
    const who = taken.by === undefined ? "" : ` (process ${taken.by.pid} of ${taken.by.user})`;
    const sentence = `${hostName} is being emptied already${who}`;
    if (clock.nowMs() >= end || interrupted.aborted) {
      return { kind: "failed", reason: `${sentence}, and nothing was done besides.` };
    }
    if (!said) witness.say("info", `${sentence}: waiting until that has ended.`);
    await clock.sleep(betweenMs, interrupted).catch(() => undefined);
  }
}
