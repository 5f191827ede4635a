import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HostAnswer, HostReport } from "../../../../../lib/guard/facts.ts";
import {
  type Address,
  decodeAnswer,
  decodeOrder,
  decodeQuestion,
  decodeReply,
  encodeAnswer,
  encodeOrder,
  encodeQuestion,
  encodeReply,
} from "../../../../../lib/guard/wire/exchange.ts";
import { namesOf } from "../../../../../lib/xen/domain.ts";
import { anyClosure } from "../closures.ts";
import { operationsOf, start } from "../operations.ts";

const asked: Address = {
  id: "q-1",
  from: "host1",
  to: "host2",
  guest: "nfs1",
  lease: "/dev/SAN/leases",
  hosts: ["host1", "host2"],
};

const absent: HostReport = {
  presence: { kind: "absent" },
  uses: { kind: "known", uses: [] },
  open: undefined,
  busy: [],
  closed: undefined,
};
const answered = (report: Partial<HostReport>): HostAnswer => ({
  kind: "answered",
  report: { ...absent, ...report },
});

const clauses = fc.string({ maxLength: 60 }).map((text) => text.replaceAll(/\p{Cc}/gu, " "));
const accesses = fc.constantFrom("read" as const, "write" as const, "write-shared" as const);
const presentDomains = fc.record({
  name: fc.constantFrom(...namesOf("nfs1")),
  domid: fc.nat(0x7fff),
  uuid: fc.option(fc.uuid(), { nil: undefined }),
  state: fc.constantFrom("running" as const, "paused" as const, "suspended" as const, "unclear" as const),
  memoryMiB: fc.nat(),
  vcpus: fc.nat(512),
});
const running = fc.array(presentDomains, { minLength: 1, maxLength: 3 }).map((list) => {
  const [first, ...others] = list.map(({ name, uuid, ...rest }) => ({
    domain: { ...rest, name: name.name, ...(uuid === undefined ? {} : { uuid }) },
    role: name.role,
  }));
  if (first === undefined) throw new Error("at least one was asked for");
  return { kind: "running" as const, domains: [first, ...others] as const };
});
const reports: fc.Arbitrary<HostReport> = fc.record({
  presence: fc.oneof(
    running,
    fc.constant({ kind: "absent" as const }),
    fc.record({ kind: fc.constant("unknown" as const), reason: clauses }),
  ),
  uses: fc.oneof(
    fc.record({ kind: fc.constant("unknown" as const), reason: clauses }),
    fc.record({
      kind: fc.constant("known" as const),
      uses: fc.array(
        fc.record({
          disk: clauses,
          wanted: accesses,
          user: clauses,
          access: fc.option(accesses, { nil: undefined }),
        }),
        { maxLength: 4 },
      ),
    }),
  ),
  open: fc.option(
    fc.record(
      { operation: operationsOf(fc.constant("nfs1")), active: fc.boolean(), by: clauses },
      { requiredKeys: ["operation", "active"] },
    ),
    { nil: undefined },
  ),
  busy: fc.array(clauses, { maxLength: 3 }),
  closed: anyClosure(clauses),
});
const answers: fc.Arbitrary<HostAnswer> = fc.oneof(
  fc.record({ kind: fc.constant("answered" as const), report: reports }),
  fc.record({ kind: fc.constant("silent" as const), reason: clauses }),
);

