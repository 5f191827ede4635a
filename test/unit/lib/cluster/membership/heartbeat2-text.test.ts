import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  combine,
  parseCibHead,
  parseCrmadminNodes,
  parseCrmMonText,
} from "../../../../../lib/cluster/membership/heartbeat2-text.ts";
import { heartbeat2 } from "./recordings.ts";

const id1 = "2cb557b6-aa15-46fd-881d-c96f65dca230";
const id2 = "6153c78f-215a-4082-be36-587036cc8d64";
const host1 = { name: "host1", id: id1 };
const host2 = { name: "host2", id: id2 };
const online = { state: { kind: "online" }, conditions: [] };
const offline = { state: { kind: "offline" }, conditions: [] };
const noStatus = { kind: "unreadable", reason: "crm_mon printed something other than the cluster's status" };
const live = heartbeat2("crm_mon-evmscloneset");

describe("parseCrmadminNodes", () => {
  const noList = { kind: "unreadable", reason: "crmadmin -N printed something other than its list of nodes" };

  it("reads two nodes (recorded)", () => {
    expect(parseCrmadminNodes(heartbeat2("crmadmin-N"))).toEqual({ kind: "parsed", value: [host2, host1] });
  });

  it("leaves ping nodes out, and reads a name with odd characters to its end", () => {
    const odd = "a (b): c";
    expect(parseCrmadminNodes(`ping node: 10.0.0.1 (${id2})\nnormal node: ${odd} (${id1})\n`)).toEqual({
      kind: "parsed",
      value: [{ name: odd, id: id1 }],
    });
  });

  it.each(["", "normal node: host1\n", `normal node: host1 (${id1})`, `normal node: host1 (${id1})\nx\n`])(
    "refuses %j",
    (text) => {
      expect(parseCrmadminNodes(text)).toEqual(noList);
    },
  );
});

