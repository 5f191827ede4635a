import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { belongsTo, namesOf, roleOf } from "../../../../lib/xen/domain.ts";
import { guestNameProblem } from "../../../../lib/xen/guest-name.ts";

describe("a guest's name", () => {
  it.each([
    "nfs1",
    "web-2.example",
    "a",
    "0x",
    "A_b+c.d",
    "12345678901234567x".slice(1),
    "migrating",
    "incoming",
  ])("may be %s", (name) => {
    expect(guestNameProblem(name)).toBeUndefined();
  });

  it.each([
    "",
    " ",
    "nfs 1",
    "nfs1\n",
    "-p",
    "--incoming",
    ".",
    "..",
    "a/b",
    "a:b",
    "ä",
    "(null)",
    "$(x)",
    "a'b",
    "a=b",
  ])("may not be %j, which has other characters or begins with one", (name) => {
    expect(guestNameProblem(name)).toBe(
      `${JSON.stringify(name)} cannot be a guest's name: use letters, digits and _ + . -, beginning with a letter or a digit.`,
    );
  });

  it("has at most 17 characters, because an old xendomains misreads longer ones", () => {
    expect(guestNameProblem("a".repeat(17))).toBeUndefined();
    expect(guestNameProblem("a".repeat(18))).toBe(
      `"${"a".repeat(18)}" cannot be a guest's name: it has 18 characters, and Xen 3.0.4's xendomains misreads names of more than 17.`,
    );
  });

  it("is no number, which the toolstacks take for a domain's id", () => {
    expect(guestNameProblem("7")).toBe(
      '"7" cannot be a guest\'s name: xl and xm take a number for the id of a domain; add a letter.',
    );
  });

  it("is not the control domain's", () => {
    expect(guestNameProblem("Domain-0")).toBe(
      "\"Domain-0\" cannot be a guest's name: it is the control domain's.",
    );
  });

  it.each([
    ["migrating-nfs1", "migrating-"],
    ["Zombie-nfs1", "Zombie-"],
    ["nfs1--incoming", "--incoming"],
    ["a--migratedaway", "--migratedaway"],
  ])("is not %s, which a toolstack would give to a domain on its way", (name, mark) => {
    expect(guestNameProblem(name)).toBe(
      `"${name}" cannot be a guest's name: with ${mark} a toolstack marks a domain that is on its way; choose another.`,
    );
  });
});

describe("the domains of a guest", () => {
  it("are known by each of their names", () => {
    expect(namesOf("nfs1")).toEqual([
      { name: "nfs1", role: "itself" },
      { name: "nfs1--incoming", role: "arriving" },
      { name: "nfs1--migratedaway", role: "left" },
      { name: "migrating-nfs1", role: "leaving" },
      { name: "Zombie-nfs1", role: "zombie" },
    ]);
    expect(roleOf("nfs1", "nfs1--incoming")).toBe("arriving");
  });

  it.each(["nfs", "nfs12", "NFS1", "nfs1--incoming2", "xmigrating-nfs1", "nfs1-incoming", "", undefined])(
    "are not those called %s",
    (name) => {
      expect(belongsTo("nfs1", name)).toBe(false);
    },
  );

  it("are never another guest's", () => {
    const name = fc
      .stringMatching(/^(?:migrating-|Zombie-)?[a-z0-9][a-z0-9+._-]{0,6}(?:--incoming|--migratedaway)?$/)
      .filter((each) => guestNameProblem(each) === undefined);
    fc.assert(
      fc.property(name, name, (one, other) => {
        fc.pre(one !== other);
        return namesOf(one).every((each) => !belongsTo(other, each.name));
      }),
      { numRuns: 2_000 },
    );
  });
});
