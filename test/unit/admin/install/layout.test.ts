import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allFoldersAbove, foldersAbove, parentOf, staged, unstaged } from "../../../../admin/files/paths.ts";
import {
  documentPaths,
  installedFilePattern,
  installedFolderPattern,
  targetPath,
} from "../../../../admin/install/layout.ts";
import { parseManifest } from "../../../../admin/install/manifest.ts";

describe("the places that install knows", () => {
  it.each([
    "usr/lib/ocf/resource.d/xensan/EvmsSCC",
    "usr/lib/ocf/resource.d/heartbeat/XenVM",
    "usr/sbin/xensan",
    "usr/lib/xensan/evacuate",
    "usr/lib/xensan/lib/one.cjs",
    "etc/xen/scripts/block-xensan",
    ...documentPaths,
  ])("%s is one, and so is every folder above it", (path) => {
    expect(path).toMatch(installedFilePattern);
    for (const folder of foldersAbove(path)) expect(folder).toMatch(installedFolderPattern);
  });

  it.each([
    "",
    "/usr/sbin/xensan",
    "usr/sbin/sshd",
    "usr/sbin/xensan/x",
    "usr/sbin/xensan\n",
    "usr/lib/ocf/resource.d/EvmsSCC",
    "usr/lib/ocf/resource.d/../x/y",
    "usr/lib/ocf/resource.d/xensan/..",
    "usr/lib/ocf/resource.d/xensan/.EvmsSCC",
    "usr/lib/xensan/",
    "usr/lib/xensan/../../../etc/passwd",
    "usr/lib/xensan//x",
    "var/lib/xensan/installed.json",
    "etc/passwd",
    "usr/share/man/man8/xensanX8",
    "usr/share/man/man8/other.8",
  ])("%j is none", (path) => {
    expect(path).not.toMatch(installedFilePattern);
  });

  it.each([
    "",
    "/",
    "etc/ssh",
    "etc/xen/scripts/x",
    "usr/bin",
    "usr/share/doc",
    "usr/share/man/man1",
    "usr/lib/ocf/lib",
    "var/lib/other",
    "usr/lib/xensan/..",
    "usr/lib/..",
  ])("install never makes the folder %j", (path) => {
    expect(path).not.toMatch(installedFolderPattern);
  });

  it("no text outside them gets through as a file, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."usr/lib.ocfdxensan-E_ \n") }), (text) => {
        if (!installedFilePattern.test(text)) return;
        expect(text).toMatch(/^usr\/(sbin\/xensan|lib\/(ocf\/resource\.d|xensan)\/)/);
        expect(text.split("/")).not.toContain("..");
      }),
    );
  });
});

describe("paths", () => {
  it("moves agents to their provider, and nothing else", () => {
    expect(targetPath("usr/lib/ocf/resource.d/xensan/EvmsSCC", "san")).toBe(
      "usr/lib/ocf/resource.d/san/EvmsSCC",
    );
    expect(targetPath("usr/lib/xensan/evacuate", "san")).toBe("usr/lib/xensan/evacuate");
  });

  it("stages beside, under a name that the cluster manager does not see as an agent", () => {
    expect(staged("usr/sbin/xensan")).toBe("usr/sbin/.xensan.xensan-new");
    expect(staged("var")).toBe(".var.xensan-new");
    expect(unstaged(".var.xensan-new/lib/xensan/.installed.json.xensan-new")).toBe(
      "var/lib/xensan/installed.json",
    );
    expect(unstaged("usr/sbin/xensan")).toBe("usr/sbin/xensan");
  });

  it("knows parts and parents", () => {
    expect([parentOf("a/b"), parentOf("a")]).toEqual(["a", ""]);
    expect(allFoldersAbove(["a/b/c", "a/d/e"])).toEqual(["a", "a/b", "a/d"]);
  });
});

describe("a record that is not understood is refused", () => {
  const good = {
    format: 1,
    state: "installed",
    version: "1",
    provider: "xensan",
    files: [],
    folders: [],
    backups: [],
  };
  it.each([
    ["not JSON", "{", "it is not JSON"],
    ["of a newer xensan", JSON.stringify({ format: 2 }), "a newer xensan wrote it (format 2)"],
    ["of no format", "{}", "its format is not what xensan writes"],
    ["no object", "[]", "its content is not what xensan writes"],
    [
      "with a member that nobody knows",
      JSON.stringify({ ...good, x: 1 }),
      "its content is not what xensan writes",
    ],
    [
      "with a forged folder",
      JSON.stringify({ ...good, folders: ["etc/ssh"] }),
      "its folders.0 is not what xensan writes",
    ],
    [
      "with a forged provider",
      JSON.stringify({ ...good, provider: "../x" }),
      "its provider is not what xensan writes",
    ],
    [
      "with a forged backup",
      JSON.stringify({ ...good, pending: "../../etc" }),
      "its pending is not what xensan writes",
    ],
  ])("%s", (_, text, reason) => {
    expect(parseManifest(text)).toEqual({
      kind: "unreadable",
      reason: `var/lib/xensan/installed.json cannot be understood: ${reason}`,
    });
  });

  it("and one that is, is not", () => {
    expect(parseManifest(JSON.stringify(good))).toEqual({ kind: "manifest", manifest: good });
  });
});
