import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { select } from "../../../../lib/storage/selection.ts";
import type { Volume } from "../../../../lib/storage/volume-manager.ts";

const volume = (name: string): Volume => ({ name, path: `/dev/evms/${name}` });
const listed = ["san2/vm1", "san2/vm2", "san20/x", "lvm2/san2/nfs1"].map(volume);

describe("select", () => {
  it("takes all where nothing is asked for", () => {
    expect(select([], listed)).toEqual({ paths: listed.map(({ path }) => path), unknownNames: [] });
  });

  it("takes all volumes of a container, and none of one whose name only begins like it", () => {
    expect(select(["san2"], listed)).toEqual({
      paths: ["/dev/evms/san2/vm1", "/dev/evms/san2/vm2"],
      unknownNames: [],
    });
  });

  it("takes one volume by its name, and a folder inside a container", () => {
    expect(select(["san20/x", "lvm2/san2"], listed)).toEqual({
      paths: ["/dev/evms/san20/x", "/dev/evms/lvm2/san2/nfs1"],
      unknownNames: [],
    });
  });

  it("tells the names that nothing is known under", () => {
    expect(select(["san9", "san", "san2/vm"], listed)).toEqual({
      paths: [],
      unknownNames: ["san9", "san", "san2/vm"],
    });
  });

  it("takes a path as it is, also one that is not listed, and each only once", () => {
    expect(select(["/dev/evms/san2/vm2", "/dev/sdb", "san2", "/dev/sdb"], listed).paths).toEqual([
      "/dev/evms/san2/vm2",
      "/dev/sdb",
      "/dev/evms/san2/vm1",
    ]);
  });

  const part = fc.constantFrom("san2", "san20", "a", "b");
  const name = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
  const wanted = fc.array(
    fc.oneof(
      name,
      name.map((each) => `/dev/${each}`),
    ),
  );
  const volumes = fc.array(name.map(volume));

  it("never loses a path that was asked for, never gives one twice, never invents one", () => {
    fc.assert(
      fc.property(wanted, volumes, (asked, known) => {
        const { paths } = select(asked, known);
        expect(new Set(paths).size).toBe(paths.length);
        for (const each of asked) if (each.startsWith("/")) expect(paths).toContain(each);
        const possible = new Set([...asked, ...known.map(({ path }) => path)]);
        expect(paths.every((path) => possible.has(path))).toBe(true);
      }),
    );
  });

  it("either finds a name or tells that it is unknown", () => {
    fc.assert(
      fc.property(name, volumes, (asked, known) => {
        const { paths, unknownNames } = select([asked], known);
        const there = known.filter((each) => `${each.name}/`.startsWith(`${asked}/`)).map(({ path }) => path);
        expect(paths).toEqual([...new Set(there)]);
        expect(unknownNames).toEqual(there.length === 0 ? [asked] : []);
      }),
    );
  });
});
