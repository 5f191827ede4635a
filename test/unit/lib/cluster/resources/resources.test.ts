import { describe, expect, it } from "vitest";
import { parseCrmMonResources } from "../../../../../lib/cluster/resources/crm-mon-resources.ts";
import { parseCrmMonTextResources } from "../../../../../lib/cluster/resources/heartbeat2-resources.ts";
import { readResources } from "../../../../../lib/cluster/resources/read-resources.ts";
import { exited, scripted } from "../../storage/scripted-run.ts";
import { crmMonXml, heartbeat2 } from "../membership/recordings.ts";

const stopped = crmMonXml("n2-stopped");
const withFailures = (failures: string) =>
  stopped.replace("<status code=", `<failures>${failures}</failures><status code=`);
const failure = (key: string, node: string, reason: string) =>
  `<failure op_key="${key}" node="${node}" exitstatus="error" exitreason="${reason}" exitcode="1" call="9" status="complete" last-rc-change="2026-11-22 20:44:41Z" queued="0" exec="0" interval="0" task="start"/>`;

describe("parseCrmMonResources", () => {
  it("finds where each resource is started, a clone's instances together (recorded)", () => {
    expect(parseCrmMonResources(stopped)).toEqual({
      kind: "parsed",
      value: [
        { id: "vm1", agent: "NodeDemo", startedOn: ["n3"], failedOn: [] },
        { id: "vm2", agent: "NodeDemo", startedOn: [], failedOn: [] },
        { id: "demo", agent: "NodeDemo", startedOn: ["n1", "n3"], failedOn: [] },
      ],
    });
  });

  it("says why a start failed, in the agent's words, and forgets failures that are mended", () => {
    const text = withFailures(
      failure("demo_start_0", "n2", "/dev/evms/san2/vm1 is &quot;gone&quot; &amp; lost&#10;for good.") +
        failure("demo_monitor_10000", "n3", "was lost once"),
    );
    expect(parseCrmMonResources(text)).toMatchObject({
      value: [{}, {}, { failedOn: [{ node: "n2", reason: '/dev/evms/san2/vm1 is "gone" & lost for good' }] }],
    });
  });

  it("takes a resource whose monitor failed for failed, though it is started there", () => {
    const text = withFailures(failure("vm1_monitor_10000", "n3", "")).replace(
      '<resource id="vm1" resource_agent="ocf:labnode:NodeDemo" role="Started" active="true" orphaned="false" blocked="false" managed="true" failed="false"',
      '<resource id="vm1" resource_agent="ocf:labnode:NodeDemo" role="Started" active="true" orphaned="false" blocked="false" managed="true" failed="true"',
    );
    expect(parseCrmMonResources(text)).toMatchObject({
      value: [{ id: "vm1", startedOn: [], failedOn: [{ node: "n3", reason: "error" }] }, {}, {}],
    });
  });

  it("does not read what is cut off, and says why crm_mon failed", () => {
    expect(parseCrmMonResources(stopped.slice(0, -30)).kind).toBe("unreadable");
    expect(parseCrmMonResources(crmMonXml("not-connected"))).toMatchObject({
      kind: "unreadable",
      reason: expect.stringContaining("crm_mon could not ask the cluster"),
    });
  });
});

describe("parseCrmMonTextResources", () => {
  it("reads Heartbeat 2.0.8's list (recorded)", () => {
    expect(parseCrmMonTextResources(heartbeat2("crm_mon-unmanaged"))).toEqual({
      kind: "parsed",
      value: [
        { id: "evmsclone", agent: "EvmsSCC", startedOn: ["host2", "host1"], failedOn: [] },
        { id: "nfs1", agent: "Dummy", startedOn: [], failedOn: [] },
      ],
    });
    expect(parseCrmMonTextResources(heartbeat2("crm_mon-host2-dead"))).toMatchObject({
      value: [{ startedOn: ["host1"] }],
    });
    expect(parseCrmMonTextResources("crm_mon: command failed")).toMatchObject({ kind: "unreadable" });
  });

  it("takes what is marked FAILED for failed", () => {
    const text = heartbeat2("crm_mon-evmscloneset").replace("Started host2", "Started host2 FAILED");
    expect(parseCrmMonTextResources(text)).toMatchObject({
      value: [{ startedOn: ["host1"], failedOn: [{ node: "host2", reason: undefined }] }],
    });
  });
});

describe("readResources", () => {
  it("asks each cluster manager in its own way, and a failure is a value", async () => {
    const pacemaker = scripted([
      { command: "crm_mon -1 -r --output-as xml", result: exited(0, stopped), timeoutMs: 5_000 },
    ]);
    expect(await readResources(pacemaker.run, "pacemaker")).toMatchObject({ kind: "shown" });
    const old = scripted([{ command: "crm_mon -1 -r", result: { kind: "not-found", file: "crm_mon" } }]);
    expect(await readResources(old.run, "heartbeat2")).toEqual({
      kind: "unknown",
      reason: expect.stringContaining("crm_mon"),
    });
  });
});
