import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { marked } from "../../../../admin/host/block.ts";
import { contentsOf, messageOf } from "../install/scene.ts";
import { first, host, newTree, runApply, runRevert, script, second } from "./host-tree.ts";

let tree: ReturnType<typeof newTree>;
let root = "";
beforeEach(() => {
  tree = newTree();
  root = tree.root("host", host);
});
afterEach(() => tree.remove());

const read = (path: string) => readFileSync(join(root, path), "utf8");
const withoutState = () =>
  Object.fromEntries(Object.entries(contentsOf(root)).filter(([path]) => !path.startsWith("var/")));

describe("apply", () => {
  it("writes whole files, and of others' files only its own part", () => {
    expect(runApply(root, first)).toEqual({
      "etc/hosts": "replace",
      "etc/modprobe.conf.local": "create",
      "etc/init.d/xend": "overwrite",
      "etc/new/deep/one.conf": "create",
      "etc/same.conf": "create",
      "etc/gone.conf": "create",
    });
    expect(read("etc/hosts")).toBe(`127.0.0.1 localhost\n${marked("10.0.0.1 host1\n")}`);
    expect(read("etc/init.d/xend")).toBe(script("xend").replace("Provides: xend", "Provides: xend by us"));
    expect(read("etc/new/deep/one.conf")).toBe("one 1\n");
    expect(read("etc/xen/xl.conf")).toBe("theirs\n");
    expect(statSync(join(root, "etc/same.conf")).mode & 0o777).toBe(0o644);
    expect(statSync(join(root, "etc/hosts")).mode & 0o777).toBe(0o755);
  });

  it("makes /etc where a root has none, and revert takes it away again", () => {
    const empty = tree.root("empty", {});
    const before = contentsOf(empty);
    expect(runApply(empty, first)).toMatchObject({
      "etc/hosts": "create",
      "etc/init.d/xend": "left",
      "etc/new/deep/one.conf": "create",
    });
    expect(runApply(empty, second)).toMatchObject({ "etc/hosts": "replace", "etc/same.conf": "unchanged" });
    runRevert(empty);
    runRevert(empty);
    const withoutRecord = Object.entries(contentsOf(empty)).filter(([path]) => !path.startsWith("var"));
    expect(Object.fromEntries(withoutRecord)).toEqual(before);
  });

  it("a second time changes nothing at all, not even a time stamp", () => {
    runApply(root, first);
    const before = contentsOf(root);
    const stamp = () => statSync(join(root, "var/lib/xensan/host/written.json")).mtimeMs;
    const stamped = stamp();
    expect(new Set(Object.values(runApply(root, first)))).toEqual(new Set(["unchanged"]));
    expect(contentsOf(root)).toEqual(before);
    expect(stamp()).toBe(stamped);
  });

  it("follows the cluster file: what is asked for no more goes, with its block", () => {
    runApply(root, first);
    expect(runApply(root, second, { force: false })).toEqual({
      "etc/hosts": "replace",
      "etc/init.d/xend": "replace",
      "etc/new/deep/one.conf": "replace",
      "etc/same.conf": "unchanged",
      "etc/later/two.conf": "create",
      "etc/gone.conf": "remove",
      "etc/modprobe.conf.local": "remove",
    });
    expect(contentsOf(root)).not.toHaveProperty(["etc/gone.conf"]);
    expect(contentsOf(root)).not.toHaveProperty(["etc/modprobe.conf.local"]);
  });

  it("keeps what others add to their file, and the file's own bytes", () => {
    writeFileSync(join(root, "etc/hosts"), Buffer.from("1.1.1.1 caf\u00e9\n", "latin1"));
    runApply(root, first);
    appendFileSync(join(root, "etc/hosts"), "2.2.2.2 later\n");
    expect(runApply(root, second)).toMatchObject({ "etc/hosts": "replace" });
    expect(readFileSync(join(root, "etc/hosts"), "latin1")).toBe(
      `1.1.1.1 caf\u00e9\n${marked("10.0.0.1 host1\n10.0.0.2 host2\n")}2.2.2.2 later\n`,
    );
  });

  it.each([
    ["a whole file", "etc/new/deep/one.conf", "one 1\nby hand\n"],
    ["a block", "etc/hosts", `127.0.0.1 localhost\n${marked("10.0.0.9 host1\n")}`],
    ["a header", "etc/init.d/xend", script("by hand")],
  ])("leaves what was changed by hand, does the rest, and takes it with --force: %s", (_, path, changed) => {
    runApply(root, first);
    writeFileSync(join(root, path), changed);
    const done = runApply(root, second, { force: false });
    expect(done[path]).toBe("left");
    expect(done).toMatchObject({ "etc/later/two.conf": "create", "etc/gone.conf": "remove" });
    expect(read(path)).toBe(changed);
    expect(runApply(root, second, { force: true })).toMatchObject({ [path]: "overwrite" });
    expect(read(path)).not.toBe(changed);
    expect(runRevert(root)).toMatchObject({ [path]: "replace" });
    expect(read(path)).toBe(changed);
  });

  it("leaves a file that it never wrote, also one that is asked for no more", () => {
    const xl = [{ path: "/etc/xen/xl.conf", content: "ours\n", extent: "whole", mode: "0644" } as const];
    expect(runApply(root, xl, { force: false })).toEqual({ "etc/xen/xl.conf": "left" });
    runApply(root, xl);
    writeFileSync(join(root, "etc/xen/xl.conf"), "by hand\n");
    expect(runApply(root, [], { force: false })).toEqual({ "etc/xen/xl.conf": "left" });
    expect(read("etc/xen/xl.conf")).toBe("by hand\n");
  });

  it("takes a file for its own that has by chance what it would write", () => {
    writeFileSync(join(root, "etc/same.conf"), "same\n");
    expect(runApply(root, first)).toMatchObject({ "etc/same.conf": "unchanged" });
    expect(runApply(root, [{ ...second[3], content: "other\n" } as never], { force: false })).toMatchObject({
      "etc/same.conf": "replace",
    });
  });

  it.each([
    ["a symbolic link", () => symlinkSync("/etc/passwd", join(root, "etc/same.conf")), "etc/same.conf"],
    ["a folder", () => mkdirSync(join(root, "etc/same.conf")), "etc/same.conf"],
    [
      "a block that was cut",
      () => appendFileSync(join(root, "etc/hosts"), marked("").slice(0, 90)),
      "etc/hosts",
    ],
    ["two blocks", () => appendFileSync(join(root, "etc/hosts"), marked("a\n") + marked("b\n")), "etc/hosts"],
    [
      "a script without a header",
      () => writeFileSync(join(root, "etc/init.d/xend"), "#!/bin/sh\n"),
      "etc/init.d/xend",
    ],
    ["a script that is not there", () => rmSync(join(root, "etc/init.d/xend")), "etc/init.d/xend"],
    ["a folder that leads out", () => symlinkSync("/tmp", join(root, "etc/new")), "etc/new/deep/one.conf"],
  ])("leaves what it cannot understand, even with --force: %s", (_, make, path) => {
    make();
    const kept = withoutState();
    expect(runApply(root, first, { force: true })[path]).toBe("left");
    for (const [name, content] of Object.entries(kept)) {
      if (name.startsWith(path)) expect(contentsOf(root)[name]).toEqual(content);
    }
  });

  it("keeps the mode that a file has", () => {
    runApply(root, first);
    chmodSync(join(root, "etc/new/deep/one.conf"), 0o600);
    runApply(root, second);
    expect(statSync(join(root, "etc/new/deep/one.conf")).mode & 0o777).toBe(0o600);
  });

  it("refuses to guess where its record was damaged", () => {
    runApply(root, first);
    for (const text of [
      "",
      "{",
      '{"format":2}',
      '{"format":1,"state":"written","files":[],"backups":[],"x":1}',
    ]) {
      writeFileSync(join(root, "var/lib/xensan/host/written.json"), text);
      expect(messageOf(() => runApply(root, first))).toContain("is not what xensan writes, so nobody knows");
    }
  });

  it.each(["../etc/passwd", "etc/../../x", "usr/bin/xl", "etc", "/etc/hosts"])(
    "does not follow a record that names %s",
    (path) => {
      runApply(root, first);
      const record = join(root, "var/lib/xensan/host/written.json");
      writeFileSync(record, readFileSync(record, "utf8").replaceAll("etc/gone.conf", path));
      expect(messageOf(() => runApply(root, second))).toContain("is not what xensan writes");
    },
  );
});

