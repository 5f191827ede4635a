import { describe, expect, it } from "vitest";
import type { Ending } from "../../../../lib/guard/step.ts";
import { absent, act, here, unknown } from "./scene.ts";

const config = "/etc/xen/nfs1.cfg";
const configs = { [config]: 'name = "nfs1"\nmemory = 512\n' };
const parameters = { name: "nfs1", config };
const listed = { nfs1: config };
const valid = {
  kind: "valid",
  leftMs: 9_000,
  permit: { guest: "nfs1", action: "start", bootId: "", issuedMs: 0, expiresMs: 9_000, issuer: "root" },
} as const;
const done: Ending = { kind: "done", text: "nfs1 runs on host1." };
const manual = { action: "start", parameters, configs, listed, looks: [absent] } as const;
const cluster = { ...manual, parameters: { ...parameters, policy: "cluster" } };

const byHand =
  "nfs1 is started by hand only: run xensan start nfs1 on host1. (Or let the cluster: xensan permit nfs1 start.)";

describe("XenVM's start", () => {
  it("is refused with 6 without a permit, and nothing is begun", async () => {
    expect(await act(manual)).toMatchObject({ code: 6, reason: byHand, works: [], consumed: [] });
    // Nor does the configuration matter, or the cluster file, or what the toolstack does not know.
    const { configs: _, listed: __, ...bare } = manual;
    expect(await act({ ...bare, looks: [unknown("xl hangs")] })).toMatchObject({ code: 6, reason: byHand });
  });

  it("uses up a permit and runs the guarded program", async () => {
    expect(await act({ ...manual, permits: { start: valid }, endings: [done] })).toMatchObject({
      code: 0,
      works: [{ kind: "start" }],
      consumed: ["nfs1 start"],
      log: ["info: nfs1 runs on host1."],
    });
  });

  it("is refused with a permit that ran out, or is void, and says so first", async () => {
    expect(await act({ ...manual, permits: { start: { kind: "expired", agoMs: 5 } } })).toMatchObject({
      code: 6,
      reason:
        "the permit to start nfs1 has run out: run xensan start nfs1 on host1. (Or let the cluster: xensan permit nfs1 start.)",
      works: [],
    });
    const permits = { start: { kind: "unusable", reason: "user 1000 owns it" } } as const;
    expect(await act({ ...manual, permits })).toMatchObject({
      code: 6,
      reason:
        "nfs1 was not started, its permit is void: run xensan start nfs1 on host1. (Or let the cluster: xensan permit nfs1 start.) The permit: user 1000 owns it.",
      works: [],
    });
    expect(await act({ ...manual, permits: { stop: valid } })).toMatchObject({ code: 6, works: [] });
  });

  it("needs no permit with the policy cluster, but the guard all the same", async () => {
    expect(await act({ ...cluster, endings: [done] })).toMatchObject({ code: 0, consumed: [] });
  });

  it.each<[Ending["kind"], number]>([
    ["refused", 6],
    ["unfinished", 6],
    ["failed", 1],
  ])("that the guard %s ends with %d", async (kind, code) => {
    const ending = { kind, reason: "nfs1 was not started on host1: why.", text: "" } as Ending;
    for (const given of [cluster, { ...manual, permits: { start: valid } }]) {
      expect(await act({ ...given, endings: [ending] })).toMatchObject({
        code,
        reason: "nfs1 was not started on host1: why.",
      });
    }
  });

  it("is refused with 6 where the cluster file cannot be used, or does not list the guest", async () => {
    expect(
      await act({ ...cluster, listed: "/etc/xensan/cluster.yaml does not exist; write one" }),
    ).toMatchObject({
      code: 6,
      reason: "nothing was done with nfs1 on host1: /etc/xensan/cluster.yaml does not exist; write one.",
    });
    expect(await act({ ...cluster, listed: { web1: "/etc/xen/web1.cfg" } })).toMatchObject({
      code: 6,
      reason:
        "nothing was done with nfs1 on host1: the cluster file on host1 does not list nfs1: add it there on every host.",
    });
  });
});