describe("an answer from another host", () => {
  it("comes out as it went in", () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const line = encodeAnswer(asked, "host2", answer);
        expect(line.split("\n")).toHaveLength(2);
        expect(decodeAnswer(asked, line)).toEqual({ kind: "decoded", value: answer });
      }),
    );
  });

  it("is found between what a login shell prints", () => {
    const line = encodeAnswer(asked, "host2", answered({}));
    const printed = `Welcome to host2\n\u001b[1mkeep out\u001b[0m\n${line}bye\nno line break`;
    expect(decodeAnswer(asked, printed)).toEqual({ kind: "decoded", value: answered({}) });
  });

  it("leaves the disks of domains out: who has which is in the uses", () => {
    const domain = { domid: 3, name: "nfs1", state: "blocked", memoryMiB: 512, vcpus: 1 } as const;
    const disks = [{ target: "/dev/SAN/nfs1", vdev: "xvda", access: "write" }] as const;
    const presence = {
      kind: "running",
      domains: [{ domain: { ...domain, disks }, role: "itself" }],
    } as const;
    const line = encodeAnswer(asked, "host2", answered({ presence }));
    const seen = { kind: "running", domains: [{ domain, role: "itself" }] } as const;
    expect(decodeAnswer(asked, line)).toEqual({ kind: "decoded", value: answered({ presence: seen }) });
  });

  it("is none when it is cut anywhere", () => {
    fc.assert(
      fc.property(answers, fc.nat(), (answer, at) => {
        const line = encodeAnswer(asked, "host2", answer);
        expect(decodeAnswer(asked, line.slice(0, at % line.length)).kind).toBe("failed");
        // Also where only its line break is missing.
        expect(decodeAnswer(asked, line.slice(0, -1)).kind).toBe("failed");
      }),
    );
  });

  it("never says absent when one of its characters is another, or more", () => {
    const line = encodeAnswer(
      asked,
      "host2",
      answered({ presence: { kind: "unknown", reason: "xl is not installed" } }),
    );
    fc.assert(
      fc.property(fc.nat(), fc.string({ maxLength: 8 }), fc.nat(12), (at, put, take) => {
        const index = at % line.length;
        const decoded = decodeAnswer(asked, line.slice(0, index) + put + line.slice(index + take));
        const said =
          decoded.kind === "decoded" && decoded.value.kind === "answered" ? decoded.value.report : undefined;
        expect(said?.presence.kind).not.toBe("absent");
      }),
      { numRuns: 2_000 },
    );
  });

  it("is none for any other text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (printed) => {
        expect(decodeAnswer(asked, `${printed}\n`).kind).toBe("failed");
      }),
    );
  });

  const line = encodeAnswer(asked, "host2", answered({}));
  it.each([
    [
      "from another host",
      encodeAnswer(asked, "host3", answered({})),
      "it is from host3: correct the address of host2",
    ],
    [
      "about another guest",
      encodeAnswer({ ...asked, guest: "web1" }, "host2", answered({})),
      "it is about web1",
    ],
    [
      "to an earlier question",
      encodeAnswer({ ...asked, id: "q-0" }, "host2", answered({})),
      "it answers another question",
    ],
    ["twice", line + line, "it has more than one answer"],
    [
      "of another kind",
      encodeReply(asked, "host2", { kind: "done" }),
      'xensan should be report, and is "reply"',
    ],
    [
      "of a later release",
      line.replace('"version":1', '"version":2'),
      "it is of version 2 and this xensan reads 1: install the same release on both hosts",
    ],
    [
      "without its uses",
      line.replace(/"uses":\{.*?\},/, ""),
      "content.answer.report.uses should be an object, and is missing",
    ],
    [
      "with more members",
      line.replace('"busy"', '"more":1,"busy"'),
      'content.answer.report has a member that nobody knows: "more"',
    ],
    [
      "that is no text",
      `{"xensan":"report","version":1,"content":7}\n`,
      "content should be an object, and is 7",
    ],
    ["that is nothing", "", "it is empty"],
    ["that is only a banner", "Welcome\n", "it has no whole answer"],
    ["that is too long", `${"x".repeat(1024 * 1024)}\n${line}`, "it has more than 1048576 characters"],
  ])("is refused when it is %s", (_, printed, reason) => {
    expect(decodeAnswer(asked, printed)).toEqual({ kind: "failed", reason });
  });

  it("is refused when it shows a domain of another guest, or of none, as this guest's", () => {
    const presence = (name: string, role: "itself" | "arriving") =>
      ({
        kind: "running",
        domains: [{ domain: { domid: 3, name, state: "paused", memoryMiB: 1, vcpus: 1 }, role }],
      }) as const;
    for (const report of [presence("web1", "itself"), presence("nfs1", "arriving")]) {
      expect(decodeAnswer(asked, encodeAnswer(asked, "host2", answered({ presence: report }))).kind).toBe(
        "failed",
      );
    }
    const nobody = line.replace('{"kind":"absent"}', '{"kind":"running","domains":[]}');
    expect(decodeAnswer(asked, nobody)).toEqual({
      kind: "failed",
      reason: "content.answer.report.presence.domains should be at least one domain, and is a list",
    });
  });

  it("is refused when its operation is another guest's", () => {
    const open = { operation: { ...start, guest: "web1" }, active: false };
    expect(decodeAnswer(asked, encodeAnswer(asked, "host2", answered({ open })))).toEqual({
      kind: "failed",
      reason: 'content.answer.report.open.operation.guest should be nfs1, and is "web1"',
    });
  });

  it("has nothing in it that a terminal would obey: it is not sent, and refused when it comes", () => {
    const sent = encodeAnswer(asked, "host2", { kind: "silent", reason: "\u001b[2Jnothing" });
    expect(decodeAnswer(asked, sent)).toEqual({
      kind: "decoded",
      value: { kind: "silent", reason: " [2Jnothing" },
    });
    expect(decodeAnswer(asked, sent.replace(" [2J", "\\u001b[2J"))).toEqual({
      kind: "failed",
      reason: 'content.answer.reason should be text without control characters, and is "\\u001b[2Jnothing"',
    });
  });

  it("is refused when its time has no date", () => {
    const open = { operation: { ...start, sinceMs: 8.64e15 + 2 }, active: false };
    expect(decodeAnswer(asked, encodeAnswer(asked, "host2", answered({ open }))).kind).toBe("failed");
  });
});

