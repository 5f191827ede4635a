import fc from "fast-check";
import { expect, it } from "vitest";
import { start } from "../../../../agents/EvmsSCC/start.ts";
import { OcfError } from "../../../../lib/ocf/ocf-error.ts";
import type { DeviceState } from "../../../../lib/storage/block-device.ts";
import type { Listing, Outcome, Volume } from "../../../../lib/storage/volume-manager.ts";
import { fakeManager, movedClock, scene, usable } from "./scene.ts";

const volumes: readonly Volume[] = ["san2/vm1", "san2/vm2", "san3/vm1", "san3/nfs1"].map((name) => ({
  name,
  path: `/dev/evms/${name}`,
}));

const state = fc.oneof(
  { weight: 6, arbitrary: fc.constant<DeviceState>(usable) },
  { weight: 1, arbitrary: fc.constant<DeviceState>({ kind: "absent" }) },
  { weight: 1, arbitrary: fc.constant<DeviceState>({ kind: "dead" }) },
  { weight: 1, arbitrary: fc.constant<DeviceState>({ kind: "not-a-block-device" }) },
  { weight: 1, arbitrary: fc.constant<DeviceState>({ kind: "unknown", reason: "EIO" }) },
);
const outcome = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Outcome>({ kind: "done" }) },
  { weight: 1, arbitrary: fc.constant<Outcome>({ kind: "failed", reason: "no" }) },
);
const listing = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.subarray([...volumes]).map((listed): Listing => ({ kind: "listed", volumes: listed })),
  },
  { weight: 1, arbitrary: fc.constant<Listing>({ kind: "failed", reason: "no" }) },
);

/** What the host answers, again and again from the front: any history of a SAN. */
const history = fc.record({
  wanted: fc.array(
    fc.constantFrom("san2", "san3", "san9", "san2/vm1", ...volumes.map(({ path }) => path), "/dev/sdb"),
    { maxLength: 3 },
  ),
  title: fc.constantFrom("EVMS" as const, "LVM2" as const),
  states: fc.array(state, { minLength: 1, maxLength: 8 }),
  activations: fc.array(outcome, { minLength: 1, maxLength: 4 }),
  listings: fc.array(listing, { minLength: 1, maxLength: 4 }),
  waits: fc.array(fc.boolean(), { minLength: 1, maxLength: 3 }),
  takesMs: fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 3 }),
  withinMs: fc.integer({ min: 1, max: 90_000 }),
});
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

function inTurn<T>(values: readonly T[]): () => T {
  let next = 0;
  return () => {
    const value = values[next++ % values.length];
    if (value === undefined) throw new Error("a history has no empty part");
    return value;
  };
}

/** Lets start meet a history, and tells what it answered and what it was last told. */
async function meet(given: History) {
  const clock = movedClock();
  const [nextState, nextActivation] = [inTurn(given.states), inTurn(given.activations)];
  const [nextListing, nextWait, nextTakesMs] = [
    inTurn(given.listings),
    inTurn(given.waits),
    inTurn(given.takesMs),
  ];
  const lastSeen = new Map<string, DeviceState>();
  const unasked = { kind: "failed", reason: "never asked" } as const;
  const last: { activated: Outcome; listed: Listing } = { activated: unasked, listed: unasked };
  const manager = fakeManager({
    title: given.title,
    waitsFor: () => {
      last.activated = unasked;
      return nextWait() ? "it is not there yet" : undefined;
    },
    activate: async (_wanted, capMs) => {
      clock.pass(Math.min(capMs, nextTakesMs()));
      last.activated = nextActivation();
      return last.activated;
    },
    list: async (capMs) => {
      clock.pass(Math.min(capMs, nextTakesMs()));
      lastSeen.clear();
      last.listed = nextListing();
      return last.listed;
    },
    deactivate: async () => {
      throw new Error("start must never deactivate");
    },
  });
  const { call, host, record } = scene({
    ...(given.title === "EVMS" ? { evms: manager } : { lvm: manager }),
    parameters: { volumes: given.wanted.join(" ") },
    clock,
    withinMs: given.withinMs,
    devices: (path) => {
      const seen = nextState();
      lastSeen.set(path, seen);
      return seen;
    },
  });
  const answer = await start(call, host).catch((error: unknown) => error);
  // What a volume manager lists after it failed may be a part of what there should be.
  const known = last.activated.kind === "done" ? last.listed : last.activated;
  return { answer, record, lastSeen, known, nowMs: clock.nowMs() };
}

/** Which devices must be there, by the words of the documentation and not by the code under test. */
function expectedPaths(wanted: readonly string[], listed: Listing): readonly string[] | "unknown" {
  const known = listed.kind === "listed" ? listed.volumes : undefined;
  const names = wanted.filter((each) => !each.startsWith("/"));
  const explicit = wanted.filter((each) => each.startsWith("/"));
  if (known === undefined) return wanted.length > 0 && names.length === 0 ? explicit : "unknown";
  if (wanted.length === 0) return known.map(({ path }) => path);
  const named = names.map((name) => known.filter((volume) => `${volume.name}/`.startsWith(`${name}/`)));
  if (named.some((found) => found.length === 0)) return "unknown";
  return [...explicit, ...named.flat().map(({ path }) => path)];
}

it("start succeeds only with every expected volume usable, whatever happens, and ends in time", async () => {
  const answers = { succeeded: 0, failed: 0 };
  await fc.assert(
    fc.asyncProperty(history, async (given) => {
      const { answer, record, lastSeen, known, nowMs } = await meet(given);
      expect(nowMs).toBeLessThanOrEqual(given.withinMs);
      if (answer === 0) {
        answers.succeeded++;
        const expected = expectedPaths(given.wanted, known);
        expect(expected).not.toBe("unknown");
        for (const path of expected) expect([path, lastSeen.get(path)?.kind]).toEqual([path, "usable"]);
        expect(new Set(record.paths())).toEqual(new Set(expected));
      } else {
        answers.failed++;
        expect(answer).toBeInstanceOf(OcfError);
        expect(answer).toMatchObject({ code: 1 });
        expect(record.paths()).toBeUndefined();
      }
    }),
    { numRuns: 1_000 },
  );
  // The property says something only if both ends are met often.
  expect(Math.min(answers.succeeded, answers.failed)).toBeGreaterThan(100);
});
