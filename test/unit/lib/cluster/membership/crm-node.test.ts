import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCrmNodeList, parseCrmNodeQuorum } from "../../../../../lib/cluster/membership/crm-node.ts";
import { crmNodeList } from "./recordings.ts";

const states = (text: string) => {
  const read = parseCrmNodeList(text);
  return read.kind === "parsed" ? Object.fromEntries(read.value) : read.reason;
};
const garbage = "crm_node -l printed something other than its list of nodes";

describe("parseCrmNodeList", () => {
  it("reads three members (recorded)", () => {
    expect(states(crmNodeList)).toEqual({ n1: "member", n2: "member", n3: "member" });
  });

  it("reads lost nodes, and nodes of which it knows no state", () => {
    expect(states("1 host1 member\n2 host2 lost\n3 host3\n4 host4 \n5 host5 (null)\n")).toEqual({
      host1: "member",
      host2: "lost",
      host3: "other",
      host4: "other",
      host5: "other",
    });
  });

  it("believes neither of two lines that contradict each other", () => {
    expect(states("1 host1 member\n2 host1 lost\n3 host1 member\n")).toEqual({ host1: "other" });
    expect(states("1 host1 lost\n1 host1 lost\n")).toEqual({ host1: "lost" });
  });

  it.each(["", "\n", "1 host1 member", "host1 member\n", "1 host1 member\n\n", "1  member\n", "1 a b c\n"])(
    "refuses %j",
    (text) => {
      expect(states(text)).toBe(garbage);
    },
  );

  it("never throws", () => {
    fc.assert(fc.property(fc.string(), (text) => typeof parseCrmNodeList(`${text}\n`).kind === "string"));
  });
});

describe("parseCrmNodeQuorum", () => {
  it.each([
    ["1\n", { kind: "parsed", value: true }],
    ["0\n", { kind: "parsed", value: false }],
    ["", { kind: "unreadable", reason: "crm_node -q printed something other than 0 or 1" }],
    ["10\n", { kind: "unreadable", reason: "crm_node -q printed something other than 0 or 1" }],
  ])("reads %j", (text, expected) => {
    expect(parseCrmNodeQuorum(text)).toEqual(expected);
  });
});