describe("questions, orders and replies", () => {
  it("come out as they went in", () => {
    const question = {
      ...asked,
      disks: [{ target: "/dev/SAN/nfs1", access: "write", script: "block-x" }],
    } as const;
    expect(decodeQuestion(encodeQuestion(question))).toEqual({ kind: "decoded", value: question });
    const without = { ...asked, disks: undefined };
    expect(decodeQuestion(encodeQuestion(without))).toEqual({ kind: "decoded", value: without });
    for (const message of [
      { kind: "prepare", id: "m1", claim: 7 },
      { kind: "take", id: "m1", claim: undefined },
      { kind: "cancel", id: "m1" },
    ] as const) {
      const order = { ...asked, message };
      expect(decodeOrder(encodeOrder(order))).toEqual({ kind: "decoded", value: order });
    }
    for (const reply of [
      { kind: "done" },
      { kind: "refused", reason: "no" },
      { kind: "silent", reason: "?" },
    ] as const) {
      expect(decodeReply(asked, encodeReply(asked, "host2", reply))).toEqual({
        kind: "decoded",
        value: reply,
      });
    }
  });

  it.each(["../nfs1", "nfs1; reboot", "--incoming", "7", "", "Domain-0", "a b"])(
    "are refused for the guest %j",
    (guest) => {
      expect(decodeQuestion(encodeQuestion({ ...asked, guest, disks: [] })).kind).toBe("failed");
      expect(decodeOrder(encodeOrder({ ...asked, guest, message: { kind: "cancel", id: "m1" } })).kind).toBe(
        "failed",
      );
    },
  );

  it("are never taken for one another", () => {
    const question = encodeQuestion({ ...asked, disks: [] });
    const order = encodeOrder({ ...asked, message: { kind: "cancel", id: "m1" } });
    expect(decodeOrder(question).kind).toBe("failed");
    expect(decodeQuestion(order).kind).toBe("failed");
  });
});
