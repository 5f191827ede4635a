import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FileAccess, fileAccess } from "../../../../../lib/cluster/description/file-access.ts";
import { describeProblems } from "../../../../../lib/cluster/description/problem.ts";
import { readDescription } from "../../../../../lib/cluster/description/read-description.ts";
import type { Entry } from "../../../../../lib/cluster/description/trust.ts";
import { exampleClusterFile } from "../../../../support/example-cluster-file.ts";

const said = async (access: FileAccess, path: string) => {
  const reading = await readDescription(access, path);
  return reading.kind === "description" ? "accepted" : describeProblems(reading.kind, reading.problems);
};
const decides = "decides which hosts are asked before a guest starts, but";

describe("readDescription of real files", () => {
  let folder = "";
  let path = "";
  beforeEach(() => {
    // Not in /tmp: the folder above must be root's alone.
    folder = mkdtempSync("/run/xensan-description-");
    chmodSync(folder, 0o755);
    path = join(folder, "cluster.yaml");
    writeFileSync(path, exampleClusterFile);
    chmodSync(path, 0o644);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("reads a file that only root can write, also one that only root can read", async () => {
    expect(await readDescription(fileAccess, path)).toMatchObject({
      kind: "description",
      description: { nodes: [{ name: "host1" }, { name: "host2" }] },
    });
    chmodSync(path, 0o600);
    expect(await said(fileAccess, path)).toBe("accepted");
  });

  it.each([
    [0o664, "its group may write to it"],
    [0o646, "others may write to it"],
    [0o666, "others may write to it"],
  ])("refuses mode %o", async (mode, why) => {
    chmodSync(path, mode);
    const mend = `run: chown root:root ${path} && chmod 644 ${path}`;
    expect(await said(fileAccess, path)).toBe(`refused: ${path} ${decides} ${why}; ${mend}`);
    execFileSync("/bin/sh", ["-c", mend.slice("run: ".length)]);
    expect(await said(fileAccess, path)).toBe("accepted");
  });

  it("refuses another owner, of the file and of a folder above it, both at once, with commands that mend it", async () => {
    chownSync(path, 1000, 1000);
    chmodSync(folder, 0o775);
    const lines = (await said(fileAccess, path)).split("\n");
    expect(lines).toEqual([
      `refused: ${folder} ${decides} its group may write to it; run: chown root:root ${folder} && chmod 755 ${folder}`,
      `refused: ${path} ${decides} user 1000 owns it, and not root; run: chown root:root ${path} && chmod 644 ${path}`,
    ]);
    for (const line of lines) execFileSync("/bin/sh", ["-c", line.slice(line.indexOf("run: ") + 5)]);
    expect(await said(fileAccess, path)).toBe("accepted");
  });

  it("quotes a path in a command for pasting", async () => {
    const odd = join(folder, "a b'c.yaml");
    renameSync(path, odd);
    chmodSync(odd, 0o666);
    const line = await said(fileAccess, odd);
    expect(line).toContain(`chmod 644 '${folder}/a b'\\''c.yaml'`);
    execFileSync("/bin/sh", ["-c", line.slice(line.indexOf("run: ") + 5)]);
    expect(await said(fileAccess, odd)).toBe("accepted");
  });

  it("refuses a folder with the sticky bit, and does not tell to change its mode", async () => {
    chmodSync(folder, 0o1777);
    expect(await said(fileAccess, path)).toBe(
      `refused: ${folder} ${decides} others may write to it; keep the file in a folder of root's, such as /etc/xensan.`,
    );
  });

  it("follows symbolic links, and judges the target and all folders on the way", async () => {
    const other = join(folder, "other");
    mkdirSync(other);
    chmodSync(other, 0o755);
    renameSync(path, join(other, "real.yaml"));
    symlinkSync("other/../other/./real.yaml", path);
    const absolute = join(folder, "link");
    symlinkSync(path, absolute);
    expect(await said(fileAccess, absolute)).toBe("accepted");
    chmodSync(join(other, "real.yaml"), 0o666);
    expect(await said(fileAccess, absolute)).toContain(
      `${join(other, "real.yaml")} ${decides} others may write to it`,
    );
    chmodSync(join(other, "real.yaml"), 0o644);
    chmodSync(other, 0o777);
    expect(await said(fileAccess, absolute)).toContain(`refused: ${other} ${decides} others may write to it`);
  });

  it("refuses a link in a folder that others may write to, wherever it leads", async () => {
    const open = join(folder, "open");
    mkdirSync(open);
    symlinkSync(path, join(open, "link"));
    chmodSync(open, 0o777);
    expect(await said(fileAccess, join(open, "link"))).toContain(
      `refused: ${open} ${decides} others may write to it`,
    );
  });

  it("refuses links that lead in a circle", async () => {
    symlinkSync("round", join(folder, "round"));
    expect(await said(fileAccess, join(folder, "round"))).toBe(
      `refused: ${join(folder, "round")} leads through too many links; correct them.`,
    );
  });

  it("names a file that is not there once", async () => {
    const none = join(folder, "none");
    const reading = await readDescription(fileAccess, none);
    if (reading.kind === "description") throw new Error("it is there");
    expect(describeProblems(none, reading.problems)).toBe(
      `${none} does not exist; xensan init proposes one, which names the hosts, the cluster manager and the lease volume.`,
    );
    writeFileSync(path, "");
    const empty = await readDescription(fileAccess, path);
    if (empty.kind === "description") throw new Error("it is not empty");
    expect(describeProblems(path, empty.problems)).toBe(
      `${path}: the file is empty; it must name nodes, dialect and lease.`,
    );
  });

  it("tells a file that is not there from one that cannot be read", async () => {
    expect(await readDescription(fileAccess, join(folder, "none"))).toEqual({
      kind: "absent",
      problems: [
        {
          key: "",
          sentence: `${join(folder, "none")} does not exist; xensan init proposes one, which names the hosts, the cluster manager and the lease volume.`,
        },
      ],
    });
    expect(await said(fileAccess, join(path, "x"))).toBe(
      `refused: ${join(path, "x")} cannot be read (ENOTDIR); look at the path and the disk.`,
    );
    chmodSync(path, 0o600);
    process.seteuid?.(65534);
    try {
      expect(await said(fileAccess, path)).toBe(
        `refused: ${path} cannot be read (EACCES); run this as root.`,
      );
    } finally {
      process.seteuid?.(0);
    }
  });

  it("refuses a folder, a pipe and a device, and waits for none of them", async () => {
    execFileSync("mkfifo", [join(folder, "pipe")]);
    for (const other of [folder, join(folder, "pipe"), "/dev/null"]) {
      expect(await said(fileAccess, other)).toBe(
        `refused: ${other} is not a regular file; put the cluster file there.`,
      );
    }
  });

  it("refuses a file of more than 1 MiB without reading more of it", async () => {
    execFileSync("truncate", ["-s", "40G", path]);
    expect(await said(fileAccess, path)).toBe(
      "refused: the file has more than 1048576 bytes (1 MiB), and no more are read; shorten it.",
    );
  });

  it("takes a second name of one file", async () => {
    linkSync(path, join(folder, "second"));
    expect(await said(fileAccess, join(folder, "second"))).toBe("accepted");
  });
});

describe("readDescription by the effects that it is given", () => {
  const root = (kind: Entry["kind"], mode = 0o755, uid = 0): Entry => ({ kind, mode, uid });
  const file = "/etc/xensan/cluster.yaml";

  const scene = (opened: Entry, looks: Readonly<Record<string, Entry>> = {}) => {
    const calls: string[] = [];
    const access: FileAccess = {
      look: (path) => looks[path] ?? root(path === file ? "file" : "folder", path === file ? 0o644 : 0o755),
      linkTarget: (path) => {
        throw new Error(`unexpected: ${path} is no link`);
      },
      open: (path) => {
        calls.push(`open ${path}`);
        return {
          look: () => {
            calls.push("look");
            return opened;
          },
          read: (limitBytes) => {
            calls.push(`read ${limitBytes}`);
            return new TextEncoder().encode(exampleClusterFile);
          },
          close: () => calls.push("close"),
        };
      },
    };
    return { access, calls };
  };

  it("opens once, looks through what it opened before it reads, and closes", async () => {
    const { access, calls } = scene(root("file", 0o644));
    expect((await readDescription(access)).kind).toBe("description");
    expect(calls).toEqual([`open ${file}`, "look", "read 1048577", "close"]);
  });

  it("judges what was opened and not what stood there before: a file put in its place is not read", async () => {
    const swapped = scene(root("file", 0o644, 1000));
    expect(await said(swapped.access, file)).toContain(`${file} ${decides} user 1000 owns it, and not root`);
    expect(swapped.calls).toEqual([`open ${file}`, "look", "close"]);
    const device = scene(root("other", 0o600));
    expect(await said(device.access, file)).toContain("is not a regular file");
    expect(device.calls).toEqual([`open ${file}`, "look", "close"]);
  });

  it.each(["/", "/etc", "/etc/xensan"])("judges %s", async (path) => {
    const { access } = scene(root("file", 0o644), { [path]: root("folder", 0o755, 7) });
    expect(await said(access, file)).toBe(
      `refused: ${path} ${decides} user 7 owns it, and not root; run: chown root:root ${path} && chmod 755 ${path}`,
    );
  });

  it("closes what it opened where reading fails, and passes on what is no system error", async () => {
    const { access, calls } = scene(root("file", 0o644));
    const failing = (error: Error): FileAccess => ({
      ...access,
      open: (path) => ({
        ...access.open(path),
        read: () => {
          throw error;
        },
      }),
    });
    expect(await said(failing(Object.assign(new Error("x"), { code: "EIO" })), file)).toBe(
      `refused: ${file} cannot be read (EIO); look at the path and the disk.`,
    );
    expect(calls.at(-1)).toBe("close");
    await expect(readDescription(failing(new Error("a mistake of ours")), file)).rejects.toThrow(
      "a mistake of ours",
    );
  });
});