describe("parseCrmMonText", () => {
  it.each(["crm_mon-empty", "crm_mon-evmscloneset", "crm_mon-rn", "crm_mon-unmanaged"])(
    "finds the coordinator and two members in %s (recorded)",
    (name) => {
      const read = parseCrmMonText(heartbeat2(name));
      const value = {
        dc: host2,
        nodes: [
          { ...host2, ...online },
          { ...host1, ...online },
        ],
      };
      // With -n the resources stand below their nodes: that is no list of nodes that this reads.
      expect(read).toEqual(name === "crm_mon-rn" ? noStatus : { kind: "parsed", value });
    },
  );

  it("finds a dead node (recorded)", () => {
    expect(parseCrmMonText(heartbeat2("crm_mon-host2-dead"))).toEqual({
      kind: "parsed",
      value: {
        dc: host1,
        nodes: [
          { ...host2, ...offline },
          { ...host1, ...online },
        ],
      },
    });
  });

  const withWord = (word: string) => live.replace(`(${id1}): online`, `(${id1}): ${word}`);
  const host1In = (text: string) => {
    const read = parseCrmMonText(text);
    return read.kind === "parsed" ? read.value.nodes[1] : read;
  };

  it("does not conclude from standby, which 2.0.8 shows for a dead node too", () => {
    expect(host1In(withWord("standby"))).toEqual({
      ...host1,
      conditions: ["standby"],
      state: {
        kind: "unclear",
        why: "is in standby, and Heartbeat 2.0.8 shows a dead node in standby just so: end the standby to know",
      },
    });
    expect(host1In(withWord("OFFLINE (standby)"))).toEqual({
      ...host1,
      conditions: ["standby"],
      state: { kind: "offline" },
    });
  });

  it.each(["pending", "UNCLEAN (offline)", "Offline", "online OFFLINE"])(
    "does not conclude from %s",
    (word) => {
      expect(host1In(withWord(word))).toMatchObject({
        state: { kind: "unclear", why: `is shown as "${word}": wait until it is online or OFFLINE` },
      });
    },
  );

  it("reads names with odd characters by the UUID behind them", () => {
    const odd = "h (x): online";
    const read = parseCrmMonText(live.replaceAll(`host1 (${id1})`, `${odd} (${id1})`));
    expect(read).toMatchObject({ value: { nodes: [{ name: "host2" }, { name: odd, id: id1, ...online }] } });
  });

  it("knows that there is no coordinator", () => {
    const text = live.replace(/Current DC: .*/, "Current DC: NONE");
    expect(parseCrmMonText(text)).toMatchObject({ kind: "parsed", value: { dc: undefined } });
  });

  it.each<[string, string | RegExp, string]>([
    ["another number of nodes than it counts", "2 Nodes", "3 Nodes"],
    ["a node less", /Node: host1.*\n/, ""],
    ["no blank line after the nodes", "\n\nClone", "\nClone"],
    ["a coordinator without a UUID", /Current DC: .*/, "Current DC: host2"],
    ["no coordinator line", /Current DC: .*\n/, ""],
    ["a node without a word", `(${id1}): online`, `(${id1}):`],
  ])("refuses a status with %s", (_, from, to) => {
    const text = live.replace(from, to);
    expect(text).not.toBe(live);
    expect(parseCrmMonText(text)).toEqual(noStatus);
  });

  it("says the same of a status that was cut off behind its nodes, and nothing of one cut off before", () => {
    const end = live.indexOf("\n\nClone") + 1;
    for (let length = 0; length < live.length; length++) {
      const read = parseCrmMonText(live.slice(0, length));
      expect(read).toEqual(length < end ? noStatus : parseCrmMonText(live));
    }
  });

  it.each(["crm_mon-evmscloneset", "crm_mon-host2-dead"])(
    "never throws, and never shows a member as offline, whatever is lost, doubled or moved in %s",
    (name) => {
      const recorded = heartbeat2(name);
      const members = name === "crm_mon-host2-dead" ? ["host1"] : ["host1", "host2"];
      const lines = recorded.split("\n");
      const text = fc.oneof(
        fc.shuffledSubarray(lines).map((some) => some.join("\n")),
        fc.array(fc.constantFrom(...lines), { maxLength: 40 }).map((some) => some.join("\n")),
        fc
          .tuple(fc.nat(recorded.length), fc.nat(30), fc.string())
          .map(([at, count, put]) => recorded.slice(0, at) + put + recorded.slice(at + count)),
      );
      fc.assert(
        fc.property(text, (printed) => {
          const read = parseCrmMonText(printed);
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

describe("parseCibHead", () => {
  const cib = heartbeat2("cibadmin-Q");
  const noCib = {
    kind: "unreadable",
    reason: "cibadmin -Q printed something other than a CIB of Heartbeat 2",
  };

  it("reads quorum and coordinator (recorded)", () => {
    expect(parseCibHead(cib)).toEqual({ kind: "parsed", value: { dcId: id2, quorum: true } });
  });

  it.each([
    ["false", false],
    ["0", false],
    ["1", true],
  ])("reads have_quorum %s", (word, quorum) => {
    const text = cib.replace('have_quorum="true"', `have_quorum="${word}"`);
    expect(parseCibHead(text)).toMatchObject({ value: { quorum } });
  });

  it("refuses a CIB without quorum, with quorum twice, with another word, cut off, or of Pacemaker", () => {
    for (const to of ["", 'have_quorum="true" have_quorum="false"', 'have_quorum="yes"', 'have-quorum="1"']) {
      expect(parseCibHead(cib.replace('have_quorum="true"', to))).toEqual(noCib);
    }
    expect(parseCibHead(cib.slice(0, -20))).toEqual(noCib);
    expect(parseCibHead(`<!-- ${cib}`)).toEqual(noCib);
    expect(parseCibHead("")).toEqual(noCib);
  });
});

describe("combine", () => {
  const status = {
    dc: host2,
    nodes: [
      { ...host2, state: { kind: "online" }, conditions: [] },
      { ...host1, state: { kind: "offline" }, conditions: [] },
    ],
  } as const;

  it("puts the three answers together", () => {
    expect(combine([host1, host2], status, { dcId: id2, quorum: true })).toMatchObject({
      kind: "parsed",
      value: { dc: "host2", quorum: true, nodes: [{ name: "host2" }, { name: "host1", ...offline }] },
    });
  });

  it("refuses answers that do not show one cluster", () => {
    const differ = { kind: "unreadable", reason: "crm_mon and crmadmin -N list different nodes" };
    expect(combine([host2], status, { dcId: id2, quorum: true })).toEqual(differ);
    expect(combine([host2, { name: "host1", id: id2 }], status, { dcId: id2, quorum: true })).toEqual(differ);
    expect(combine([host1, host2], status, { dcId: id1, quorum: true })).toEqual({
      kind: "unreadable",
      reason: "crm_mon and cibadmin -Q name different coordinators",
    });
  });
});