describe("XenVM's start of a guest that runs here", () => {
  const running = { ...manual, looks: [here("blocked")] };

  it("is a success where it has its lease, or there are none", async () => {
    expect(await act({ ...running, lease: { kind: "held" } })).toMatchObject({ code: 0, works: [] });
    expect(await act({ ...running, lease: { kind: "no-leases" } })).toMatchObject({ code: 0, works: [] });
  });

  it("is refused with 6 where it lacks its lease, or nobody can tell", async () => {
    const lease = { kind: "lacking", reason: "this host does not hold it" } as const;
    expect(await act({ ...running, lease })).toMatchObject({
      code: 6,
      reason:
        "nfs1 runs on host1 without its lease: run xensan repair nfs1 there. (this host does not hold it.)",
    });
    expect(await act({ ...running, listed: "/etc/xensan/cluster.yaml does not exist" })).toMatchObject({
      code: 6,
      reason: "nfs1 runs on host1, and nobody knows whether it may: /etc/xensan/cluster.yaml does not exist.",
    });
  });

  it("is no success for one that is paused, crashed or on its way", async () => {
    for (const state of ["paused", "suspended", "crashed", "dying"] as const) {
      expect(await act({ ...manual, looks: [here(state)] })).toMatchObject({ code: 6, reason: byHand });
    }
  });
});

describe("XenVM's start and the guest's configuration", () => {
  it("says 5 where it is not there, or cannot be read, as another node may have it", async () => {
    expect(await act({ ...cluster, configs: {} })).toMatchObject({
      code: 5,
      reason:
        "/etc/xen/nfs1.cfg is not on host1, so nfs1 cannot be started there; copy it from another node.",
    });
    expect(await act({ ...cluster, configs: { [config]: "name = f()" } })).toMatchObject({ code: 5 });
  });

  it("says 5 where neither a name nor a configuration is set, or the one that is set is missing", async () => {
    expect(await act({ action: "start", parameters: { policy: "cluster" } })).toMatchObject({
      code: 5,
      reason: "guest cannot be started on host1: neither name nor config is set: set name.",
    });
    const missing = { policy: "cluster", xmfile: "/no_such_file" };
    expect(await act({ action: "start", parameters: missing, listed: "there is none" })).toMatchObject({
      code: 5,
      reason: "guest cannot be started on host1: /no_such_file is not there, and name is not set: set name.",
    });
  });

  it("says 6 where it is another guest's, or another file than the cluster file's", async () => {
    expect(await act({ ...cluster, configs: { [config]: 'name = "web1"' } })).toMatchObject({
      code: 6,
      reason:
        "/etc/xen/nfs1.cfg is the configuration of web1, and the resource is for nfs1; correct name or config.",
    });
    expect(await act({ ...cluster, configs: { [config]: "memory = 1" } })).toMatchObject({
      code: 6,
      reason: "/etc/xen/nfs1.cfg names no guest, and the resource is for nfs1; correct name or config.",
    });
    expect(await act({ ...cluster, listed: { nfs1: "/etc/xen/other.cfg" } })).toMatchObject({
      code: 6,
      reason:
        "nfs1 has the configuration /etc/xen/nfs1.cfg in the resource and /etc/xen/other.cfg in the cluster file; make them equal.",
    });
  });

  it("takes the cluster file's where the resource names none", async () => {
    const named = { ...cluster, parameters: { name: "nfs1", policy: "cluster" } };
    expect(await act({ ...named, endings: [done] })).toMatchObject({ code: 0 });
    expect(await act({ ...named, listed: "there is none" })).toMatchObject({
      code: 5,
      reason: "config is not set, and what the cluster file says of nfs1 is not known: there is none.",
    });
    expect(await act({ ...named, listed: {} })).toMatchObject({
      code: 5,
      reason: "config is not set, and the cluster file does not list nfs1; add it there on every host.",
    });
  });

  it("says 5 where Xen's tools are missing", async () => {
    expect(await act({ ...cluster, toolstack: "missing" })).toMatchObject({ code: 5 });
  });
});

