import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { markerAt, markerName, resourceOf } from "../../../../agents/EvmsSCC/marker.ts";

const boot = "0b5d7e1c-1111-4222-8333-444455556666";
const paths = ["/dev/evms/san2/vm1", "/dev/mapper/SAN-vm--3"];

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "xensan-marker-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a marker", () => {
  it("is absent, then holds what was written, then is absent again", () => {
    const marker = markerAt(folder, "evmsclone", boot);
    expect(marker.read()).toBeUndefined();
    marker.write({ paths });
    expect(marker.read()).toEqual({ paths });
    marker.write({ paths: [] });
    expect(marker.read()).toEqual({ paths: [] });
    marker.remove();
    expect(marker.read()).toBeUndefined();
    marker.remove();
  });

  it("is a text that a person can read, and others may", () => {
    markerAt(folder, "evmsclone", boot).write({ paths });
    expect(readFileSync(join(folder, "evmsclone"), "utf8")).toBe(`${boot}\n${paths.join("\n")}\n`);
    expect(statSync(join(folder, "evmsclone")).mode & 0o777).toBe(0o644);
    expect(readdirSync(folder)).toEqual(["evmsclone"]);
  });

  it("makes its folder, which the cluster software may have emptied with all of /run", () => {
    const marker = markerAt(join(folder, "run/resource-agents"), "evmsclone", boot);
    expect(marker.read()).toBeUndefined();
    marker.write({ paths });
    expect(marker.read()).toEqual({ paths });
    expect(statSync(join(folder, "run/resource-agents")).mode & 0o777).toBe(0o755);
  });

  it("of an earlier boot counts for nothing, and neither does an empty one", () => {
    markerAt(folder, "evmsclone", "another boot").write({ paths });
    expect(markerAt(folder, "evmsclone", boot).read()).toBeUndefined();
    writeFileSync(join(folder, "evmsclone"), "");
    expect(markerAt(folder, "evmsclone", boot).read()).toBeUndefined();
  });

  it("that cannot be read is an error and not an absence", () => {
    mkdirSync(join(folder, "evmsclone"));
    expect(markerAt(folder, "evmsclone", boot).read).toThrow("EISDIR");
    writeFileSync(join(folder, "file"), "");
    expect(markerAt(join(folder, "file"), "evmsclone", boot).read).toThrow("ENOTDIR");
  });
});

describe("a marker's name", () => {
  it("is the same for all numbers that Heartbeat 2 gives to instances without an identity", () => {
    expect(markerName("evmsclone:0", false)).toBe("xensan-EvmsSCC-evmsclone");
    expect(markerName("evmsclone:17", false)).toBe(markerName("evmsclone", false));
    expect(markerName("evmsclone:0", true)).not.toBe(markerName("evmsclone:1", true));
  });

  it("keeps a colon that begins no number", () => {
    expect(resourceOf("a:b")).toBe("a:b");
    expect(resourceOf("a:1b")).toBe("a:1b");
    expect(resourceOf("a:1:2")).toBe("a:1");
  });

  const instance = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom("..", "/", "\n", "\0", "%2F", ":", "1", "a")).map((parts) => parts.join("")),
  );

  it("never leads out of its folder and never breaks a line", () => {
    fc.assert(
      fc.property(instance, fc.boolean(), (each, globallyUnique) => {
        const name = markerName(each, globallyUnique);
        return (
          basename(join("/folder", name)) === name && !/[/\0\n]/.test(name) && name.startsWith("xensan-")
        );
      }),
    );
  });

  it("is another for every other resource", () => {
    fc.assert(
      fc.property(instance, instance, (one, other) => {
        return (markerName(one, true) === markerName(other, true)) === (one === other);
      }),
    );
  });
});
