import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { recordFileIn, recordName } from "../../../../agents/EvmsSCC/record-file.ts";
import { resourceOf } from "../../../../lib/ocf/resource-name.ts";

const boot = "0b5d7e1c-1111-4222-8333-444455556666";
const paths = ["/dev/evms/san2/vm1", "/dev/mapper/SAN-vm--3"];

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "xensan-record-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a record file", () => {
  it("is absent, then holds what was written, then is absent again", () => {
    const file = recordFileIn(folder, "evmsclone", boot);
    expect(file.read()).toBeUndefined();
    file.write({ state: "started", paths });
    expect(file.read()).toEqual({ state: "started", paths });
    file.write({ state: "stopped", paths: [] });
    expect(file.read()).toEqual({ state: "stopped", paths: [] });
    file.remove();
    expect(file.read()).toBeUndefined();
    file.remove();
  });

  it("is a text that a person can read, and others may", () => {
    recordFileIn(folder, "evmsclone", boot).write({ state: "started", paths });
    expect(readFileSync(join(folder, "evmsclone"), "utf8")).toBe(`${boot}\nstarted\n${paths.join("\n")}\n`);
    expect(statSync(join(folder, "evmsclone")).mode & 0o777).toBe(0o644);
    expect(readdirSync(folder)).toEqual(["evmsclone"]);
  });

  it("makes its folder, which the cluster software may have emptied with all of /run", () => {
    const file = recordFileIn(join(folder, "run/resource-agents"), "evmsclone", boot);
    expect(file.read()).toBeUndefined();
    file.write({ state: "started", paths });
    expect(file.read()).toEqual({ state: "started", paths });
    expect(statSync(join(folder, "run/resource-agents")).mode & 0o777).toBe(0o755);
  });

  it("of an earlier boot counts for nothing", () => {
    recordFileIn(folder, "evmsclone", boot.replace("0b5d", "1b5d")).write({ state: "started", paths });
    expect(recordFileIn(folder, "evmsclone", boot).read()).toBeUndefined();
  });

  it.each(["", "garbage", boot, `${boot}\n/dev/evms/san2/vm1\n`, `${boot.slice(1)}\nstarted\n`])(
    "that is damaged (%j) is doubt and not absence",
    (text) => {
      writeFileSync(join(folder, "evmsclone"), text);
      expect(recordFileIn(folder, "evmsclone", boot).read).toThrow(`${join(folder, "evmsclone")} is damaged`);
    },
  );

  it("with a name that no file can have is absent, and can be removed", () => {
    const file = recordFileIn(folder, "x".repeat(300), boot);
    expect(file.read()).toBeUndefined();
    file.remove();
    expect(() => file.write({ state: "started", paths })).toThrow("ENAMETOOLONG");
  });

  it("that cannot be read is an error and not an absence", () => {
    mkdirSync(join(folder, "evmsclone"));
    expect(recordFileIn(folder, "evmsclone", boot).read).toThrow("EISDIR");
    writeFileSync(join(folder, "file"), "");
    expect(recordFileIn(join(folder, "file"), "evmsclone", boot).read).toThrow("ENOTDIR");
  });
});

describe("a record file's name", () => {
  it("is the same for all numbers that Heartbeat 2 gives to instances without an identity", () => {
    expect(recordName("evmsclone:0", false)).toBe("xensan-EvmsSCC-evmsclone");
    expect(recordName("evmsclone:17", false)).toBe(recordName("evmsclone", false));
    expect(recordName("evmsclone:0", true)).not.toBe(recordName("evmsclone:1", true));
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
        const name = recordName(each, globallyUnique);
        return (
          basename(join("/folder", name)) === name && !/[/\0\n]/.test(name) && name.startsWith("xensan-")
        );
      }),
    );
  });

  it("is another for every other resource", () => {
    fc.assert(
      fc.property(instance, instance, (one, other) => {
        return (recordName(one, true) === recordName(other, true)) === (one === other);
      }),
    );
  });
});
