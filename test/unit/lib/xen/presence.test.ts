import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { belongsTo, type Domain } from "../../../../lib/xen/domain.ts";
import { bothWitnesses, type Listing, type Presence, presenceOf } from "../../../../lib/xen/presence.ts";
import { parseXlList } from "../../../../lib/xen/xl-list.ts";
import { parseXlListLong } from "../../../../lib/xen/xl-list-long.ts";
import { parseXmList, parseXmListLong } from "../../../../lib/xen/xm-output.ts";
import { polls, recorded, streamOf } from "./recordings.ts";

const domain = (domid: number, name: string | undefined, more: Partial<Domain> = {}): Domain => ({
  ...{ domid, name, state: "blocked", memoryMiB: 128, vcpus: 1 },
  ...more,
});
const dom0 = domain(0, "Domain-0");
const listed = (...domains: readonly Domain[]): Listing => ({ kind: "listed", domains });
const absent: Presence = { kind: "absent" };

describe("a guest", () => {
  it("is running in every state and under every one of its names, and all its domains are told", () => {
    const here = [domain(3, "nfs1", { state: "crashed" }), domain(4, "nfs1--incoming", { state: "paused" })];
    expect(presenceOf("nfs1", listed(dom0, ...here, domain(5, "nfs2")))).toEqual({
      kind: "running",
      domains: [
        { domain: here[0], role: "itself" },
        { domain: here[1], role: "arriving" },
      ],
    });
    for (const name of ["nfs1--migratedaway", "migrating-nfs1", "Zombie-nfs1"]) {
      expect(presenceOf("nfs1", listed(dom0, domain(3, name))).kind).toBe("running");
    }
  });

  it("is absent where the toolstack shows the control domain and not the guest", () => {
    expect(presenceOf("nfs1", listed(dom0, domain(1, "nfs2")))).toEqual(absent);
  });

  it("is absent too where the control domain has no name yet, as right after boot", () => {
    expect(presenceOf("nfs1", listed(domain(0, undefined)))).toEqual(absent);
  });

  it.each([
    ["an empty list", listed(), "the toolstack's list lacks the control domain"],
    [
      "a list without the control domain",
      listed(domain(3, "nfs1")),
      "the toolstack's list lacks the control domain",
    ],
    ["one id twice", listed(dom0, domain(3, "a"), domain(3, "b")), "the toolstack's list has domain 3 twice"],
    [
      "another domain without a name",
      listed(dom0, domain(7, undefined)),
      "domain 7 has no name at the moment, so it could be nfs1",
    ],
    ["no answer", { kind: "unknown", reason: "xl is not installed" } as const, "xl is not installed"],
  ])("is unknown by %s", (_title, listing, reason) => {
    expect(presenceOf("nfs1", listing)).toEqual({ kind: "unknown", reason });
  });

  it("is running where its domain is seen beside one without a name", () => {
    expect(presenceOf("nfs1", listed(dom0, domain(3, "nfs1"), domain(7, undefined))).kind).toBe("running");
  });

  it("is unknown under a name that no guest may have", () => {
    expect(presenceOf("nfs1--incoming", listed(dom0))).toEqual({
      kind: "unknown",
      reason:
        '"nfs1--incoming" cannot be a guest\'s name: with --incoming a toolstack marks a domain that is on its way; choose another',
    });
  });
});

describe("two witnesses", () => {
  const running = presenceOf("nfs1", listed(dom0, domain(3, "nfs1")));
  const unknown: Presence = { kind: "unknown", reason: "x" };

  it.each([
    [absent, absent, absent],
    [absent, running, running],
    [running, absent, running],
    [running, unknown, running],
    [unknown, running, running],
    [absent, unknown, unknown],
    [unknown, absent, unknown],
  ])("%j and %j make %j", (first, second, both) => {
    expect(bothWitnesses(first, second)).toEqual(both);
  });
});

type Parser = (text: string) => Listing;

