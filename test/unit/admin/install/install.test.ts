import { chmodSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  agent,
  contentsOf,
  firstRelease,
  hook,
  manifest,
  messageOf,
  namesIn,
  newScene,
  put,
  runInstall,
  runUninstall,
  type Scene,
  secondRelease,
  xensan,
} from "./scene.ts";

let scene: Scene;
let first = "";
let second = "";
let root = "";
beforeEach(() => {
  scene = newScene();
  first = scene.release("release-1", firstRelease);
  second = scene.release("release-2", secondRelease);
  root = scene.root("host");
});
afterEach(() => scene.remove());

const xenVm = "usr/lib/ocf/resource.d/xensan/XenVM";
const read = (path: string) => readFileSync(join(root, path), "utf8");

/** All times that a write would change. */
function timesIn(folder: string): string[] {
  return Object.keys(contentsOf(folder)).map((name) => {
    const { mtimeMs, ctimeMs, ino } = lstatSync(join(folder, name));
    return `${name} ${mtimeMs} ${ctimeMs} ${ino}`;
  });
}

describe("install", () => {
  it("writes the release and the record of it, and nothing else", () => {
    expect(runInstall(first, root)).toEqual({ [agent]: "create", [hook]: "create", [xensan]: "create" });
    expect(namesIn(root)).toEqual([agent, hook, xensan, manifest]);
    expect(contentsOf(root)).toMatchObject({
      [agent]: "755 agent",
      [xensan]: "755 xensan 1",
      "usr/lib/ocf/": "755",
      "var/lib/xensan/": "755",
    });
  });

  it("records what it wrote and what it made", () => {
    runInstall(first, scene.root("host", { "usr/lib/ocf/resource.d/heartbeat/Xen": "theirs" }));
    const record = JSON.parse(read(manifest));
    expect(record).toMatchObject({
      format: 1,
      state: "installed",
      version: "1.0.0",
      provider: "xensan",
      backups: [],
    });
    expect(record.files[0]).toEqual({
      path: agent,
      mode: "0755",
      sha256: "d4f0bc5a29de06b510f9aa428f1eedba926012b591fef7a518e776a7c9bd1824",
    });
    expect(record.folders).toEqual([
      "usr/lib/ocf/resource.d/xensan",
      "usr/lib/xensan",
      "usr/sbin",
      "var",
      "var/lib",
      "var/lib/xensan",
    ]);
  });

  it("changes nothing in a second run, not even a time", () => {
    runInstall(first, root);
    const before = timesIn(root);
    expect(runInstall(first, root)).toEqual({
      [agent]: "unchanged",
      [hook]: "unchanged",
      [xensan]: "unchanged",
    });
    expect(timesIn(root).filter((line) => !before.includes(line))).toEqual([]);
    expect(timesIn(root)).toEqual(before);
  });

  it("changes nothing in a dry run", () => {
    expect(runInstall(first, root, { dryRun: true })[xensan]).toBe("create");
    expect(contentsOf(root)).toEqual({});
  });

  it("sets modes that do not depend on the umask", () => {
    const before = process.umask(0o077);
    try {
      runInstall(first, root);
    } finally {
      process.umask(before);
    }
    const modes = new Set(Object.values(contentsOf(root)).map((entry) => entry.slice(0, 3)));
    expect(modes).toEqual(new Set(["755", "644"]));
  });

  it("puts a file that is not executable there as 0644", () => {
    chmodSync(join(scene.folder, "release-1", hook), 0o600);
    runInstall(first, root);
    expect(contentsOf(root)[hook]).toBe("644 hook 1");
  });

  it("writes again what was deleted, and repairs a mode that was changed", () => {
    runInstall(first, root);
    rmSync(join(root, agent));
    chmodSync(join(root, xensan), 0o4777);
    expect(runInstall(first, root)).toEqual({ [agent]: "create", [hook]: "unchanged", [xensan]: "repair" });
    expect(contentsOf(root)).toMatchObject({ [agent]: "755 agent", [xensan]: "755 xensan 1" });
  });

  it("repairs an owner that was changed", () => {
    runInstall(first, root);
    const uid = (process.getuid?.() ?? 0) + 1;
    expect(runInstall(first, root, { dryRun: true, effects: { uid } })[xensan]).toBe("repair");
  });
});

