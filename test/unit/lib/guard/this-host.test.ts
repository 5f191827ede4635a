import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type ClusterDescription,
  defaultEvacuation,
} from "../../../../lib/cluster/description/description.ts";
import type { Machine } from "../../../../lib/guard/machine.ts";
import { thisHost } from "../../../../lib/guard/this-host.ts";
import {
  decodeOrder,
  decodeQuestion,
  encodeAnswer,
  encodeReply,
  type Question,
} from "../../../../lib/guard/wire/exchange.ts";
import type { RunCommand } from "../../../../lib/system/command.ts";
import type { Listing } from "../../../../lib/xen/presence.ts";
import { longList, verboseList } from "../../../support/xl-lists.ts";
import { exited } from "../storage/scripted-run.ts";
import { movedClock } from "./moved-clock.ts";
import { absentHere } from "./scripted-effects.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "xensan-host-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const addresses = (n: number) => ({ cluster: `10.0.0.${n}`, ssh: `10.0.1.${n}`, migration: `10.0.2.${n}` });
const guest = { name: "nfs1", config: "/nonexistent/nfs1.cfg", priority: 0, pins: [] };
const description: ClusterDescription = {
  nodes: [1, 2, 3].map((n) => ({ name: `host${n}`, addresses: addresses(n) })),
  toolstack: "auto",
  dialect: "pacemaker",
  provider: "xensan",
  migration: "ssh",
  lease: { kind: "none" },
  guests: [guest],
  evacuation: defaultEvacuation,
};

/** host2, whose peers answer every question and do what they are told; what was run is noted. */
function machine(installed: readonly string[] = ["xl"]) {
  const ran: string[] = [];
  const asked: Question[] = [];
  const run: RunCommand = async (file, args, { input = "" }) => {
    ran.push(`${file} ${args.at(-2)} ${args.at(-1)}`);
    if (file === "xl") return exited(0, args[1] === "-v" ? verboseList() : longList());
    if (file !== "ssh") return { kind: "not-found", file };
    const question = decodeQuestion(input);
    if (question.kind === "decoded") {
      asked.push(question.value);
      return exited(0, encodeAnswer(question.value, question.value.to, absentHere));
    }
    const order = decodeOrder(input);
    if (order.kind === "failed") throw new Error(order.reason);
    return exited(0, encodeReply(order.value, order.value.to, { kind: "done" }));
  };
  const made: Machine = {
    ...{
      hostName: "host2",
      run,
      clock: movedClock(),
      newId: () => "id-1",
      wallClockMs: () => 5,
      processes: () => [],
    },
    isInstalled: (program) => installed.includes(program),
    openLease: async () => undefined,
    paths: {
      operations: join(folder, "operations"),
      stays: join(folder, "stays"),
      intake: { evacuation: join(folder, "evacuation"), maintenance: join(folder, "maintenance") },
      locks: join(folder, "locks"),
      proc: "/proc",
      sys: "/sys",
    },
  };
  return { machine: made, ran, asked };
}

const runningNfs1: RunCommand = async (file, args) => {
  if (file === "xl" && args[0] === "info") return exited(1, "");
  if (file === "xl") return exited(0, verboseList({ domid: 5, name: "nfs1", disk: "/dev/SAN/nfs1" }));
  return { kind: "not-found", file };
};

