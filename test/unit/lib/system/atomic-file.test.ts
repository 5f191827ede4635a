import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeFileAtomically, writeNewFile } from "../../../../lib/system/atomic-file.ts";

const module = new URL("../../../../lib/system/atomic-file.ts", import.meta.url).href;

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "xensan-atomic-"));
  path = join(folder, "permit.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

const modeOf = (file: string) => statSync(file).mode & 0o7777;

describe("writeFileAtomically", () => {
  it("writes text and bytes, whole and with nothing beside", () => {
    writeFileAtomically(path, "für host1\n", 0o644);
    expect(readFileSync(path, "utf8")).toBe("für host1\n");
    const bytes = Uint8Array.from([0, 255, 10]);
    writeFileAtomically(path, bytes, 0o644);
    expect(Uint8Array.from(readFileSync(path))).toEqual(bytes);
    expect(readdirSync(folder)).toEqual(["permit.json"]);
  });

  it("sets exactly the mode that was asked for, whatever the umask and the old mode", () => {
    const before = process.umask(0o077);
    try {
      for (const mode of [0o755, 0o644, 0o600, 0o400]) {
        writeFileAtomically(path, "x", mode);
        expect(modeOf(path)).toBe(mode);
      }
    } finally {
      process.umask(before);
    }
  });

  it("writes an empty file", () => {
    writeFileAtomically(path, "", 0o644);
    expect(readFileSync(path, "utf8")).toBe("");
  });

  it("replaces a symbolic link and leaves what it points to", () => {
    const elsewhere = join(folder, "elsewhere");
    writeFileSync(elsewhere, "old");
    symlinkSync(elsewhere, path);
    writeFileAtomically(path, "new", 0o644);
    expect(readFileSync(elsewhere, "utf8")).toBe("old");
    expect(() => readlinkSync(path)).toThrow("EINVAL");
  });

  it("throws and leaves nothing beside when the target cannot be replaced", () => {
    mkdirSync(path);
    expect(() => writeFileAtomically(path, "x", 0o644)).toThrow("EISDIR");
    expect(readdirSync(folder)).toEqual(["permit.json"]);
  });

  it("throws when the folder does not exist", () => {
    expect(() => writeFileAtomically(join(folder, "no", "file"), "x", 0o644)).toThrow("ENOENT");
  });

  it("is not hindered by what a crash left beside the target", () => {
    writeFileSync(join(folder, `.permit.json.${process.pid}.new`), "torn");
    writeFileAtomically(path, "x", 0o644);
    expect(readFileSync(path, "utf8")).toBe("x");
  });

  it("leaves the old file and nothing beside it on a full disk", () => {
    // In a mount namespace of its own: the small file system is gone with the process that sees it.
    const script = `
      import { readdirSync, readFileSync, statSync } from "node:fs";
      import { writeFileAtomically } from "${module}";
      const path = process.argv[1] + "/permit.json";
      writeFileAtomically(path, "old", 0o644);
      let code = "none";
      try { writeFileAtomically(path, Buffer.alloc(300_000, 1), 0o644); } catch (error) { code = error.code; }
      process.stdout.write(JSON.stringify([code, readFileSync(path, "utf8"), readdirSync(process.argv[1])]));
    `;
    const seen = execFileSync(
      "unshare",
      [
        "--mount",
        ...(process.getuid?.() === 0 ? [] : ["--map-root-user"]),
        "sh",
        "-c",
        'mount -t tmpfs -o size=64k none "$1" && exec "$2" --import tsx --input-type=module -e "$3" "$1"',
        "sh",
        folder,
        process.execPath,
        script,
      ],
      { encoding: "utf8" },
    );
    expect(JSON.parse(seen)).toEqual(["ENOSPC", "old", ["permit.json"]]);
  });

  it("shows a reader one whole version or another, also when the writer is killed", async () => {
    const versions = ["a", "b"].map((letter) => letter.repeat(200_000));
    writeFileAtomically(path, versions[0] ?? "", 0o644);
    const writer = spawn(
      process.execPath,
      [
        "--import",
        "tsx",
        "--input-type=module",
        "-e",
        `import { writeFileAtomically } from "${module}";
         process.stdout.write("up");
         for (;;) for (const letter of "ab") writeFileAtomically(process.argv[1], letter.repeat(200_000), 0o644);`,
        path,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    await once(writer.stdout, "data");
    for (let look = 0; look < 200; look += 1) expect(versions).toContain(readFileSync(path, "utf8"));
    writer.kill("SIGKILL");
    await once(writer, "exit");
    expect(versions).toContain(readFileSync(path, "utf8"));
    expect(readdirSync(folder).filter((name) => !/^\.permit\.json\.\w+\.new$/.test(name))).toEqual([
      "permit.json",
    ]);
  });
});

describe("writeNewFile", () => {
  it("never touches a file that is there", () => {
    writeFileSync(path, "theirs");
    expect(() => writeNewFile(path, "ours", 0o644)).toThrow("EEXIST");
    expect(readFileSync(path, "utf8")).toBe("theirs");
  });

  it("does not follow a symbolic link that leads nowhere yet", () => {
    symlinkSync(join(folder, "elsewhere"), path);
    expect(() => writeNewFile(path, "ours", 0o644)).toThrow("EEXIST");
    expect(readdirSync(folder)).toEqual(["permit.json"]);
  });
});
