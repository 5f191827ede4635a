import { describe, expect, it } from "vitest";
import type { Ending } from "../../../../lib/guard/step.ts";
import { absent, act, here, unknown } from "./scene.ts";

const listed = { nfs1: "/etc/xen/nfs1.cfg" };
const done: Ending = { kind: "done", text: "nfs1 runs on host2." };
const valid = {
  kind: "valid",
  leftMs: 9_000,
  permit: { guest: "nfs1", action: "migrate", bootId: "", issuedMs: 0, expiresMs: 9_000, issuer: "root" },
} as const;

describe("XenVM's migrate_to", () => {
  const manual = { action: "migrate_to", listed, target: "host2" } as const;
  const cluster = { ...manual, parameters: { name: "nfs1", policy: "cluster" } };

  it("is refused with 1 without a permit", async () => {
    expect(await act(manual)).toMatchObject({
      code: 1,
      reason:
        "nfs1 is moved by hand only: run xensan migrate nfs1 host2 on host1. (Or let the cluster: xensan permit nfs1 migrate.)",
      works: [],
    });
  });

  it("runs the whole hand-over, with a permit or with the policy cluster", async () => {
    const works = [{ kind: "migrate", destination: "host2" }];
    expect(await act({ ...manual, permits: { migrate: valid }, endings: [done] })).toMatchObject({
      code: 0,
      works,
      consumed: ["nfs1 migrate"],
    });
    expect(await act({ ...cluster, endings: [done] })).toMatchObject({ code: 0, works, consumed: [] });
  });

  it.each<Ending["kind"]>(["refused", "failed", "unfinished"])(
    "that the guard %s ends with 1",
    async (kind) => {
      const ending = { kind, reason: "nfs1 was not moved: why.", text: "" } as Ending;
      expect(await act({ ...cluster, endings: [ending] })).toMatchObject({
        code: 1,
        reason: "nfs1 was not moved: why.",
      });
    },
  );

  it("says that it is called wrongly where nobody names the target", async () => {
    const { target: _, ...aimless } = cluster;
    expect(await act(aimless)).toMatchObject({
      code: 2,
      reason: "nobody says where nfs1 is to be moved from host1; move it with xensan migrate nfs1 NODE.",
    });
  });

  it("logs that a node attribute is not used for addresses", async () => {
    const parameters = { ...cluster.parameters, node_ip_attribute: "ip" };
    expect((await act({ ...cluster, parameters, endings: [done] })).log[0]).toBe(
      "warning: node_ip_attribute is not used: set migration_address, or the addresses in the cluster file.",
    );
  });

  it("is a failure where the guest is not known", async () => {
    expect(await act({ ...cluster, parameters: {} })).toMatchObject({
      code: 1,
      reason: "which guest guest means is not known on host1: neither name nor config is set: set name.",
    });
  });
});

describe("XenVM's migrate_from", () => {
  const arrived = { action: "migrate_from", listed, looks: [here("running")] } as const;

  it("is a success where the guest runs here with its lease, without any permit", async () => {
    expect(await act({ ...arrived, lease: { kind: "held" } })).toMatchObject({ code: 0, consumed: [] });
    expect(await act({ ...arrived, lease: { kind: "no-leases" } })).toMatchObject({ code: 0 });
  });

  it("is a failure where it lacks its lease", async () => {
    expect(
      await act({ ...arrived, lease: { kind: "lacking", reason: "this host does not hold it" } }),
    ).toMatchObject({
      code: 1,
      reason:
        "nfs1 runs on host1 without its lease: run xensan repair nfs1 there. (this host does not hold it.)",
    });
  });

  it.each([
    [absent, "nfs1 did not arrive on host1; on the node that it was to come from, run xensan repair nfs1."],
    [unknown("xl hangs"), "cannot tell whether nfs1 runs on host1: xl hangs."],
    [
      here("paused", "nfs1--incoming"),
      "nfs1 is paused on host1, so its migration is not over; run xensan repair nfs1 there.",
    ],
  ])("is a failure where it does not run here: %j", async (look, reason) => {
    expect(await act({ ...arrived, looks: [look] })).toMatchObject({ code: 1, reason });
  });
});