describe("thisHost", () => {
  it("asks every other host by its ssh address", async () => {
    const { machine: made, ran } = machine();
    const effects = await thisHost(made, description).effectsFor(guest);
    expect([...(await effects.askOthers(30_000))]).toEqual([
      ["host1", absentHere],
      ["host3", absentHere],
    ]);
    expect(ran.filter((each) => each.startsWith("ssh"))).toEqual([
      "ssh 10.0.1.1 /usr/lib/xensan/peer report",
      "ssh 10.0.1.3 /usr/lib/xensan/peer report",
    ]);
  });

  it("asks about the disks in a list that somebody has made anyway, and makes one only where there is none", async () => {
    const { machine: made, ran } = machine();
    const effects = await thisHost(made, description).effectsFor(guest);
    const lists = () => ran.filter((each) => each.startsWith("xl list"));
    await effects.askOthers(30_000, Promise.resolve({ kind: "listed", domains: [] }));
    expect(lists()).toEqual([]);
    await effects.askOthers(30_000);
    expect(lists()).toEqual(["xl list -v", "xl list -l"]);
  });

  it("asks about the guest's own disks and those that the list shows besides; else the others go by their own", async () => {
    const config = join(folder, "nfs1.cfg");
    writeFileSync(config, 'name = "nfs1"\ndisk = ["phy:/dev/SAN/nfs1,xvda,w"]\n');
    const { machine: made, asked } = machine();
    const own = { target: "/dev/SAN/nfs1", access: "write" } as const;
    const besides = { target: "/dev/SAN/nfs1-spare", access: "read" } as const;
    const disks = [own, besides].map((disk) => ({ ...disk, vdev: "xvda" }));
    const domain = { domid: 5, name: "nfs1", state: "running", memoryMiB: 1, vcpus: 1, disks } as const;
    const effects = await thisHost(made, description).effectsFor({ ...guest, config });
    const { clock } = effects;
    const askedAbout = async (listing: Promise<Listing | undefined>) => {
      const beganMs = clock.nowMs();
      await effects.askOthers(100_000, listing);
      const [one, other, ...more] = asked.splice(0);
      expect([one?.disks, more]).toEqual([other?.disks, []]);
      return { disks: one?.disks, afterMs: clock.nowMs() - beganMs };
    };
    const listed = Promise.resolve({ kind: "listed", domains: [domain] } as const);
    expect(await askedAbout(listed)).toEqual({ disks: [own, besides], afterMs: 0 });
    const nothing = { disks: undefined, afterMs: 0 };
    expect(await askedAbout(Promise.resolve({ kind: "unknown", reason: "xl failed" }))).toEqual(nothing);
    expect(await askedAbout(Promise.resolve(undefined))).toEqual(nothing);
    const { lookMs } = effects.limits;
    expect(await askedAbout(new Promise(() => undefined))).toEqual({ disks: undefined, afterMs: lookMs });
  });

  it("tells another host its part, but not itself, nor one that nobody knows", async () => {
    const { machine: made, ran } = machine();
    const { tell } = await thisHost(made, description).effectsFor(guest);
    const message = { kind: "cancel", id: "m1" } as const;
    expect(await tell("host3", message, 1_000)).toEqual({ kind: "done" });
    expect(ran).toEqual(["ssh 10.0.1.3 /usr/lib/xensan/peer receive"]);
    for (const host of ["host2", "host9"]) {
      expect(await tell(host, message, 1_000)).toEqual({
        kind: "refused",
        reason: `the cluster file has no other host ${host}`,
      });
    }
  });

  it("sends guests to migration addresses", async () => {
    const { migrationAddress } = await thisHost(machine().machine, description).effectsFor(guest);
    expect([migrationAddress("host3"), migrationAddress("host9")]).toEqual(["10.0.2.3", undefined]);
  });

  it("sends guests over ssh, with the cipher of the cluster file, or plainly", async () => {
    const transportTo = async (more: Partial<ClusterDescription>) =>
      (await thisHost(machine().machine, { ...description, ...more }).effectsFor(guest)).transportTo("host3");
    expect(await transportTo({})).toEqual({ kind: "ssh" });
    expect(await transportTo({ migrationCipher: "aes128-ctr" })).toEqual({
      kind: "ssh",
      cipher: "aes128-ctr",
    });
    expect(await transportTo({ migration: "plain" })).toEqual({ kind: "plain", sshAddress: "10.0.1.3" });
  });

  it("knows nobody's standing where the cluster manager does not answer", async () => {
    const { membership } = await thisHost(machine().machine, description).effectsFor(guest);
    expect([...(await membership())]).toEqual([
      ["host1", "unknown"],
      ["host2", "unknown"],
      ["host3", "unknown"],
    ]);
  });

  it("passes on what the administrator said, and what the cluster file says", async () => {
    const host = thisHost(machine().machine, description);
    expect(await host.effectsFor(guest, ["host3"])).toMatchObject({
      ...{ guest: "nfs1", here: "host2", configPath: "/nonexistent/nfs1.cfg", confirmedDead: ["host3"] },
      hosts: ["host1", "host2", "host3"],
      lease: undefined,
    });
    expect(host.standpoint).toEqual({
      here: "host2",
      hosts: ["host1", "host2", "host3"],
      guests: ["nfs1"],
      lease: "none",
    });
    const leased = { ...description, lease: { kind: "volume", path: "/dev/SAN/leases" } } as const;
    expect(thisHost(machine().machine, leased).standpoint.lease).toBe("/dev/SAN/leases");
  });

  it("reports by its own configuration, or by the disks that it is asked about", async () => {
    const { reportOn } = thisHost(machine().machine, description);
    const presence = { kind: "absent" };
    expect(await reportOn(guest)).toMatchObject({
      report: { presence, uses: { kind: "unknown", reason: "/nonexistent/nfs1.cfg does not exist" } },
    });
    expect(await reportOn(guest, { wanted: { kind: "known", disks: [] } })).toMatchObject({
      report: { presence, uses: { kind: "known", uses: [] } },
    });
  });

  it("notes since when a guest runs here, and shows it while that domain does", async () => {
    const { machine: made } = machine();
    const listed = { ...made, run: runningNfs1 };
    const host = thisHost(listed, description);
    const shown = async () => (await host.overview("0.1.0")).guests[0];
    expect(await shown()).toMatchObject({ presence: { kind: "running" }, since: undefined });
    (await host.effectsFor(guest)).noteStay(4, "a start");
    expect(await shown()).toMatchObject({ since: undefined });
    (await host.effectsFor(guest)).noteStay(5, "a start");
    expect(await shown()).toMatchObject({ since: { sinceMs: 5, by: "a start" } });
  });

  it("lets a guest run all the same where that cannot be noted", async () => {
    const { machine: made } = machine();
    const paths = { ...made.paths, stays: "/proc/version/stays" };
    const { noteStay } = await thisHost({ ...made, paths }, description).effectsFor(guest);
    expect(() => noteStay(5, "a start")).not.toThrow();
  });

  it.each([
    ["auto", ["xl", "xm"], "xl"],
    ["auto", ["xm"], "xm"],
    ["auto", [], "xl"],
    ["xm", ["xl"], "xm"],
    ["xl", ["xm"], "xl"],
  ] as const)("takes for toolstack %s with %j installed %s", async (toolstack, installed, title) => {
    const effects = await thisHost(machine(installed).machine, { ...description, toolstack }).effectsFor(
      guest,
    );
    expect(effects.toolstack.title).toBe(title);
  });
});
