import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseXmList, parseXmListLong } from "../../../../lib/xen/xm-output.ts";
import { recorded } from "./recordings.ts";

/**
 * xm-list-long.txt was printed by PrettyPrint.py of Xen 3.0.4 itself, from domains as to_sxp() in XendConfig.py makes them;
 * xm-list.txt by the format of xm_brief_list() in main.py. Nothing here was printed by a running xend.
 */
const [long, brief] = [recorded("xm-list-long.txt"), recorded("xm-list.txt")];

describe("parseXmListLong", () => {
  it("reads ids, names, states, memory and disks, and leaves out what xend only manages", () => {
    expect(parseXmListLong(long)).toEqual({
      kind: "listed",
      domains: [
        {
          domid: 0,
          name: "Domain-0",
          uuid: "00000000-0000-0000-0000-000000000000",
          state: "running",
          memoryMiB: 640,
          vcpus: 2,
          disks: [],
        },
        {
          domid: 3,
          name: "nfs1",
          uuid: "bafaf061-69ff-4d35-b5fa-80bc75685739",
          state: "blocked",
          memoryMiB: 128,
          vcpus: 1,
          disks: [
            { target: "/dev/evms/san2/nfs1", vdev: "xvda", access: "write" },
            { target: "/srv/share image.img", vdev: "xvdb", access: "read" },
            { target: "/dev/evms/san2/shared", vdev: "xvdc", access: "write-shared" },
          ],
        },
        {
          domid: 4,
          name: "migrating-web2",
          uuid: "9798ac26-6011-4a24-ac3f-f75fd1a32ecb",
          state: "shut-down",
          memoryMiB: 128,
          vcpus: 1,
          disks: [{ target: "/dev/evms/san2/web2", vdev: "xvda", access: "write" }],
        },
      ],
    });
  });

  it.each([
    [
      "another domain's disk",
      "(backend 0)\n            (dev xvda:disk)",
      "(backend 2)\n            (dev xvda:disk)",
    ],
    ["a disk without its device", "(uname phy:/dev/evms/san2/nfs1)", ""],
    ["a mode that nobody knows", "(mode r)", "(mode x)"],
  ])("does not know a domain's disks with %s", (_title, from, to) => {
    expect(long).toContain(from);
    const listing = parseXmListLong(long.replace(from, to));
    expect(listing.kind === "listed" && listing.domains[1]).not.toHaveProperty("disks");
  });

  it.each([
    ["-b----", "blocked"],
    ["------", "runnable"],
    ["r-----", "running"],
    ["--p---", "paused"],
    ["---sc-", "crashed"],
    ["-----d", "dying"],
  ])("tells %s as %s", (flags, state) => {
    expect(parseXmListLong(`(domain (domid 1) (name a) (state ${flags}))`)).toMatchObject({
      domains: [{ state }],
    });
  });

  it.each([
    ["x", "there is no (domain …)"],
    ["(domain (domid 1) (name a))", "a domain lacks its id, name or state"],
    ["(domain (name a) (state r-----))", "a domain lacks its id, name or state"],
    ["(domain (domid x) (name a) (state r-----))", "a domain lacks its id, name or state"],
    ["(domain (domid 1) (name ) (state r-----))", "a domain lacks its id, name or state"],
    ["(domain (name a) (status 2))", "a domain lacks its id, name or state"],
    ["(vm (domid 1))", "there is no (domain …)"],
    [
      "(domain (domid 1) (name a) (state r-----) (features (domain (name b))))",
      "a domain is within another one",
    ],
    ["(domain", "its parentheses or quotes are not closed"],
  ])("is unknown for %j", (text, why) => {
    const reason = `xm list --long printed something other than its report (${why})`;
    expect(parseXmListLong(text)).toEqual({ kind: "unknown", reason });
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.string(), (text) =>
        ["listed", "unknown"].includes(parseXmListLong(`(domain ${text}`).kind),
      ),
    );
  });
});

describe("parseXmList", () => {
  it("reads the table, without what xend only manages", () => {
    expect(parseXmList(brief)).toEqual({
      kind: "listed",
      domains: [
        { domid: 0, name: "Domain-0", state: "running", memoryMiB: 640, vcpus: 2 },
        { domid: 4, name: "migrating-web2", state: "shut-down", memoryMiB: 128, vcpus: 1 },
        { domid: 3, name: "nfs1", state: "blocked", memoryMiB: 128, vcpus: 1 },
      ],
    });
  });

  it("is unknown where it ends in the middle of a line", () => {
    for (let length = 0; length < brief.length; length++) {
      const whole = brief.slice(0, length).endsWith("\n");
      expect(parseXmList(brief.slice(0, length)).kind).toBe(whole ? "listed" : "unknown");
    }
    expect(parseXmList(`${brief}???\n`)).toEqual({
      kind: "unknown",
      reason: "xm list printed something other than its report (there is a line that is no domain: ???)",
    });
  });
});
