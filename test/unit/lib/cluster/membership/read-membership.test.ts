import { describe, expect, it } from "vitest";
import { readMembership } from "../../../../../lib/cluster/membership/read-membership.ts";
import type { CommandResult } from "../../../../../lib/system/command.ts";
import { exited, scripted } from "../../storage/scripted-run.ts";
import { crmMonXml, crmNodeList, heartbeat2 } from "./recordings.ts";

const step = (command: string, result: CommandResult) => ({ command, result, timeoutMs: 10_000 });
const member = { kind: "member", conditions: [] };

const crmMon = (result: CommandResult) => step("crm_mon -1 --output-as xml", result);
const crmNodeL = (text: string) => step("crm_node -l", exited(0, text));
const crmNodeQ = (text: string, code = 0) => step("crm_node -q", exited(code, text));
const n2Lost = crmNodeList.replace("2 n2 member", "2 n2 lost");

const inPacemaker = async (...script: readonly ReturnType<typeof step>[]) => {
  const { run, expectDone } = scripted(script);
  const membership = await readMembership(run, "pacemaker", { self: "n1", nodes: ["n1", "n2", "n3"] });
  expectDone();
  return { n2: membership.nodes.get("n2"), n3: membership.nodes.get("n3"), partition: membership.partition };
};

describe("readMembership of Pacemaker", () => {
  it("knows three members, each tool with 10 s", async () => {
    const read = await inPacemaker(
      crmMon(exited(0, crmMonXml("all-online"))),
      crmNodeL(crmNodeList),
      crmNodeQ("1\n"),
    );
    expect(read).toEqual({
      n2: member,
      n3: member,
      partition: { kind: "answered", dc: "n1", quorum: true, unlisted: [] },
    });
  });

  const stopped = crmMon(exited(0, crmMonXml("n2-stopped")));

  it("knows that a stopped node is gone, when Corosync lost it or does not know it", async () => {
    const gone = { kind: "gone", seenBy: "majority", conditions: [] };
    expect((await inPacemaker(stopped, crmNodeL(n2Lost), crmNodeQ("1\n"))).n2).toEqual(gone);
    const without = crmNodeList.replace("2 n2 member\n", "");
    expect((await inPacemaker(stopped, crmNodeL(without), crmNodeQ("1\n"))).n2).toEqual(gone);
  });

  it("does not know a node that Corosync still has, or of which the two do not agree", async () => {
    expect((await inPacemaker(stopped, crmNodeL(crmNodeList), crmNodeQ("1\n"))).n2).toEqual({
      kind: "unknown",
      reason: "n2 is offline for Pacemaker and a member for Corosync, so the host is up: look there.",
    });
    const online = crmMon(exited(0, crmMonXml("all-online")));
    expect((await inPacemaker(online, crmNodeL(n2Lost), crmNodeQ("1\n"))).n2).toEqual({
      kind: "unknown",
      reason: "n2 is online for Pacemaker and lost for Corosync: wait and ask again.",
    });
  });

  it.each([0, 1, 103])("does not say gone when quorum was lost meanwhile (exit code %i)", async (code) => {
    const read = await inPacemaker(stopped, crmNodeL(n2Lost), crmNodeQ("0\n", code));
    expect(read.n2).toEqual({
      kind: "unknown",
      reason:
        "n2 is shown as offline, but this side of the cluster has no quorum: go to a node of the side that has it.",
    });
    expect(read.n3).toEqual(member);
  });

  const noAnswer = (why: string) => {
    const reason = `The cluster manager on n1 gave no usable answer: ${why}.`;
    return {
      n2: { kind: "unknown", reason },
      n3: { kind: "unknown", reason },
      partition: { kind: "no-answer", reason },
    };
  };
  const silent: CommandResult = {
    kind: "timed-out",
    afterMs: 10_000,
    stdout: crmMonXml("n2-stopped"),
    stderr: "",
  };

  it.each<[CommandResult, string]>([
    [silent, "crm_mon -1 --output-as xml did not finish within 10 s and was stopped"],
    [{ kind: "not-found", file: "crm_mon" }, "crm_mon -1 --output-as xml is not installed"],
    [exited(0, ""), "crm_mon printed something other than its XML report"],
    [exited(1, "", "no\nwords"), "crm_mon -1 --output-as xml exited with 1: words"],
    [exited(1, crmMonXml("n2-stopped")), "crm_mon -1 --output-as xml exited with 1"],
    [
      exited(102, crmMonXml("not-connected")),
      "crm_mon could not ask the cluster: Connection to cluster failed: Connection refused",
    ],
    [
      { kind: "signalled", signal: "SIGSEGV", stdout: crmMonXml("n2-stopped"), stderr: "" },
      "crm_mon -1 --output-as xml was ended by SIGSEGV",
    ],
    [
      { kind: "flooded", limitBytes: 9, stdout: crmMonXml("n2-stopped"), stderr: "" },
      "crm_mon -1 --output-as xml printed more than 9 bytes and was stopped",
    ],
  ])("knows nothing where crm_mon gives no answer (%#)", async (result, why) => {
    expect(await inPacemaker(crmMon(result))).toEqual(noAnswer(why));
  });

  it("knows nothing where crm_node gives no answer", async () => {
    expect(await inPacemaker(stopped, step("crm_node -l", exited(102, "", "no\n")))).toEqual(
      noAnswer("crm_node -l exited with 102: no"),
    );
    expect(await inPacemaker(stopped, crmNodeL(n2Lost), crmNodeQ("1\n", 1))).toEqual(
      noAnswer("crm_node -q exited with 1"),
    );
    expect(await inPacemaker(stopped, crmNodeL("x"))).toEqual(
      noAnswer("crm_node -l printed something other than its list of nodes"),
    );
  });
});

