import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Cluster } from "../../support/lab/cluster.ts";
import { poll } from "../../support/lab/poll.ts";
import { readRecords } from "../../support/lab/record.ts";
import { endOf, type LabMarks, marksOf, startOwner, tracesOf } from "./traces.ts";
import { patient } from "./use-cluster.ts";

const machine = () => ({
  links: execFileSync("ip", ["-brief", "link"], { encoding: "utf8" }).replace(/@\S+/g, ""),
  namespaces: execFileSync("ip", ["netns", "list"], { encoding: "utf8" }),
});

describe("a lab", patient, () => {
  test("leaves nothing behind when it ends, and has two clusters beside each other before", async () => {
    const before = machine();
    const [lab, other] = await Promise.all([Cluster.start(2), Cluster.start(1)]);
    const labs = [await marksOf(lab, lab.nodes), await marksOf(other, other.nodes)];
    expect((await lab.crmMon()).online).toEqual(["host1", "host2"]);
    expect((await other.crmMon()).online).toEqual(["host1"]);
    for (const each of labs) {
      expect(tracesOf(each)).toEqual(["processes", "loop devices", "files", "record"]);
    }
    expect(machine()).toEqual(before);
    lab.end();
    expect(labs.map(tracesOf)).toEqual([[], ["processes", "loop devices", "files", "record"]]);
    other.end();
    lab.end();
    expect(labs.map(tracesOf)).toEqual([[], []]);
  });

  test("is taken away whatever ends its owner; what SIGKILL leaves, by the next start", async () => {
    const owners = await Promise.all([startOwner(), startOwner(), startOwner("throw"), startOwner()]);
    const [interrupted, terminated, , killed] = owners;
    interrupted.owner.kill("SIGINT");
    terminated.owner.kill("SIGTERM");
    killed.owner.kill("SIGKILL");
    const ends = await Promise.all(owners.map(({ owner }) => endOf(owner)));
    expect(ends).toEqual(["SIGINT", "SIGTERM", 1, "SIGKILL"]);
    const hasProcesses = () => tracesOf(killed.lab).includes("processes");
    expect(await poll(() => !hasProcesses(), { timeoutMs: 5_000, everyMs: 20 })).toBe(true);
    const left = owners.map(({ lab }) => tracesOf(lab));
    expect(left).toEqual([[], [], [], ["loop devices", "files", "record"]]);
    await using next = await Cluster.start(1);
    expect(tracesOf(killed.lab)).toEqual([]);
    expect(tracesOf(await marksOf(next, next.nodes))).toContain("processes");
  });

  test("that cannot start says why, keeps the logs and leaves nothing else behind", async () => {
    const seen: LabMarks[] = [];
    const start = Cluster.start(1, {
      prepare: async (node) => {
        const own = readRecords().filter(({ owner }) => owner.pid === process.pid);
        seen.push(...(await Promise.all(own.map((record) => marksOf(record, [node])))));
        throw new Error("No agent for host1.");
      },
    });
    const message = await start.then(
      () => "",
      (error: unknown) => String(error),
    );
    const [, logs = ""] =
      /^Error: No agent for host1\. The logs of all nodes are in (\S+)\.$/.exec(message) ?? [];
    expect(readdirSync(logs)).toEqual(["host1"]);
    expect(seen.map(({ processes }) => processes.length > 0)).toEqual([true]);
    expect(seen.map(tracesOf)).toEqual([[]]);
    rmSync(logs, { recursive: true });
  });
});

describe("a lab with two nodes", patient, () => {
  let started: Cluster | undefined;
  beforeAll(async () => {
    started = await Cluster.start(2, { volumes: { san2: ["vm1"] } });
  }, patient.timeout);
  afterAll(() => started?.end(), patient.timeout);
  const lab = () => {
    if (started) return started;
    throw new Error("The cluster did not start.");
  };
  const devices = async (name: string) =>
    (await lab().node(name).run("find", ["/dev/evms", "-type", "b"])).stdout;

  test("collects the logs of all nodes when what it waits for does not happen", async () => {
    const wait = lab().until("the guests fly", () => "they have no wings", { timeoutMs: 300 });
    const message = await wait.then(
      () => "",
      (error: unknown) => String(error),
    );
    const [, folder = ""] = /The logs of all nodes are in (\S+)\.\n/.exec(message) ?? [];
    expect(message).toContain(
      "The lab waited 0.3 s, but not: the guests fly. Seen last: they have no wings. ",
    );
    expect(message).toContain("--- crm_mon on host2\n");
    for (const host of ["host1", "host2"]) {
      expect(readFileSync(join(folder, host, "pacemaker/pacemaker.log"), "utf8")).toContain(
        "pacemaker-controld",
      );
      expect(readFileSync(join(folder, host, "corosync/corosync.log"), "utf8")).toContain("Members[2]: 1 2");
      expect(readFileSync(join(folder, host, "crm_mon.txt"), "utf8")).toContain("Online: [ host1 host2 ]");
    }
    rmSync(folder, { recursive: true });
  });

  test("has an evms_activate that acts on another node through the evmsd there", async () => {
    const host1 = lab().node("host1");
    expect(await host1.run("evms_activate", ["-q", "-n", "host2"])).toEqual({
      exitCode: 0,
      stdout: "",
      stderr: "",
    });
    expect(await devices("host1")).toBe("");
    expect(await devices("host2")).toBe("/dev/evms/san2/vm1\n");
    lab()
      .node("host2")
      .san.plan({ once: [{ kind: "fail", exitCode: 7, text: "engine is locked" }] });
    expect(await host1.run("evms_activate", ["-q", "-n", "host2"])).toMatchObject({
      exitCode: 7,
      stderr: "evms_activate: on host2: evms_activate: engine is locked\n",
    });
  });

  test("has an evms_activate that fails where no evmsd runs, and an evmsd that runs only once", async () => {
    const [host1, host2] = [lab().node("host1"), lab().node("host2")];
    expect((await host2.run("evmsd")).exitCode).toBe(100);
    await host2.daemons.stopEvmsd();
    expect(await host2.run("evms_activate", ["-q"])).toMatchObject({
      exitCode: 19,
      stderr: "evms_activate: cannot open the EVMS engine: evmsd does not run on host2\n",
    });
    expect(await host1.run("evms_activate", ["-q", "-n", "host2"])).toMatchObject({
      exitCode: 5,
      stderr: "evms_activate: evmsd on host2 does not answer\n",
    });
    await host2.daemons.startEvmsd();
    expect((await host2.run("evms_activate", ["-q"])).exitCode).toBe(0);
  });
});