describe("an upgrade", () => {
  beforeEach(() => {
    runInstall(first, root);
  });

  it("replaces what changed, removes what is gone, and keeps what is the same as it is", () => {
    const before = lstatSync(join(root, agent)).ino;
    expect(runInstall(second, root, { version: "2.0.0" })).toEqual({
      [agent]: "unchanged",
      [xenVm]: "create",
      [xensan]: "replace",
      [hook]: "remove",
    });
    expect(lstatSync(join(root, agent)).ino).toBe(before);
    expect(namesIn(root)).toEqual([
      agent,
      xenVm,
      xensan,
      "var/lib/xensan/backups/0001-1.0.0/usr/lib/xensan/evacuate",
      "var/lib/xensan/backups/0001-1.0.0/usr/sbin/xensan",
      manifest,
    ]);
    expect(contentsOf(root)).not.toHaveProperty("usr/lib/xensan/");
    expect(read("var/lib/xensan/backups/0001-1.0.0/usr/sbin/xensan")).toBe("xensan 1");
  });

  it("only records the new version when no file differs", () => {
    expect(Object.values(runInstall(first, root, { version: "1.0.1" }))).toEqual(Array(3).fill("unchanged"));
    expect(JSON.parse(read(manifest)).version).toBe("1.0.1");
  });

  it("keeps the last three backups", () => {
    for (let build = 2; build <= 6; build += 1) {
      const again = scene.release(`build-${build}`, { ...firstRelease, [xensan]: `xensan ${build}` });
      runInstall(again, root, { version: `1.0.${build}` });
    }
    const names = ["0003-1.0.3", "0004-1.0.4", "0005-1.0.5"];
    expect(namesIn(join(root, "var/lib/xensan/backups"))).toEqual(names.map((name) => `${name}/${xensan}`));
    expect(JSON.parse(read(manifest)).backups.map((backup: { name: string }) => backup.name)).toEqual(names);
  });

  it("knows an older version that was put back from a backup as its own", () => {
    runInstall(second, root, { version: "2.0.0" });
    put(join(root, xensan), read("var/lib/xensan/backups/0001-1.0.0/usr/sbin/xensan"));
    expect(runInstall(second, root, { version: "2.0.0" })[xensan]).toBe("replace");
    expect(read(xensan)).toBe("xensan 2");
  });

  it("moves the agents when the provider changes, and stays with the provider when none is named", () => {
    expect(runInstall(first, root, { provider: "san" })).toEqual({
      "usr/lib/ocf/resource.d/san/EvmsSCC": "create",
      [hook]: "unchanged",
      [xensan]: "unchanged",
      [agent]: "remove",
    });
    expect(contentsOf(root)).not.toHaveProperty("usr/lib/ocf/resource.d/xensan/");
    expect(runInstall(first, root)["usr/lib/ocf/resource.d/san/EvmsSCC"]).toBe("unchanged");
    runUninstall(root);
    expect(contentsOf(root)).toEqual({});
  });

  it("keeps a folder that another package uses by now, and removes it once it is empty", () => {
    put(join(root, "usr/lib/xensan/theirs"), "x");
    runInstall(second, root);
    expect(contentsOf(root)).toHaveProperty("usr/lib/xensan/");
    rmSync(join(root, "usr/lib/xensan/theirs"));
    runUninstall(root);
    expect(contentsOf(root)).toEqual({});
  });
});

describe("install refuses, and then writes nothing", () => {
  const refusals = (act: () => Record<string, string>) => {
    const before = contentsOf(root);
    const rows = act();
    expect(contentsOf(root)).toEqual(before);
    return Object.entries(rows)
      .filter(([, status]) => status === "refused")
      .map(([path]) => path);
  };

  it("where a file is there that it did not write", () => {
    put(join(root, xensan), "theirs");
    expect(refusals(() => runInstall(first, root))).toEqual([xensan]);
  });

  it("even where that file is the same", () => {
    put(join(root, xensan), "xensan 1");
    expect(refusals(() => runInstall(first, root))).toEqual([xensan]);
  });

  it("where the packaged agent of another provider is", () => {
    put(join(root, "usr/lib/ocf/resource.d/heartbeat/EvmsSCC"), "theirs");
    expect(refusals(() => runInstall(first, root, { provider: "heartbeat" }))).toEqual([
      "usr/lib/ocf/resource.d/heartbeat/EvmsSCC",
    ]);
  });

  it("where a file of its own was changed, is a link or a folder now", () => {
    runInstall(first, root);
    put(join(root, xensan), "mine");
    rmSync(join(root, agent));
    symlinkSync("/dev/null", join(root, agent));
    rmSync(join(root, hook));
    mkdirSync(join(root, hook));
    expect(refusals(() => runInstall(second, root))).toEqual([agent, xensan, hook]);
  });

  it("where a folder is a symbolic link that leads out of the root", () => {
    mkdirSync(join(root, "usr"));
    mkdirSync(join(scene.folder, "elsewhere"));
    symlinkSync("../../elsewhere", join(root, "usr/lib"));
    expect(refusals(() => runInstall(first, root))).toEqual([agent, hook]);
    expect(contentsOf(join(scene.folder, "elsewhere"))).toEqual({});
  });

  it("where the state folder leads out of the root", () => {
    mkdirSync(join(root, "var"));
    symlinkSync(scene.folder, join(root, "var/lib"));
    expect(messageOf(() => runInstall(first, root))).toBe(
      `${root}/var/lib is a symbolic link that leads out of ${root}, to ${scene.folder}: set that right, then run it again.`,
    );
  });

  it("where the record cannot be understood", () => {
    put(join(root, manifest), "{}");
    expect(messageOf(() => runInstall(first, root))).toBe(
      `In ${root}, var/lib/xensan/installed.json cannot be understood: its format is not what xensan writes: so nobody ` +
        "knows which files are xensan's; restore it from a backup of the host.",
    );
    rmSync(join(root, manifest));
    mkdirSync(join(root, manifest));
    expect(messageOf(() => runInstall(first, root))).toContain("is not a regular file");
  });

  it("where the root does not exist or is no folder", () => {
    expect(messageOf(() => runInstall(first, join(scene.folder, "no")))).toBe(
      `The root ${scene.folder}/no does not exist: make it, or name another with --root.`,
    );
    expect(messageOf(() => runInstall(first, first))).toBe(
      `The root ${first} is not a folder: name another with --root.`,
    );
  });

  it("follows a symbolic link that stays in the root", () => {
    mkdirSync(join(root, "usr/bin"), { recursive: true });
    symlinkSync("bin", join(root, "usr/sbin"));
    runInstall(first, root);
    expect(read("usr/bin/xensan")).toBe("xensan 1");
    runUninstall(root);
    expect(contentsOf(root)).toEqual({ "usr/": "755", "usr/bin/": "755", "usr/sbin": "-> bin" });
  });
});