/** Each recording, and a guest that is in it. */
const withGuest: readonly (readonly [string, Parser, string, string])[] = [
  ["xl list -v", parseXlList, streamOf("h1-xl-list-v.txt", "stdout"), "domU"],
  ["xl list", parseXlList, streamOf("h1-xl-list.txt", "stdout"), "domU"],
  ["xl list -l", parseXlListLong, streamOf("h1-xl-list-l.txt", "stdout"), "domU"],
  ["xm list --long", parseXmListLong, recorded("xm-list-long.txt"), "nfs1"],
  ["xm list --long of a source", parseXmListLong, recorded("xm-list-long.txt"), "web2"],
  ["xm list", parseXmList, recorded("xm-list.txt"), "nfs1"],
  ...polls("migrate-pv-nc-ok-poll-host1.txt")
    .filter((text) => text.includes("domU"))
    .map((text) => ["a moment of a migration", parseXlList, text, "domU"] as const),
];

/** A text says of itself that nothing of the guest is in it: then no reader could know better. */
const mentions = (text: string, guest: string) => text.includes(guest);

describe.each(withGuest)("%s that is spoilt", (_title, parse, text, guest) => {
  const look = (spoilt: string) => presenceOf(guest, parse(spoilt));

  it("says running when it is whole", () => {
    expect(look(text).kind).toBe("running");
  });

  it("never says absent when it is cut off anywhere but between two domains", () => {
    for (let length = 0; length < text.length; length++) {
      const cut = text.slice(0, length);
      // A list that ends between two domains is a whole list: that is why absence takes two witnesses.
      if (look(cut).kind === "absent") {
        expect(mentions(cut, guest)).toBe(false);
        expect(cut).toMatch(/\)\n?$|\n$/);
      }
    }
  });

  it("never says absent when its lines are shuffled, doubled or lost, unless the guest's own is lost", () => {
    const lines = text.split("\n");
    const some = fc.oneof(fc.shuffledSubarray(lines), fc.array(fc.constantFrom(...lines), { maxLength: 30 }));
    fc.assert(
      fc.property(some, (chosen) => {
        const spoilt = chosen.join("\n");
        return look(spoilt).kind !== "absent" || !mentions(spoilt, guest);
      }),
    );
  });

  it("never says absent when bytes are flipped, unless they were in the name or its column", () => {
    const flips = fc.array(fc.tuple(fc.nat(text.length - 1), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(flips, (places) => {
        const bytes = Buffer.from(text);
        for (const [index, byte] of places) bytes[index] = byte;
        const spoilt = bytes.toString("utf8");
        const at = text.indexOf(guest);
        // Before it is what a migration adds, and in a table blanks up to column 40 belong to it.
        const nameHit = places.some(([index]) => index >= at - 10 && index <= at + 40);
        return nameHit || look(spoilt).kind !== "absent";
      }),
      { numRuns: 300 },
    );
  });
});

describe("both forms of xl's answer together", () => {
  it("never say absent of a guest that is there when either is cut off anywhere", () => {
    const [brief, long] = [streamOf("h1-xl-list-v.txt", "stdout"), streamOf("h1-xl-list-l.txt", "stdout")];
    const length = (text: string) => fc.nat(text.length);
    fc.assert(
      fc.property(length(brief), length(long), (first, second) => {
        const one = presenceOf("domU", parseXlList(brief.slice(0, first)));
        const other = presenceOf("domU", parseXlListLong(long.slice(0, second)));
        return bothWitnesses(one, other).kind !== "absent";
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("hostile names of other domains", () => {
  it("never hide a guest, nor make one up that is not there", () => {
    const name = fc.oneof(
      fc.string(),
      fc.constantFrom("nfs1 ", " nfs1", "nfs1\n", "(null)", "Name", "x 3 128 1     r-----  1.0"),
    );
    fc.assert(
      fc.property(fc.array(name, { maxLength: 4 }), fc.boolean(), (names, isHere) => {
        const all = ["Domain-0", ...names, ...(isHere ? ["nfs1"] : [])];
        const text = JSON.stringify(
          all.map((each, domid) => ({ domid, config: { c_info: { name: each }, b_info: {} } })),
        );
        const table = `Name                                        ID   Mem VCPUs\tState\tTime(s)\n${all
          .map(
            (each, domid) =>
              `${each.padEnd(40)} ${`${domid}`.padStart(5)}   128     1     -b----       1.0\n`,
          )
          .join("")}`;
        const [long, brief] = [
          presenceOf("nfs1", parseXlListLong(text)),
          presenceOf("nfs1", parseXlList(table)),
        ];
        if (isHere) return long.kind === "running" && brief.kind !== "absent";
        return long.kind !== "running" || names.some((each) => belongsTo("nfs1", each));
      }),
      { numRuns: 1_000 },
    );
  });
});
