import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Failure } from "../../support/lab/crm-mon.ts";
import type { Behaviour } from "../../support/lab/san.ts";
import {
  cloneId,
  cloneSetXml,
  loadCloneSet,
  primitiveId,
  untilFailed,
  untilStartedOn,
  withStartTimeout,
} from "../../support/lab/xensan.ts";
import { patient, useCluster } from "./use-cluster.ts";

const both = ["host1", "host2"];
const startTimeoutSeconds = 6;
const agentLog = "/var/log/pacemaker/pacemaker.log";

describe("evms_activate on one node", patient, () => {
  const cluster = useCluster(2, { volumes: { san2: ["vm1", "vm2"] } });
  const host1 = () => cluster().node("host1");
  const host2 = () => cluster().node("host2");

  beforeAll(async () => {
    const xml = await cloneSetXml(host1(), "--volumes", "san2");
    await loadCloneSet(host1(), withStartTimeout(xml, startTimeoutSeconds));
  }, patient.timeout);

  // Each test begins with host2 out of service: nothing active, nothing failed, its volumes remembered. This also
  // repairs what the test before it left.
  beforeEach(async () => {
    host2().san.plan({});
    await host1().run("crm_resource", ["--cleanup", "-r", primitiveId]);
    await untilStartedOn(cluster(), both);
    await setStandby("on");
    await untilStartedOn(cluster(), ["host1"]);
    await host2().run("rm", ["-r", "/dev/evms/san2"]);
  }, patient.timeout);

  async function setStandby(value: "on" | "off"): Promise<void> {
    const { exitCode } = await host1().run("crm_standby", ["--node", "host2", "--update", value]);
    expect(exitCode).toBe(0);
  }

  /** Starts the clone on host2 with an evms_activate that does this at every call, and waits until that has failed. */
  async function startThatFails(behaviour: Behaviour): Promise<Failure> {
    host2().san.plan({ always: behaviour });
    await setStandby("off");
    const failed = await untilFailed(cluster(), "start", "host2");
    const active = (await host1().crmMon()).resources.filter((each) => each.active && !each.failed);
    expect(active).toMatchObject([{ clone: cloneId, nodes: ["host1"] }]);
    return failed;
  }

  async function untilNoChildIsLeft(): Promise<void> {
    await cluster().until(
      "neither evms_activate nor the agent runs on host2",
      async () => {
        const { stdout } = await host2().run("ps", ["-e", "-o", "comm=,args="]);
        const left = stdout.split("\n").filter((line) => /^evms_activate|resource\.d\/xensan/.test(line));
        return left.length === 0 || left.join("; ");
      },
      { timeoutMs: 3_000 },
    );
  }

  /** The reason as the agent gave it: Pacemaker cuts what crm_mon shows to 127 characters. */
  async function loggedReason(): Promise<string> {
    const { stdout } = await host2().run("grep", ["EvmsSCC(evmsclone).*ERROR: ", agentLog]);
    return stdout.trim().split("\n").at(-1) ?? "";
  }

  test("that fails is tried again until the time-out, and reported with its last error", async () => {
    const callsBefore = host2().san.calls().length;
    const failed = await startThatFails({ kind: "fail", exitCode: 3, text: "engine is locked" });
    expect(failed).toMatchObject({
      exitCode: 1,
      status: "complete",
      reason: expect.stringContaining(
        "missing on host2: /dev/evms/san2/vm1, /dev/evms/san2/vm2; evms_activate exited with 3: evms_activate: engine is locked",
      ),
    });
    expect(await loggedReason()).toContain(
      "check the SAN and EVMS on host2, then run: crm_resource --cleanup -r evmsclone",
    );
    const tries = host2().san.calls().slice(callsBefore);
    expect(tries.length).toBeGreaterThan(2);
    expect(new Set(tries)).toEqual(new Set([3]));
    await untilNoChildIsLeft();
  });

  test("that fails only once is no failure", async () => {
    const callsBefore = host2().san.calls().length;
    host2().san.plan({ once: [{ kind: "fail", exitCode: 3, text: "engine is locked" }] });
    await setStandby("off");
    await untilStartedOn(cluster(), both);
    expect(host2().san.calls().slice(callsBefore)).toEqual([3, 0]);
    expect((await cluster().crmMon()).failures).toEqual([]);
  });

  test.each([
    ["that hangs", { kind: "hang" }],
    ["that hangs and ignores SIGTERM", { kind: "hang-hard" }],
  ] as const)("%s is ended within the time-out and reported, and leaves no process", async (_, behaviour) => {
    const failed = await startThatFails(behaviour);
    expect(failed).toMatchObject({
      exitCode: 1,
      status: "complete",
      reason: expect.stringContaining("san2"),
    });
    expect(await loggedReason()).toMatch(/evms_activate did not finish within [\d.]+ s and was stopped/);
    await untilNoChildIsLeft();
  });

  test("is not called before evmsd runs, which comes up beside the cluster manager", async () => {
    const callsBefore = host2().san.calls().length;
    await host2().daemons.stopEvmsd();
    await setStandby("off");
    await cluster().until("the agent waits on host2", async () => {
      const { stdout } = await host2().run("grep", ["-c", "evmsd is not running", agentLog]);
      return Number(stdout) > 0 || "it says nothing of evmsd";
    });
    await host2().daemons.startEvmsd();
    await untilStartedOn(cluster(), both);
    expect(host2().san.calls().slice(callsBefore)).toEqual([0]);
    expect((await cluster().crmMon()).failures).toEqual([]);
  });
});