describe("uninstall", () => {
  it("removes all that install wrote, after any number of upgrades", () => {
    const before = { "usr/lib/ocf/resource.d/heartbeat/Xen": "theirs", "var/lib/other": "theirs" };
    const host = scene.root("host-2", before);
    const contents = contentsOf(host);
    runInstall(first, host);
    runInstall(second, host, { version: "2.0.0" });
    runInstall(first, host, { version: "1.0.0" });
    expect(Object.values(runUninstall(host))).toEqual(["remove", "remove", "remove"]);
    expect(contentsOf(host)).toEqual(contents);
  });

  it("says in a second run, and where nothing was ever installed, that there is nothing to do", () => {
    expect(runUninstall(root)).toEqual({});
    runInstall(first, root);
    runUninstall(root);
    expect(runUninstall(root)).toEqual({});
    expect(contentsOf(root)).toEqual({});
  });

  it("leaves a file that was changed, with its folder and its record, and removes all else", () => {
    runInstall(first, root);
    runInstall(second, root, { version: "2.0.0" });
    put(join(root, xensan), "mine");
    expect(runUninstall(root)).toEqual({ [agent]: "remove", [xenVm]: "remove", [xensan]: "left" });
    expect(contentsOf(root)).not.toHaveProperty("usr/lib/");
    expect(JSON.parse(read(manifest)).files.map((file: { path: string }) => file.path)).toEqual([xensan]);
    expect(read("var/lib/xensan/backups/0001-1.0.0/usr/sbin/xensan")).toBe("xensan 1");
    rmSync(join(root, xensan));
    expect(runUninstall(root)).toEqual({ [xensan]: "gone" });
    expect(contentsOf(root)).toEqual({});
  });

  it("leaves what others put into its folders", () => {
    runInstall(first, root);
    put(join(root, "usr/lib/xensan/theirs"), "x");
    put(join(root, "var/lib/xensan/permits/nfs1"), "x");
    runUninstall(root);
    expect(namesIn(root)).toEqual(["usr/lib/xensan/theirs", "var/lib/xensan/permits/nfs1"]);
  });

  it("leaves what others put into the folder of backups", () => {
    runInstall(first, root);
    runInstall(second, root, { version: "2.0.0" });
    put(join(root, "var/lib/xensan/backups/mine/xensan"), "x");
    runUninstall(root);
    expect(namesIn(root)).toEqual(["var/lib/xensan/backups/mine/xensan"]);
  });

  it("changes nothing in a dry run", () => {
    runInstall(first, root);
    const before = contentsOf(root);
    expect(Object.values(runUninstall(root, { dryRun: true }))).toEqual(["remove", "remove", "remove"]);
    expect(contentsOf(root)).toEqual(before);
  });

  it("does not follow a record that names what install never writes", () => {
    runInstall(first, root);
    for (const path of [
      "etc/passwd",
      "../x",
      "usr/lib/xensan/../../../etc/passwd",
      "/etc/passwd",
      "usr/sbin/sshd",
    ]) {
      const record = JSON.parse(read(manifest));
      record.files[0].path = path;
      writeFileSync(join(root, "forged"), JSON.stringify(record));
      const host = scene.root("forged", { [manifest]: JSON.stringify(record) });
      expect(messageOf(() => runUninstall(host))).toContain("its files.0.path is not what xensan writes");
    }
  });
});
