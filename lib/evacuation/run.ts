import { randomUUID } from "node:crypto";
import { refreshPicture } from "../cluster/refresh/refresh.ts";
import { intakeStore } from "../guard/intake/intake-store.ts";
import { takeLock } from "../system/lock.ts";
import { type Evacuated, evacuate } from "./evacuate.ts";
import type { EvacuationOrder } from "./order.ts";
import { evacuationLock } from "./paths.ts";
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
  try {
    const effects = evacuationEffects(setting);
    const evacuated = await evacuate(effects, { ...order, id: randomUUID() });
    await refresh(setting, evacuated);
    if (!goesDown) intakeStore(machine.paths.intake, machine.wallClockMs).open("evacuation");
    return { kind: "ran", evacuated };
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    return {
      kind: "failed",
      reason: `${machine.hostName} was not emptied for ${user}: ${what.replace(/\.$/, "")}.`,
    };
  } finally {
    lock.release();
  }
}

/**
 * The cluster manager does not look by itself at guests that it does not manage: without this it goes on showing them where
 * they were. What cannot be refreshed is said, and is no failure of what was done.
 */
async function refresh(
  { machine, description, witness }: EvacuationSetting,
  { record: { moves, shutdowns } }: Evacuated,
): Promise<void> {
  const gone = new Set([...moves, ...shutdowns].map(({ guest }) => guest));
  const hosts = description.nodes.map(({ name }) => name);
  const results = await Promise.all(
    description.guests
      .filter(({ name }) => gone.has(name))
      .map((guest) => refreshPicture(machine.run, description.dialect, guest, hosts)),
  );
  for (const problem of new Set(results.flatMap(({ problems }) => problems))) {
    witness.say("warning", `crm_mon may still show guests where they were: ${problem}.`);
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