describe("XenVM's reserved_dom0_memory", () => {
  const told = (freeMemoryMiB: number) => ({
    info: async () => ({
      kind: "told" as const,
      info: { host: "host1", version: "4.17.7", totalMemoryMiB: 4_096, freeMemoryMiB },
    }),
    list: async () => ({
      kind: "listed" as const,
      domains: [{ domid: 0, name: "Domain-0", state: "running" as const, memoryMiB: 640, vcpus: 1 }],
    }),
  });
  const given = (reserved: string) => ({
    ...cluster,
    parameters: { ...cluster.parameters, reserved_dom0_memory: reserved },
  });

  it("keeps a guest away that does not fit beside it, with 1, so that another node is tried", async () => {
    expect(await act({ ...given("600"), toolstack: told(471) })).toMatchObject({
      code: 1,
      reason:
        "nfs1 was not started on host1: it needs 512 MiB and there are 511 beside the 600 that reserved_dom0_memory keeps; stop or move another guest.",
      works: [],
    });
    expect(await act({ ...given("600"), toolstack: told(472), endings: [done] })).toMatchObject({ code: 0 });
    expect(await act({ ...given("700"), toolstack: told(512), endings: [done] })).toMatchObject({ code: 0 });
  });

  it("refuses where it cannot be known", async () => {
    const silent = { kind: "unknown", reason: "xl info exited with 1" } as const;
    expect(await act({ ...given("1"), toolstack: { info: async () => silent } })).toMatchObject({
      code: 1,
      reason: "nfs1 was not started on host1: xl info exited with 1.",
    });
    expect(
      await act({ ...given("1"), toolstack: { ...told(9_999), list: async () => silent } }),
    ).toMatchObject({ code: 1 });
    expect(await act({ ...given("1"), configs: { [config]: 'name = "nfs1"' } })).toMatchObject({
      code: 1,
      reason:
        "nfs1 was not started on host1: its configuration does not say how much memory it needs; write memory = MiB there.",
    });
  });

  it("does not use up a permit for a start that it prevents", async () => {
    const permits = { start: valid };
    const parameters = { name: "nfs1", config, reserved_dom0_memory: "600" };
    expect(await act({ ...manual, parameters, permits, toolstack: told(0) })).toMatchObject({
      code: 1,
      consumed: [],
    });
  });
});

describe("What carries over from ocf:heartbeat:Xen", () => {
  it("is named in the log of a start where it is set and not done", async () => {
    const set = {
      allow_mem_management: "1",
      node_ip_attribute: "migration-ip",
      autoset_utilization_cpu: "true",
      reserved_Dom0_memory: "512",
    };
    expect(
      await act({ ...cluster, parameters: { ...cluster.parameters, ...set }, endings: [done] }),
    ).toMatchObject({
      code: 0,
      log: [
        "warning: allow_mem_management is not done: guests keep the memory that they have.",
        "warning: node_ip_attribute is not used: set migration_address, or the addresses in the cluster file.",
        "warning: autoset_utilization_* is not done: set the resource's utilization by hand.",
        "info: nfs1 runs on host1.",
      ],
    });
  });

  it("is xmfile for config, unless both are set and differ", async () => {
    const xmfile = { name: "nfs1", policy: "cluster", xmfile: config };
    expect(await act({ ...cluster, parameters: xmfile, endings: [done] })).toMatchObject({ code: 0 });
    expect(await act({ ...cluster, parameters: { ...xmfile, config }, endings: [done] })).toMatchObject({
      code: 0,
    });
    for (const action of ["start", "stop", "monitor", "validate-all"] as const) {
      expect(
        await act({ ...cluster, action, parameters: { ...xmfile, config: "/etc/xen/b" } }),
      ).toMatchObject({
        code: 6,
        reason:
          "guest: config is /etc/xen/b and xmfile is /etc/xen/nfs1.cfg, which mean the same; leave xmfile out.",
      });
    }
  });
});
