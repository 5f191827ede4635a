import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { volumeStates } from "../../../../../lib/guard/overview/details.ts";
import type { OverviewAnswer } from "../../../../../lib/guard/overview/overview.ts";
import {
  decodeOverview,
  decodeOverviewQuestion,
  encodeOverview,
  encodeOverviewQuestion,
  isOverviewQuestion,
} from "../../../../../lib/guard/wire/overview-exchange.ts";
import { anyClosure } from "../closures.ts";
import { operationsOf, start } from "../operations.ts";
import { absentGuest, overviewWith, runningGuest } from "../overview/overviews.ts";

const asked = { id: "q-1", from: "host1", to: "host2", lease: "/dev/SAN/leases", hosts: ["host1", "host2"] };

const clauses = fc.string({ maxLength: 60 }).map((text) => text.replaceAll(/\p{Cc}/gu, " "));
const unknown = fc.record({ kind: fc.constant("unknown" as const), reason: clauses });
const states = fc.constantFrom("running" as const, "paused" as const, "suspended" as const);
const guestNamed = (guest: string) =>
  fc.record({
    guest: fc.constant(guest),
    presence: fc.oneof(
      unknown,
      fc.constant({ kind: "absent" as const }),
      fc.record({ state: states, domid: fc.nat(0x7fff) }).map((made) => runningGuest(guest, made).presence),
    ),
    open: fc.oneof(
      fc.constant({ kind: "none" as const }),
      fc.record({ kind: fc.constant("unreadable" as const), reason: clauses }),
      fc.record({
        kind: fc.constant("open" as const),
        operation: operationsOf(fc.constant(guest)),
        active: fc.boolean(),
      }),
    ),
    lease: fc.oneof(
      unknown,
      fc.constant({ kind: "none" as const }),
      fc.constant({ kind: "not-held" as const }),
      fc.record({ kind: fc.constant("orphaned" as const), version: fc.nat() }),
      fc.record({ kind: fc.constant("held" as const), version: fc.nat(), holder: fc.nat() }),
    ),
    since: fc.option(fc.record({ sinceMs: fc.nat(), by: clauses }), { nil: undefined }),
  });
const moves = fc.record({
  ...{ guest: clauses, to: clauses, memoryMiB: fc.nat(), beganMs: fc.nat(), tookMs: fc.nat() },
  downtimeMs: fc.option(fc.nat(), { nil: undefined }),
  outcome: fc.constantFrom("done" as const, "refused" as const),
  reason: fc.option(clauses, { nil: undefined }),
});
const evacuation = fc.record({
  ...{ version: fc.constant(1 as const), id: clauses, host: clauses, by: clauses, beganMs: fc.nat() },
  endedMs: fc.option(fc.nat(), { nil: undefined }),
  ...{ planned: fc.constant([]), moves: fc.array(moves, { maxLength: 3 }), shutdowns: fc.constant([]) },
  left: fc.array(fc.record({ guest: clauses, reason: clauses }), { maxLength: 2 }),
});
const volume = fc.record({ name: clauses, path: clauses, state: fc.constantFrom(...volumeStates) });
const details = fc.record({
  evacuation: fc.option(evacuation, { nil: undefined }),
  volumes: fc.oneof(
    unknown,
    fc.constant({ kind: "none" as const }),
    fc.record({
      kind: fc.constant("known" as const),
      title: fc.constantFrom("EVMS" as const, "LVM2" as const),
      volumes: fc.array(volume, { maxLength: 3 }),
    }),
  ),
});
const answers: fc.Arbitrary<OverviewAnswer> = fc.oneof(
  fc.record({ kind: fc.constant("silent" as const), reason: clauses }),
  fc.record({
    kind: fc.constant("answered" as const),
    overview: fc.record({
      xensan: fc.constant("0.1.0"),
      toolstack: fc.constantFrom("xl" as const, "xm" as const),
      guests: fc.tuple(guestNamed("nfs1"), guestNamed("web1")),
      others: fc.oneof(
        unknown,
        fc.record({
          kind: fc.constant("known" as const),
          domains: fc.array(
            fc.record({
              domid: fc.nat(0x7fff),
              name: fc.option(clauses, { nil: undefined }),
              state: states,
              memoryMiB: fc.nat(),
            }),
            { maxLength: 3 },
          ),
        }),
      ),
      memory: fc.oneof(
        unknown,
        fc.record({
          kind: fc.constant("known" as const),
          totalMiB: fc.nat(),
          freeMiB: fc.nat(),
          controlMiB: fc.option(fc.nat(), { nil: undefined }),
        }),
      ),
      closed: anyClosure(clauses),
      details: fc.option(details, { nil: undefined }),
    }),
  }),
);

describe("an overview from another host", () => {
  it("comes out as it went in, and is none when it is cut anywhere", () => {
    fc.assert(
      fc.property(answers, fc.nat(), (answer, at) => {
        const line = encodeOverview(asked, "host2", answer);
        expect(decodeOverview(asked, line)).toEqual({ kind: "decoded", value: answer });
        expect(decodeOverview(asked, line.slice(0, at % line.length)).kind).toBe("failed");
      }),
    );
  });

  it("that answers something else, or comes from another host, is none", () => {
    const line = encodeOverview(asked, "host2", { kind: "silent", reason: "no" });
    expect(decodeOverview({ ...asked, id: "q-2" }, line)).toMatchObject({
      reason: "it answers another question",
    });
    expect(decodeOverview({ ...asked, to: "host3" }, line)).toMatchObject({
      reason: "it is from host2: correct the address of host3",
    });
  });

  it.each([
    [
      "a domain of another guest",
      { ...runningGuest("nfs1"), guest: "web1" },
      "domain.name should be a name of web1",
    ],
    [
      "an operation of another guest",
      absentGuest("web1", { open: { kind: "open", operation: start, active: false } }),
      "operation.guest should be web1",
    ],
    ["a name that no guest has", absentGuest("a b"), "guest should be a guest's name"],
    [
      "a member that nobody knows",
      { ...absentGuest("web1"), more: 1 },
      'has a member that nobody knows: "more"',
    ],
  ] as const)("with %s is none", (_, guest, reason) => {
    const line = encodeOverview(asked, "host2", { kind: "answered", overview: overviewWith([guest]) });
    const decoded = decodeOverview(asked, line);
    expect(decoded.kind === "failed" && decoded.reason).toContain(reason);
  });

  it("with one guest twice is none", () => {
    const overview = overviewWith([absentGuest("nfs1"), runningGuest("nfs1")]);
    expect(decodeOverview(asked, encodeOverview(asked, "host2", { kind: "answered", overview }))).toEqual({
      kind: "failed",
      reason: 'content.answer.overview.guests should be each guest once, and is "nfs1"',
    });
  });
});

describe("a question for an overview", () => {
  it("comes out as it went in, and is told apart from other documents", () => {
    const line = encodeOverviewQuestion(asked);
    expect(decodeOverviewQuestion(line)).toEqual({ kind: "decoded", value: asked });
    const more = { ...asked, memory: true, details: false };
    expect(decodeOverviewQuestion(encodeOverviewQuestion(more))).toEqual({ kind: "decoded", value: more });
    expect(isOverviewQuestion(`motd\n${line}`)).toBe(true);
    expect(isOverviewQuestion('{"xensan":"question"}\n')).toBe(false);
    expect(decodeOverviewQuestion("{}\n").kind).toBe("failed");
  });
});
