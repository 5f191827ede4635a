import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseHostList } from "../../../../../lib/guard/sanlock/host-list.ts";
import { parseIndex, parseLookup, parseNextFree } from "../../../../../lib/guard/sanlock/index-entries.ts";
import { parseStatus } from "../../../../../lib/guard/sanlock/status.ts";
import { recorded, volume } from "./recordings.ts";

const hosts = (name: string) => parseHostList(recorded(name), volume);

/** What a broken pipe, a dying daemon or a stranger could make of a text. */
const damaged = (text: string) => {
  const lines = text.split(/(?<=\n)/);
  return fc.oneof(
    fc.nat(text.length - 1).map((length) => text.slice(0, length)),
    fc.nat(text.length - 1).map((length) => text.slice(length)),
    fc.shuffledSubarray(lines).map((some) => some.join("")),
    fc
      .tuple(fc.nat(lines.length), fc.string())
      .map(([at, line]) => lines.toSpliced(at, 0, `${line}\n`).join("")),
    fc.string({ unit: "binary" }),
  );
};

describe("parseHostList", () => {
  it("reads what the daemon has seen of each host", () => {
    const seen = (state: string) => ({ timestamp: expect.any(Number), state });
    expect(hosts("gets-live")).toEqual({
      kind: "joined",
      leaseId: 1,
      hosts: new Map([
        [1, seen("LIVE")],
        [2, seen("LIVE")],
      ]),
    });
    for (const [name, state] of [
      ["gets-fail", "FAIL"],
      ["gets-unknown", "UNKNOWN"],
      ["gets-dead", "DEAD"],
    ] as const) {
      expect(hosts(name)).toMatchObject({ kind: "joined", leaseId: 1 });
      const list = hosts(name);
      expect(list.kind === "joined" && list.hosts.get(2)).toEqual(seen(state));
    }
  });

  it("tells a host that has not joined from one that is about to, and from one without a daemon", () => {
    expect(hosts("gets-no-lockspace")).toEqual({ kind: "not-joined" });
    expect(hosts("gets-left")).toEqual({ kind: "not-joined" });
    expect(hosts("gets-adding")).toEqual({ kind: "joining" });
    expect(hosts("gets-not-ready")).toEqual({ kind: "not-ready", leaseId: 2 });
    expect(hosts("gets-no-daemon")).toEqual({ kind: "no-daemon" });
    expect(parseHostList("gets error -111\n", volume)).toEqual({ kind: "no-daemon" });
    expect(parseHostList("gets error -104\n", volume)).toEqual({
      kind: "unknown",
      reason: "sanlock's gets ended with -104 (the daemon ended)",
    });
    expect(parseHostList("s xensan:1:/mnt/leases:0 REM \n", volume)).toEqual({ kind: "leaving" });
  });

  it("passes over other programs' lockspaces, and never mistakes another volume for this one", () => {
    const other = "s vdsm:7:/dev/other:0 \nh 2 gen 1 timestamp 5 DEAD\nh 7 gen 1 timestamp 5 LIVE\n";
    expect(parseHostList(other + recorded("gets-live"), volume)).toEqual(hosts("gets-live"));
    expect(parseHostList(other, volume)).toEqual({ kind: "not-joined" });
    expect(parseHostList(recorded("gets-live"), "/dev/SAN/leases")).toEqual({
      kind: "unknown",
      reason: "sanlock uses the lockspace xensan on /mnt/leases:0, and not on /dev/SAN/leases",
    });
  });

  it("never says of a damaged list that a host is dead which was not", () => {
    const truth = hosts("gets-live");
    fc.assert(
      fc.property(damaged(recorded("gets-live")), (text) => {
        const list = parseHostList(text, volume);
        if (list.kind !== "joined" || truth.kind !== "joined") return;
        for (const [id, host] of list.hosts) expect(host).toEqual(truth.hosts.get(id));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("parseStatus", () => {
  const status = (name: string) => parseStatus(recorded(name));

  it("reads claims with their holders, and orphans", () => {
    const claim = { guest: "nfs1", path: volume, version: 1, pid: expect.any(Number) };
    expect(status("status-nothing")).toEqual({ kind: "status", daemonName: "host1", claims: [] });
    expect(status("status-held")).toMatchObject({ claims: [{ ...claim, state: "held" }] });
    expect(status("status-orphan")).toMatchObject({ claims: [{ ...claim, state: "orphan" }] });
    const leaving = recorded("status-orphan").replace("ORPHAN", "REM");
    expect(parseStatus(leaving)).toMatchObject({ claims: [{ ...claim, state: "being given up" }] });
  });

  it("reads a claim that is just being acquired, and has no volume in the list yet", () => {
    const held = recorded("status-held");
    const beside = `${held}r xensan:web1::0:0 p 17819 ADD\n`;
    expect(parseStatus(beside)).toMatchObject({
      claims: [{ guest: "nfs1" }, { guest: "web1", path: undefined, version: 0, state: "being acquired" }],
    });
    for (const word of ["", " REM", " ORPHAN"]) {
      expect(parseStatus(beside.replace(" ADD", word))).toMatchObject({ kind: "unknown" });
    }
  });

  it("passes over other programs' claims, and refuses what nothing here makes", () => {
    const other = "r vdsm:x:/dev/a:0:/dev/b:0:3 p 77\nr vdsm:y:/dev/a:0:SH p 77\n";
    expect(parseStatus(recorded("status-held") + other)).toEqual(status("status-held"));
    const held = recorded("status-held");
    expect(parseStatus(held.replace(":1 p", ":SH p"))).toMatchObject({ kind: "unknown" });
    expect(parseStatus(held + held.slice(held.indexOf("r xensan")))).toMatchObject({ kind: "unknown" });
  });

  it("never finds in a damaged list a claim that is not held as it says", () => {
    const truth = status("status-held");
    fc.assert(
      fc.property(damaged(recorded("status-held")), (text) => {
        const answer = parseStatus(text);
        if (answer.kind !== "status" || truth.kind !== "status") return;
        for (const claim of answer.claims) expect(truth.claims).toContainEqual(claim);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("the index", () => {
  it("tells a guest's place, and that it has none", () => {
    expect(parseLookup(recorded("lookup"), "nfs1")).toEqual({ kind: "found", offset: 3 << 20 });
    expect(parseNextFree(recorded("lookup-next"))).toEqual({ kind: "found", offset: 3 << 20 });
    expect(parseLookup(recorded("lookup-no-guest"), "nfs1")).toEqual({ kind: "failed", code: -2 });
    expect(parseLookup(recorded("lookup-blank"), "nfs1")).toEqual({ kind: "failed", code: -274 });
    for (const text of ["", "lookup done 0\n", recorded("lookup").slice(0, -2)]) {
      expect(parseLookup(text, "nfs1")).toMatchObject({ kind: "unknown" });
    }
    expect(parseLookup(recorded("lookup"), "nfs")).toMatchObject({ kind: "unknown" });
  });

  it("lists every guest once, at the first of its places", () => {
    const [head, header] = recorded("dump")
      .split(/(?=^)/m)
      .filter((line) => /offset|rindex_header/.test(line));
    const entry = (guest: string, offset: number) =>
      `01049088                               xensan rentry ${guest} ${offset}\n`;
    const text = `${head}${header}${entry("nfs1", 3)}${entry("vm1", 4)}${entry("nfs1", 5)}`;
    expect(parseIndex(text)).toEqual([
      { guest: "nfs1", offset: 3 },
      { guest: "vm1", offset: 4 },
    ]);
    for (const wrong of ["", head, text.slice(0, -1), `${text}x\n`])
      expect(parseIndex(wrong ?? "")).toBeUndefined();
  });
});