describe("readMembership of Heartbeat 2", () => {
  const listed = step("crmadmin -N", exited(0, heartbeat2("crmadmin-N")));
  const status = (text: string) => step("crm_mon -1", exited(0, text));
  const cib = heartbeat2("cibadmin-Q");
  const head = (text = cib) => step("cibadmin -Q", exited(0, text));
  const host1Dc = cib.replace(
    'dc_uuid="6153c78f-215a-4082-be36-587036cc8d64"',
    'dc_uuid="2cb557b6-aa15-46fd-881d-c96f65dca230"',
  );

  const onHost1 = async (...script: readonly ReturnType<typeof step>[]) => {
    const { run, expectDone } = scripted(script);
    const membership = await readMembership(run, "heartbeat2", { self: "host1", nodes: ["host1", "host2"] });
    expectDone();
    return { host2: membership.nodes.get("host2"), partition: membership.partition };
  };

  it("knows two members (recorded)", async () => {
    expect(await onHost1(listed, status(heartbeat2("crm_mon-evmscloneset")), head())).toEqual({
      host2: member,
      partition: { kind: "answered", dc: "host2", quorum: true, unlisted: [] },
    });
  });

  it("says that host2 is gone as far as this side can see (recorded)", async () => {
    const read = await onHost1(listed, status(heartbeat2("crm_mon-host2-dead")), head(host1Dc));
    expect(read.host2).toEqual({ kind: "gone", seenBy: "this-side", conditions: [] });
  });

  it("does not say gone without quorum, or while two tools name two coordinators", async () => {
    const without = host1Dc.replace('have_quorum="true"', 'have_quorum="false"');
    const dead = status(heartbeat2("crm_mon-host2-dead"));
    expect((await onHost1(listed, dead, head(without))).host2).toEqual({
      kind: "unknown",
      reason:
        "host2 is shown as offline, but this side of the cluster has no quorum: go to a node of the side that has it.",
    });
    expect((await onHost1(listed, dead, head())).host2).toEqual({
      kind: "unknown",
      reason:
        "The cluster manager on host1 gave no usable answer: crm_mon and cibadmin -Q name different coordinators.",
    });
  });

  it("does not say gone on a node in standby, where 2.0.8 does not tell whether it is a member itself", async () => {
    const dead = heartbeat2("crm_mon-host2-dead").replace(": online", ": standby");
    expect((await onHost1(listed, status(dead), head(host1Dc))).host2?.kind).toBe("unknown");
  });

  it("knows nothing where a tool fails or is silent", async () => {
    const silent = { kind: "timed-out", afterMs: 10_000, stdout: "", stderr: "" } as const;
    const unknown = (why: string) => ({
      kind: "unknown",
      reason: `The cluster manager on host1 gave no usable answer: ${why}.`,
    });
    expect((await onHost1(step("crmadmin -N", silent))).host2).toEqual(
      unknown("crmadmin -N did not finish within 10 s and was stopped"),
    );
    expect((await onHost1(listed, step("crm_mon -1", exited(1)))).host2).toEqual(
      unknown("crm_mon -1 exited with 1"),
    );
    const dead = status(heartbeat2("crm_mon-host2-dead"));
    expect((await onHost1(listed, dead, step("cibadmin -Q", exited(1, host1Dc)))).host2).toEqual(
      unknown("cibadmin -Q exited with 1"),
    );
  });
});
