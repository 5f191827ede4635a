import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mayExecute } from "../../../../lib/xen/domain.ts";
import { parseXlList } from "../../../../lib/xen/xl-list.ts";
import { polls, streamOf } from "./recordings.ts";

const dom0 = { domid: 0, name: "Domain-0", state: "running", memoryMiB: 640, vcpus: 1 };
const uuid = "bafaf061-69ff-4d35-b5fa-80bc75685739";

describe("parseXlList reads what xl printed", () => {
  it("in the brief table, where no letter at all means ready to run", () => {
    expect(parseXlList(streamOf("h1-xl-list.txt", "stdout"))).toEqual({
      kind: "listed",
      domains: [dom0, { domid: 3, name: "domU", state: "runnable", memoryMiB: 128, vcpus: 1 }],
    });
  });

  it("with identifiers, of which the control domain has none", () => {
    expect(parseXlList(streamOf("h1-xl-list-v.txt", "stdout"))).toEqual({
      kind: "listed",
      domains: [dom0, { domid: 3, name: "domU", uuid, state: "blocked", memoryMiB: 128, vcpus: 1 }],
    });
  });

  it("of the source and the destination of a migration that was killed", () => {
    expect(parseXlList(streamOf("after-kill-src-xl-list.txt", "stdout"))).toMatchObject({
      domains: [dom0, { name: "domU", state: "suspended", memoryMiB: 128 }],
    });
    const withProcesses = streamOf("after-kill-dst-xl-list.txt", "stdout");
    expect(parseXlList(withProcesses.replace(/^ +300 .*\n/m, ""))).toMatchObject({
      domains: [dom0, { name: "domU--incoming", state: "paused", memoryMiB: 128 }],
    });
    expect(parseXlList(withProcesses)).toEqual({
      kind: "unknown",
      reason:
        "xl list printed something other than its table (there is a line that is no domain:   300 ?        Ssl    0:00 /usr/lib/xen-4.17/bin/xl migrate-receive)",
    });
  });

  const seenStates = (name: string) =>
    polls(name)
      .flatMap((text) => {
        const listing = parseXlList(text);
        if (listing.kind === "unknown") throw new Error(listing.reason);
        return listing.domains.filter(({ domid }) => domid !== 0).map((each) => `${each.name} ${each.state}`);
      })
      .filter((each, index, all) => each !== all[index - 1])
      .filter((each) => !/ (?:blocked|runnable)$/.test(each));

  it.each([
    [
      "the source of a migration",
      "migrate-pv-nc-ok-poll-host2.txt",
      ["domU suspended", "domU--migratedaway suspended"],
    ],
    ["its destination", "migrate-pv-nc-ok-poll-host1.txt", ["domU--incoming paused"]],
    [
      "a source whose name is gone before itself",
      "migrate-pv-ssh-ok-poll-host1.txt",
      ["domU suspended", "domU--migratedaway suspended", "undefined suspended"],
    ],
    [
      "the source of a migration that leaves the copy paused",
      "migrate-p-paused-poll-source.txt",
      ["domU suspended", "domU--migratedaway suspended"],
    ],
    ["its destination", "migrate-p-paused-poll-destination.txt", ["domU--incoming paused", "domU paused"]],
  ])("every moment of %s", (_title, name, states) => {
    expect(seenStates(name)).toEqual(states);
  });

  it("every moment of the failed migrations", () => {
    for (const failure of ["nameclash", "nomem", "transport-cut"]) {
      for (const host of ["host1", "host2"]) {
        const texts = polls(`migrate-fail-${failure}-poll-${host}.txt`);
        expect(texts.length).toBeGreaterThan(9);
        // The last list of one recording is cut off by its end, after the heading.
        for (const text of texts) expect(parseXlList(text)).toMatchObject({ kind: "listed" });
      }
    }
  });
});

const row = (flags: string, name = "nfs1") =>
  `Name                                        ID   Mem VCPUs\tState\tTime(s)\n${name.padEnd(40)}     1   128     1     ${flags}       1.0\n`;

describe("parseXlList tells", () => {
  it.each([
    ["r-----", "running", true],
    ["-b----", "blocked", true],
    ["------", "runnable", true],
    ["--p---", "paused", false],
    ["---s--", "shut-down", false],
    ["---sr-", "rebooting", false],
    ["---ss-", "suspended", false],
    ["--pss-", "suspended", false],
    ["---sc-", "crashed", false],
    ["---sw-", "crashed", false],
    ["---sS-", "rebooting", false],
    ["---s?-", "unclear", true],
    ["--pscd", "dying", false],
    ["-----d", "dying", false],
  ])("%s as %s", (flags, state, executes) => {
    const listing = parseXlList(row(flags));
    expect(listing).toMatchObject({ kind: "listed", domains: [{ name: "nfs1", state }] });
    expect(listing.kind === "listed" && listing.domains.map((each) => mayExecute(each.state))).toEqual([
      executes,
    ]);
  });

  it("a name with blanks, and one longer than its column", () => {
    const long = "a name ".repeat(8).trim();
    expect(parseXlList(row("r-----", long))).toMatchObject({
      domains: [{ name: long, domid: 1 }],
    });
  });

  it.each([
    "",
    "\n",
    "x",
    "[]",
    row("r----"),
    row("z-----"),
    row("r-----").trimEnd(),
    row("r-----").replace("1.0", "1"),
  ])("that %j is not its table", (text) => {
    expect(parseXlList(text)).toMatchObject({ kind: "unknown" });
  });

  it("nothing but whole lines of a recording that is cut off anywhere", () => {
    const text = streamOf("h1-xl-list-v.txt", "stdout");
    for (let length = 0; length < text.length; length++) {
      const whole = text.slice(0, length).endsWith("\n");
      expect(parseXlList(text.slice(0, length)).kind).toBe(whole ? "listed" : "unknown");
    }
  });

  it("something typed for any text", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string({ unit: "binary" }).map((text) => row("r-----") + text),
        ),
        (text) => {
          const listing = parseXlList(text);
          return listing.kind === "unknown"
            ? listing.reason !== ""
            : listing.domains.every((each) => each.domid >= 0);
        },
      ),
    );
  });
});