describe("revert", () => {
  it("brings back what was there, one apply after the other, to the first", () => {
    const before = withoutState();
    runApply(root, first);
    const between = withoutState();
    runApply(root, second);
    runRevert(root);
    expect(withoutState()).toEqual(between);
    expect(new Set(Object.values(runApply(root, first, { force: false })))).toEqual(new Set(["unchanged"]));
    runRevert(root);
    expect(withoutState()).toEqual(before);
    expect(runRevert(root)).toBeUndefined();
  });

  it("takes back only its part of others' files", () => {
    runApply(root, first);
    appendFileSync(join(root, "etc/hosts"), "2.2.2.2 later\n");
    runRevert(root);
    expect(read("etc/hosts")).toBe("127.0.0.1 localhost\n2.2.2.2 later\n");
  });

  it("leaves what was changed since, keeps its backup, and takes it with --force", () => {
    runApply(root, first);
    const byHand = script("xend").replace("Provides: xend", "Provides: xend by hand");
    writeFileSync(join(root, "etc/init.d/xend"), byHand);
    expect(runRevert(root)).toMatchObject({ "etc/init.d/xend": "left", "etc/hosts": "replace" });
    expect(read("etc/init.d/xend")).toBe(byHand);
    expect(runRevert(root)).toEqual({ "etc/init.d/xend": "left" });
    expect(runRevert(root, { force: true })).toEqual({ "etc/init.d/xend": "replace" });
    expect(read("etc/init.d/xend")).toBe(script("xend"));
  });

  it("leaves a file whose backup is gone or damaged", () => {
    runApply(root, first);
    const backup = join(root, "var/lib/xensan/host/backups/0001/etc/init.d/xend");
    for (const damage of [() => writeFileSync(backup, script("other")), () => rmSync(backup)]) {
      damage();
      expect(runRevert(root)?.["etc/init.d/xend"]).toBe("left");
      expect(read("etc/init.d/xend")).toContain("xend by us");
    }
  });

  it("keeps the last ten", () => {
    for (let round = 1; round <= 12; round += 1) {
      runApply(root, [{ path: "/etc/a.conf", content: `${round}\n`, extent: "whole", mode: "0644" }]);
    }
    for (let round = 11; round >= 2; round -= 1) {
      expect(runRevert(root)).toEqual({ "etc/a.conf": "replace" });
      expect(read("etc/a.conf")).toBe(`${round}\n`);
    }
    expect(runRevert(root)).toBeUndefined();
    expect(Object.keys(contentsOf(root)).filter((path) => path.includes("backups/0"))).toEqual([]);
  });
});
