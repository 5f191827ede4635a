import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCrmMonXml } from "../../../../../lib/cluster/membership/crm-mon-xml.ts";
import { crmMonXml } from "./recordings.ts";

const online = { state: { kind: "online" }, conditions: [] };
const unreadable = (reason: string) => ({ kind: "unreadable", reason });
const garbage = unreadable("crm_mon printed something other than its XML report");
const allOnline = crmMonXml("all-online");

const nodesOf = (text: string) => {
  const read = parseCrmMonXml(text);
  if (read.kind === "unreadable") throw new Error(read.reason);
  return read.value.nodes;
};

describe("parseCrmMonXml reads what crm_mon prints (recorded)", () => {
  it("finds the coordinator, quorum and three members", () => {
    expect(parseCrmMonXml(allOnline)).toEqual({
      kind: "parsed",
      value: {
        dc: "n1",
        quorum: true,
        nodes: [
          { name: "n1", ...online },
          { name: "n2", ...online },
          { name: "n3", ...online },
        ],
      },
    });
  });

  it("finds a node that was stopped, and not those that resources and the history name", () => {
    expect(nodesOf(crmMonXml("n2-stopped"))).toEqual([
      { name: "n1", ...online },
      { name: "n2", state: { kind: "offline" }, conditions: [] },
      { name: "n3", ...online },
    ]);
  });

  it("tells standby, maintenance, pending and unclean", () => {
    const unclean = {
      kind: "unclear",
      why: "is unclean: the cluster lost it and has not fenced it, so wait or look at it yourself",
    };
    const pending = {
      kind: "unclear",
      why: "is pending: it is joining the cluster or leaving it, so wait and ask again",
    };
    expect(nodesOf(crmMonXml("states"))).toEqual([
      { name: "host1", ...online },
      { name: "host2", state: unclean, conditions: [] },
      { name: "host3", state: { kind: "online" }, conditions: ["standby"] },
      { name: "host4", state: { kind: "online" }, conditions: ["maintenance"] },
      { name: "host5", state: pending, conditions: ["standby"] },
      { name: "host6", state: pending, conditions: ["standby"] },
      { name: "host7", state: { kind: "offline" }, conditions: ["standby"] },
    ]);
  });

  it("knows a cluster without a coordinator and one without quorum", () => {
    expect(parseCrmMonXml(crmMonXml("no-dc"))).toMatchObject({ value: { dc: undefined, quorum: false } });
    expect(parseCrmMonXml(crmMonXml("no-quorum"))).toMatchObject({ value: { dc: "host1", quorum: false } });
  });

  it("says why crm_mon could not ask", () => {
    expect(parseCrmMonXml(crmMonXml("not-connected"))).toEqual(
      unreadable("crm_mon could not ask the cluster: Connection to cluster failed: Connection refused"),
    );
  });
});

