import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { failureText } from "../../../../admin/files/failure.ts";
import { type Perform, perform } from "../../../../admin/files/perform.ts";
import {
  agent,
  contentsOf,
  firstRelease,
  messageOf,
  newScene,
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

/** Fails at the n-th step, and only there. */
function failingAt(step: number, code: string): Perform {
  let done = 0;
  return (where, what) => {
    done += 1;
    if (done === step) throw Object.assign(new Error(`${code}: said the system`), { code, syscall: "write" });
    perform(where, what);
  };
}

describe("an install in which one step fails", () => {
  it.each([
    ["a first install", {}, []],
    ["a first install on a host with things of its own", { "usr/sbin/xl": "xl", "var/lib/x": "x" }, []],
    ["an upgrade", {}, ["1.0.0"]],
  ])("takes all back or is finished by the next run: %s", (_, files, versionsBefore) => {
    const prepared = (name: string) => {
      const path = scene.root(name, files);
      for (const version of versionsBefore) runInstall(first, path, { version });
      return path;
    };
    const before = contentsOf(prepared("host"));
    const clean = prepared("clean");
    runInstall(second, clean, { version: "2.0.0" });
    const ends = { undone: 0, begun: 0 };
    for (let step = 1; ; step += 1) {
      const message = messageOf(() =>
        runInstall(second, root, { version: "2.0.0", effects: { perform: failingAt(step, "EIO") } }),
      );
      if (message === "nothing was thrown") break;
      if (message.includes("nothing was changed")) {
        ends.undone += 1;
        expect(contentsOf(root)).toEqual(before);
      } else {
        ends.begun += 1;
        expect(message).toBe(
          "A step failed (EIO: said the system) while files were being replaced: set that right, then run it again; that finishes what was begun.",
        );
        runInstall(second, root, { version: "2.0.0" });
        expect(contentsOf(root)).toEqual(contentsOf(clean));
        // Back to where it was, for the next step to fail.
        runUninstall(root);
        expect(contentsOf(prepared("host"))).toEqual(before);
      }
    }
    expect(ends.undone).toBeGreaterThan(10);
    expect(ends.begun).toBeGreaterThan(5);
  });

  it("loses no backup of a run before it that was killed", () => {
    runInstall(first, root);
    const backup = join(root, "var/lib/xensan/backups/0001-1.0.0", xensan);
    const killed: Perform = (where, what) => {
      if (what.kind === "remove-file") throw new Error("killed");
      perform(where, what);
    };
    expect(() => runInstall(second, root, { version: "2.0.0", effects: { perform: killed } })).toThrow(
      "killed",
    );
    expect(readFileSync(backup, "utf8")).toBe("xensan 1");
    for (let step = 1; step < 12; step += 1) {
      const effects = { perform: failingAt(step, "EIO") };
      expect(messageOf(() => runInstall(second, root, { version: "2.0.0", effects }))).toContain("EIO");
      expect(readFileSync(backup, "utf8")).toBe("xensan 1");
    }
  });

  it("says that things are half-made where taking back fails too, and is finished by the next run", () => {
    runInstall(first, root);
    const broken: Perform = (where, what) => {
      if (what.kind === "write" || what.kind === "remove-file") {
        if (what.path !== "var/lib/xensan/.installed.json.xensan-new") {
          throw Object.assign(new Error("EIO: said the system"), { code: "EIO", syscall: "write" });
        }
      }
      perform(where, what);
    };
    const options = { version: "2.0.0", effects: { perform: broken } };
    expect(messageOf(() => runInstall(second, root, options))).toContain("that finishes what was begun.");
    runInstall(second, root, { version: "2.0.0" });
    const clean = scene.root("clean");
    runInstall(first, clean);
    runInstall(second, clean, { version: "2.0.0" });
    expect(contentsOf(root)).toEqual(contentsOf(clean));
  });

  it("says so in an uninstall too", () => {
    runInstall(first, root);
    const options = { effects: { perform: failingAt(2, "EROFS") } };
    expect(messageOf(() => runUninstall(root, options))).toBe(
      `${root}/usr/lib/ocf/resource.d/xensan is on a file system that is mounted read-only (EROFS) while files were being removed: mount it for writing, then run it again; that finishes what was begun.`,
    );
    runUninstall(root);
    expect(contentsOf(root)).toEqual({});
  });

  it("does not hide a mistake of its own", () => {
    const perform: Perform = () => {
      throw new TypeError("a mistake");
    };
    expect(() => runInstall(first, root, { effects: { perform } })).toThrow(TypeError);
  });
});

describe("a user who may not write", () => {
  /** Runs with the rights of nobody where the tests run as root; else they have no more rights than that. */
  function asNobody(work: () => void): void {
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65534);
    try {
      work();
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  }

  it("is told to be root, and nothing is changed", () => {
    chmodSync(scene.folder, 0o755);
    chmodSync(root, 0o555);
    if (process.geteuid?.() === 0) chownSync(root, 0, 0);
    asNobody(() => {
      expect(messageOf(() => runInstall(first, root))).toBe(
        `${root}/.xensan-install.lock may not be read or written by this user (EACCES), and nothing was changed: run it again as root.`,
      );
      expect(runInstall(first, root, { dryRun: true })[xensan]).toBe("create");
      expect(runUninstall(root)).toEqual({});
    });
    chmodSync(root, 0o755);
    expect(contentsOf(root)).toEqual({});
  });

  it("can see without root that there is nothing to do", () => {
    chmodSync(scene.folder, 0o755);
    runInstall(first, root);
    chmodSync(root, 0o555);
    asNobody(() => expect(runInstall(first, root)[agent]).toBe("unchanged"));
    chmodSync(root, 0o755);
  });
});

describe("a full disk", () => {
  /** Runs a module on a file system of 64 KiB, in a mount namespace of its own, with which that is gone. */
  function onSmallDisk(module: string, ...args: readonly string[]): unknown {
    const user = process.geteuid?.() === 0 ? [] : ["--map-root-user"];
    const mount =
      'mount -t tmpfs -o size=64k,mode=0755 none "$1" && exec "$2" --import tsx --input-type=module -e "$3" "$@"';
    const output = execFileSync(
      "unshare",
      ["--mount", ...user, "sh", "-c", mount, "sh", root, process.execPath, module, ...args],
      { encoding: "utf8" },
    );
    return JSON.parse(output);
  }

  it("leaves a first install undone, and an upgrade with the old version whole", () => {
    const large = scene.release("large", { [agent]: "agent 3", [xensan]: "x".repeat(300_000) });
    const seen = onSmallDisk(
      `
      import { contentsOf, messageOf, runInstall } from ${JSON.stringify(new URL("./scene.ts", import.meta.url).href)};
      const [, , , root, , , first, large] = ["", "", "", ...process.argv.slice(1)];
      const answers = [];
      answers.push(messageOf(() => runInstall(large, root)), contentsOf(root));
      runInstall(first, root);
      const before = JSON.stringify(contentsOf(root));
      answers.push(messageOf(() => runInstall(large, root)), JSON.stringify(contentsOf(root)) === before);
      process.stdout.write(JSON.stringify(answers));
    `,
      first,
      large,
    );
    const sentence = `There is no space left to write ${root}/usr/sbin/xensan (ENOSPC), and nothing was changed: free some, then run it again.`;
    expect(seen).toEqual([sentence, {}, sentence, true]);
  });

  it.each([
    [
      "EACCES",
      "reading",
      "/p may not be read or written by this user (EACCES), and nothing was changed: run it again as root.",
    ],
    [
      "ENOSPC",
      "undone",
      "There is no space left to write /p (ENOSPC), and nothing was changed: free some, then run it again.",
    ],
    [
      "EDQUOT",
      "install-begun",
      "There is no space left to write /p (EDQUOT) while files were being replaced: free some, then run it again; that finishes what was begun.",
    ],
  ] as const)("%s is explained", (code, phase, sentence) => {
    expect(failureText({ code, path: "/p", message: "" }, phase)).toBe(sentence);
  });
});
