import { describe, expect, it } from "vitest";
import type { StoredOperation } from "../../../../lib/guard/operation-file.ts";
import { migrate } from "../../../../lib/guard/programs/migrate.ts";
import { repair } from "../../../../lib/guard/programs/repair.ts";
import { start } from "../../../../lib/guard/programs/start.ts";
import { stop } from "../../../../lib/guard/programs/stop.ts";
import { rehearse } from "../../../../lib/guard/rehearse.ts";
import { start as openStart } from "./operations.ts";
import { type Scripted, scriptedEffects } from "./scripted-effects.ts";
import { present, says } from "./surveys.ts";

const order = { guest: "nfs1", here: "host1", id: "a1", sinceMs: 1_700_000_000_000, leased: false };
const storing = (stored: StoredOperation) => ({ read: () => stored });

/** Effects that only look: whatever changes something fails the test. */
const looking = (presence = says(), there = says(), more: Scripted = {}) =>
  scriptedEffects({
    lease: "none",
    store: storing({ kind: "none" }),
    report: async () => presence,
    askOthers: async () => new Map([["host2", there]]),
    membership: async () => new Map(),
    toolstack: {
      find: async () => (presence.kind === "answered" ? presence.report.presence : { kind: "absent" }),
    },
    ...more,
  });

describe("rehearse", () => {
  it("comes to the creation of a guest that may start, and writes nothing down", async () => {
    expect(await rehearse(start(order), looking())).toEqual({ kind: "goes-on", with: { kind: "create" } });
  });

  it("ends with the program's own refusal, without closing what was never opened", async () => {
    const there = says({ presence: present() });
    expect(await rehearse(start(order), looking(says(), there))).toEqual({
      kind: "ends",
      result: {
        kind: "refused",
        reason: "nfs1 was not started on host1: it is on host2 already, as domain 5 (running).",
      },
    });
  });

  it("finds what is open, as the program would", async () => {
    const store = storing({ kind: "open", operation: openStart });
    expect(await rehearse(start(order), looking(says(), says(), { store }))).toMatchObject({
      result: { kind: "refused", reason: expect.stringContaining("a start of nfs1 is open there") },
    });
    const damaged = storing({ kind: "unreadable", reason: "nfs1.json is damaged" });
    expect(await rehearse(start(order), looking(says(), says(), { store: damaged }))).toMatchObject({
      result: { kind: "refused", reason: expect.stringContaining("nfs1.json is damaged") },
    });
  });

  it("comes to the shutdown, or the destruction, of a guest that is here", async () => {
    const here = says({ presence: present() });
    const shutDown = { kind: "goes-on", with: { kind: "shut-down", domid: 5 } };
    expect(await rehearse(stop(order, { force: undefined }), looking(here))).toEqual(shutDown);
    const destroy = { kind: "goes-on", with: { kind: "destroy", domid: 5 } };
    expect(await rehearse(stop(order, { force: "everything" }), looking(here))).toEqual(destroy);
  });

  it("comes to the migration without telling the destination, or to why not", async () => {
    const here = says({ presence: present() });
    const migration = { kind: "migrate", domid: 5, destination: "host2" };
    expect(await rehearse(migrate(order, "host2"), looking(here))).toEqual({
      kind: "goes-on",
      with: migration,
    });
    const taken = says({ presence: present() });
    expect(await rehearse(migrate(order, "host2"), looking(here, taken))).toMatchObject({
      kind: "ends",
      result: { kind: "refused" },
    });
  });

  it("stops a repair before it tells the other host anything", async () => {
    const operation = { ...openStart, kind: "departure", destination: "host2" } as const;
    const here = says({ presence: present(), open: { operation, active: false } });
    expect(await rehearse(repair(order), looking(here))).toEqual({
      kind: "goes-on",
      with: { kind: "tell", host: "host2", message: { kind: "cancel", id: "a1" } },
    });
  });

  it("says where it cannot be told", async () => {
    const report = async () => ({ kind: "silent", reason: "nfs1.json cannot be read (EIO)" }) as const;
    expect(await rehearse(repair(order), looking(says(), says(), { report }))).toEqual({
      kind: "unknown",
      reason: "nfs1.json cannot be read (EIO)",
    });
  });
});