describe("parseCrmMonXml on other texts", () => {
  const edited = (from: string | RegExp, to: string) => {
    const text = allOnline.replace(from, to);
    expect(text).not.toBe(allOnline);
    return parseCrmMonXml(text);
  };

  it("takes an XML declaration, and a report of a version that names no pacemakerd", () => {
    expect(parseCrmMonXml(`<?xml version="1.0"?>\n${allOnline}`)).toEqual(parseCrmMonXml(allOnline));
    expect(edited(/<pacemakerd .*\/>/, "")).toEqual(parseCrmMonXml(allOnline));
  });

  it("trusts no picture of a Pacemaker that is starting or stopping", () => {
    expect(edited('state="running"', 'state="shutting_down"')).toEqual(
      unreadable("Pacemaker on this node is starting or stopping"),
    );
  });

  it("leaves remote nodes out", () => {
    expect(
      edited('resources_running="1" type="member"', 'resources_running="1" type="remote"'),
    ).toMatchObject({
      value: { nodes: [{ name: "n2" }, { name: "n3" }] },
    });
  });

  it.each<[string, string | RegExp, string]>([
    ["a DOCTYPE", "<pacemaker-result", '<!DOCTYPE x [<!ENTITY a "b">]><pacemaker-result'],
    ["a comment", "<summary>", "<summary><!-- x -->"],
    ["CDATA", "<nodes>", "<nodes><![CDATA[x]]>"],
    ["a second report", "</pacemaker-result>", "</pacemaker-result><pacemaker-result></pacemaker-result>"],
    ["words before it", "<pacemaker-result", "error: x\n<pacemaker-result"],
    ["words after it", "</pacemaker-result>", "</pacemaker-result>x"],
    ["a node less than it counts", /<node name="n2" .*type="member"\/>/, ""],
    ["a node more than it counts", "</nodes>", '<node name="n4"/></nodes>'],
    ["a node without a name", 'node name="n2" id="2" online', 'node id="2" online'],
    ["a node with an empty name", 'node name="n2" id="2" online', 'node name="" id="2" online'],
    ["a node that is neither online nor offline", 'online="true"', 'online="no"'],
    ["a node without a word on pending", ' pending="false"', ""],
    ["a node without a word on unclean", ' unclean="false"', ""],
    ["an attribute twice", 'online="true"', 'online="true" online="false"'],
    ["no word on quorum", ' with_quorum="true"', ""],
    ["no word on the coordinator", /<current_dc .*\/>/, ""],
    [
      "a coordinator without a name",
      'present="true" version="2.1.5-a3f44794f94" name="n1"',
      'present="true"',
    ],
    ["tags that cross", "</summary>\n  <nodes>", "<nodes></summary>"],
  ])("refuses %s", (_, from, to) => {
    expect(edited(from, to)).toEqual(garbage);
  });

  it("refuses a report without a status, and one with an error as status", () => {
    expect(edited('<status code="0" message="OK"/>', "").kind).toBe("unreadable");
    expect(edited('<status code="0"', '<status code="124"').kind).toBe("unreadable");
  });

  it("refuses what is too long to be read", () => {
    expect(parseCrmMonXml(" ".repeat(16 * 1024 * 1024 + 1))).toEqual(
      unreadable("crm_mon printed more than 16777216 characters"),
    );
  });

  it("refuses every report that was cut off", () => {
    const text = allOnline.trimEnd();
    for (let length = 0; length < text.length; length += 3) {
      expect(parseCrmMonXml(text.slice(0, length)).kind).toBe("unreadable");
    }
  });

  const someDeep = [...Array(3_000)].map(() => "<a>").join("");

  it("does not fall over nesting", () => {
    expect(edited("<nodes>", `<nodes>${someDeep}`)).toEqual(garbage);
    expect(edited("<nodes>", `<nodes>${someDeep}${someDeep.replaceAll("<", "</")}`)).toEqual(garbage);
  });

  it.each(["all-online", "n2-stopped"] as const)(
    "never throws, and never shows a member as offline, whatever is lost, doubled or moved in %s",
    (name) => {
      const recorded = crmMonXml(name);
      const members = name === "n2-stopped" ? ["n1", "n3"] : ["n1", "n2", "n3"];
      const lines = recorded.split("\n");
      const put = fc.oneof(
        fc.string(),
        fc.constantFrom("<", ">", '"', "&lt;", "/>", "<node ", 'x="false"', "\0"),
      );
      const letters = fc
        .array(fc.tuple(fc.nat(recorded.length), fc.nat(20), put), { minLength: 1, maxLength: 4 })
        .map((cuts) =>
          cuts.reduce((text, [at, count, by]) => text.slice(0, at) + by + text.slice(at + count), recorded),
        );
      const shuffled = fc.shuffledSubarray(lines, { minLength: 1 }).map((some) => some.join("\n"));
      const doubled = fc.array(fc.constantFrom(...lines), { maxLength: 80 }).map((some) => some.join("\n"));
      fc.assert(
        fc.property(fc.oneof(letters, shuffled, doubled, fc.string()), (text) => {
          const read = parseCrmMonXml(text);
          if (read.kind === "unreadable") return true;
          return read.value.nodes.every(
            (each) => each.state.kind !== "offline" || !members.includes(each.name),
          );
        }),
        { numRuns: 1_000 },
      );
    },
  );
});
