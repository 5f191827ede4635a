import { describe, expect, it } from "vitest";
import type { Ending } from "../../../../lib/guard/step.ts";
import { absent, act, here, unknown } from "./scene.ts";

const listed = { nfs1: "/etc/xen/nfs1.cfg" };
const done: Ending = { kind: "done", text: "nfs1 is stopped on host1." };
const failed: Ending = {
  kind: "failed",
  reason: "nfs1 was not stopped on host1: it did not shut down in time.",
};
const valid = {
  kind: "valid",
  leftMs: 9_000,
  permit: { guest: "nfs1", action: "stop", bootId: "", issuedMs: 0, expiresMs: 9_000, issuer: "root" },
} as const;
const manual = { action: "stop", looks: [here("running")], listed, withinMs: 60_000 } as const;
const cluster = { ...manual, parameters: { name: "nfs1", policy: "cluster" } };

describe("XenVM's stop", () => {
  it("is a success where the guest is absent twice, 3 s apart, without permit, configuration or cluster file", async () => {
    expect(await act({ action: "stop", looks: [absent] })).toMatchObject({
      code: 0,
      pauses: [3_000],
      works: [],
      consumed: [],
    });
    const missing = { config: "/etc/xen/gone.cfg", name: "nfs1" };
    expect(await act({ action: "stop", looks: [absent], parameters: missing })).toMatchObject({ code: 0 });
  });

  it("does not mistake a reboot for an absence", async () => {
    expect(await act({ ...manual, looks: [absent, here("running")] })).toMatchObject({ code: 1, works: [] });
  });

  it("is refused with 1 without a permit, and nothing is begun", async () => {
    expect(await act(manual)).toMatchObject({
      code: 1,
      reason:
        "nfs1 is stopped by hand only: run xensan stop nfs1 on host1. (Or let the cluster: xensan permit nfs1 stop.)",
      works: [],
    });
  });

  it("uses up a permit and never destroys the guest with the policy manual", async () => {
    const permits = { stop: valid };
    expect(await act({ ...manual, permits, endings: [done] })).toMatchObject({
      code: 0,
      works: [{ kind: "stop", patienceMs: 40_000 }],
      consumed: ["nfs1 stop"],
    });
    expect(await act({ ...manual, permits, endings: [failed] })).toMatchObject({
      code: 1,
      reason: "nfs1 was not stopped on host1: it did not shut down in time.",
      works: [{ kind: "stop", patienceMs: 40_000 }],
    });
  });

  it("destroys with the policy cluster what does not shut down in its time", async () => {
    expect(await act({ ...cluster, endings: [done] })).toMatchObject({
      code: 0,
      works: [{ kind: "stop", patienceMs: 40_000 }],
    });
    expect(await act({ ...cluster, endings: [failed, done] })).toMatchObject({
      code: 0,
      works: [
        { kind: "stop", patienceMs: 40_000 },
        { kind: "stop", patienceMs: undefined },
      ],
      log: [
        "warning: nfs1 was not stopped on host1: it did not shut down in time. It is destroyed now.",
        "info: nfs1 is stopped on host1.",
      ],
    });
  });

  it("goes by shutdown_timeout, within the time that there is", async () => {
    const given = (shutdown_timeout: string) => ({
      ...cluster,
      parameters: { ...cluster.parameters, shutdown_timeout },
      endings: [done],
    });
    expect((await act(given("10"))).works).toEqual([{ kind: "stop", patienceMs: 10_000 }]);
    expect((await act(given("900s"))).works).toEqual([{ kind: "stop", patienceMs: 60_000 }]);
    expect((await act(given("0"))).works).toEqual([{ kind: "stop", patienceMs: undefined }]);
  });

  it.each<Ending["kind"]>(["refused", "failed", "unfinished"])(
    "that the guard %s also by force ends with 1",
    async (kind) => {
      const last = { kind, reason: "why.", text: "" } as Ending;
      expect(await act({ ...cluster, endings: [failed, last] })).toMatchObject({ code: 1, reason: "why." });
    },
  );

  it("gives up with the policy cluster what lease an absent guest left, and succeeds whatever comes of it", async () => {
    const gone = { ...cluster, looks: [absent], lease: { kind: "held" } as const };
    expect(await act({ ...gone, endings: [done] })).toMatchObject({
      code: 0,
      works: [{ kind: "stop", patienceMs: 0 }],
    });
    expect(await act({ ...gone, endings: [failed] })).toMatchObject({
      code: 0,
      log: ["warning: nfs1 was not stopped on host1: it did not shut down in time."],
    });
    for (const none of [{ listed: "there is no cluster file" }, { lease: { kind: "no-leases" } as const }]) {
      expect(await act({ ...gone, ...none })).toMatchObject({ code: 0, works: [] });
    }
  });

  it("is a failure where nothing is known", async () => {
    expect(await act({ ...cluster, looks: [unknown("xl list -v exited with 1")] })).toMatchObject({
      code: 1,
      reason: "cannot tell whether nfs1 runs on host1: xl list -v exited with 1.",
      works: [],
    });
    expect(await act({ ...cluster, toolstack: "missing" })).toMatchObject({ code: 1 });
    expect(await act({ ...cluster, listed: "there is none", parameters: { config: "/gone" } })).toMatchObject(
      {
        code: 1,
        reason:
          "cannot tell whether guest is stopped on host1: /gone is not there, and name is not set: set name.",
      },
    );
  });

  it("works on what is paused, crashed or on its way: it is here", async () => {
    for (const state of ["paused", "crashed", "dying"] as const) {
      expect(await act({ ...cluster, looks: [here(state)], endings: [done] })).toMatchObject({ code: 0 });
    }
  });
});
