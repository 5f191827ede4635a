import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { FileFact, FolderFact, TargetFacts } from "../../../../admin/files/facts.ts";
import type { Manifest } from "../../../../admin/install/manifest.ts";
import { type InstallPlan, planInstall } from "../../../../admin/install/plan.ts";
import type { ReleaseFile } from "../../../../admin/install/release.ts";
import { planRemoval } from "../../../../admin/install/removal.ts";

const path = "usr/sbin/xensan";
const sha = (text: string) => createHash("sha256").update(text).digest("hex");

const release = (text: string): ReleaseFile[] => [
  { path, content: Buffer.from(text), sha256: sha(text), mode: "0755" },
];

const file = (text: string, mode = "0755", uid = 0): FileFact => ({
  kind: "file",
  content: Buffer.from(text),
  sha256: sha(text),
  mode,
  uid,
});

const folders = (state: FolderFact): ReadonlyMap<string, FolderFact> =>
  new Map<string, FolderFact>([
    ["usr", { kind: "folder", entries: ["sbin"] }],
    ["usr/sbin", { kind: "folder", entries: ["xensan"] }],
    ["var", { kind: "folder", entries: ["lib"] }],
    ["var/lib", { kind: "folder", entries: [] }],
    ["var/lib/xensan", state],
  ]);

const target = (fact: FileFact, state: FolderFact = { kind: "absent" }): TargetFacts => ({
  root: "/",
  files: new Map([[path, fact]]),
  folders: folders(state),
  leftovers: [],
});

const recorded = (changed: Partial<Manifest> = {}): Manifest => ({
  format: 1,
  state: "installed",
  version: "1",
  provider: "xensan",
  files: [{ path, mode: "0755", sha256: sha("one") }],
  folders: ["var/lib/xensan"],
  backups: [],
  ...changed,
});

const plan = (manifest: Manifest | undefined, fact: FileFact, text = "two"): InstallPlan =>
  planInstall(
    { release: release(text), version: "2", provider: undefined, manifest, uid: 0 },
    target(
      fact,
      manifest === undefined ? { kind: "absent" } : { kind: "folder", entries: ["installed.json"] },
    ),
  );

const interrupted = recorded({
  state: "installing",
  version: "2",
  files: [{ path, mode: "0755", sha256: sha("two"), earlier: [sha("one")] }],
  backups: [{ name: "0001-1", version: "1", files: [{ path, mode: "0755", sha256: sha("one") }] }],
  pending: "0001-1",
});

describe("what install does with a file", () => {
  const absent: FileFact = { kind: "absent" };
  const link: FileFact = { kind: "other", what: "a symbolic link" };
  it.each<[string, Manifest | undefined, FileFact, string]>([
    ["nothing recorded, nothing there", undefined, absent, "create"],
    ["nothing recorded, another file there", undefined, file("theirs"), "refused"],
    ["nothing recorded, the same file there", undefined, file("two"), "refused"],
    ["nothing recorded, a link there", undefined, link, "refused"],
    ["recorded and gone", recorded(), absent, "create"],
    ["recorded and as it was", recorded(), file("one"), "replace"],
    ["recorded and as it was, of another mode", recorded(), file("one", "0777"), "replace"],
    ["recorded and already the new one", recorded(), file("two"), "unchanged"],
    ["the new one, of another mode", recorded(), file("two", "0700"), "repair"],
    ["the new one, setuid", recorded(), file("two", "4755"), "repair"],
    ["the new one, of another owner", recorded(), file("two", "0755", 1000), "repair"],
    ["recorded and changed", recorded(), file("mine"), "refused"],
    ["recorded, and a link now", recorded(), link, "refused"],
    ["interrupted before it was replaced", interrupted, file("one"), "replace"],
    ["interrupted after it was replaced", interrupted, file("two"), "unchanged"],
    ["interrupted, and changed then", interrupted, file("mine"), "refused"],
    ["interrupted before it was created", interrupted, absent, "create"],
    [
      "known from a backup",
      recorded({
        backups: [{ name: "0001-0", version: "0", files: [{ path, mode: "0755", sha256: sha("zero") }] }],
      }),
      file("zero"),
      "replace",
    ],
  ])("%s: %s", (_, manifest, fact, status) => {
    expect(plan(manifest, fact).rows.map((row) => row.status)).toEqual([status]);
  });

  it("is never a write for a file that is not ours, whatever is recorded for others", () => {
    const others = recorded({ files: [{ path: "usr/lib/xensan/x", mode: "0755", sha256: sha("theirs") }] });
    expect(plan(others, file("theirs")).kind).toBe("refused");
  });
});

describe("the record of an upgrade", () => {
  it("has before the first change both contents of a file that is replaced, and the backup", () => {
    const planned = plan(recorded(), file("one"));
    if (planned.kind !== "install") throw new Error(planned.kind);
    expect(planned.changes.intent).toEqual(interrupted);
    expect(planned.changes.after).toEqual({
      ...interrupted,
      state: "installed",
      files: [{ path, mode: "0755", sha256: sha("two") }],
      pending: undefined,
    });
    expect(planned.changes.after).not.toHaveProperty("pending");
  });

  it("goes on with the backup that an interrupted run began", () => {
    const planned = plan(interrupted, file("one"));
    if (planned.kind !== "install") throw new Error(planned.kind);
    expect(planned.changes.backup?.name).toBe("0001-1");
    expect(planned.changes.intent).toEqual(interrupted);
  });

  it("keeps of a backup that was begun what is replaced already", () => {
    const planned = plan(interrupted, file("two"), "three");
    if (planned.kind !== "install") throw new Error(planned.kind);
    expect(planned.changes.backup).toBeUndefined();
    expect(planned.changes.after.backups).toEqual(interrupted.backups);
    expect(planned.changes.intent.pending).toBe("0001-1");
    expect(planned.changes.intent.files[0]?.earlier).toEqual([sha("two"), sha("one")]);
  });

  it("counts backups on, whatever their versions", () => {
    const backups = ["0009-1", "0010-1"].map((name) => ({ name, version: "1", files: [] }));
    const planned = plan(recorded({ backups }), file("one"));
    if (planned.kind !== "install") throw new Error(planned.kind);
    expect(planned.changes.backup?.name).toBe("0011-1");
  });
});

describe("what uninstall does with a file", () => {
  it.each<[string, Manifest, FileFact, string]>([
    ["as it was written", recorded(), file("one"), "remove"],
    ["gone", recorded(), { kind: "absent" }, "gone"],
    ["changed", recorded(), file("mine"), "left"],
    ["a link now", recorded(), { kind: "other", what: "a symbolic link" }, "left"],
    ["of an interrupted upgrade, old", interrupted, file("one"), "remove"],
    ["of an interrupted upgrade, new", interrupted, file("two"), "remove"],
  ])("%s: %s", (_, manifest, fact, status) => {
    const facts = target(fact, { kind: "folder", entries: ["installed.json"] });
    expect(planRemoval(manifest, facts).rows.map((row) => row.status)).toEqual([status]);
  });

  it("has nothing to do where nothing is recorded, even where the same file is there", () => {
    expect(planRemoval(undefined, target(file("one")))).toEqual({ rows: [], steps: [] });
  });
});
