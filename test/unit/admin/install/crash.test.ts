import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Perform } from "../../../../admin/files/perform.ts";
import { atEveryDeath, deadLock, Killed, killedAt } from "../files/killed.ts";
import {
  contentsOf,
  firstRelease,
  newScene,
  runInstall,
  runUninstall,
  type Scene,
  secondRelease,
} from "./scene.ts";

let scene: Scene;
let first = "";
let second = "";
beforeEach(() => {
  scene = newScene();
  first = scene.release("release-1", firstRelease);
  second = scene.release("release-2", secondRelease);
});
afterEach(() => scene.remove());

const installing = (executable: string, version: string) => (root: string, killing: Perform) => {
  runInstall(executable, root, { version, effects: { perform: killing, holders: deadLock } });
};

const uninstalling = (root: string, killing: Perform) => {
  runUninstall(root, { effects: { perform: killing, holders: deadLock } });
};

/** A host that had things of its own, and one that had nothing at all, not even /usr. */
const hosts: readonly [string, Record<string, string>][] = [
  ["an empty root", {}],
  [
    "a host",
    { "usr/lib/ocf/resource.d/heartbeat/Xen": "theirs", "var/lib/other/x": "theirs", "usr/sbin/xl": "xl" },
  ],
];

describe.each(hosts)("an install that is killed at any step, on %s,", (_, files) => {
  it("is finished by running install again, and the result is that of an undisturbed one", () => {
    const clean = scene.root("clean", files);
    runInstall(first, clean);
    const deaths = atEveryDeath(scene.root("start", files), installing(first, "1.0.0"), (root) => {
      runInstall(first, root);
      expect(contentsOf(root)).toEqual(contentsOf(clean));
    });
    expect(deaths).toBeGreaterThan(40);
  });

  it("is undone by uninstall, and nothing is left", () => {
    const start = scene.root("start", files);
    const deaths = atEveryDeath(start, installing(first, "1.0.0"), (root) => {
      runUninstall(root);
      expect(contentsOf(root)).toEqual(contentsOf(start));
    });
    expect(deaths).toBeGreaterThan(40);
  });
});

describe("an upgrade that is killed at any step", () => {
  it("is finished by running install again, with the same backups", () => {
    const start = scene.root("start");
    runInstall(first, start);
    const clean = join(scene.folder, "clean");
    cpSync(start, clean, { recursive: true });
    runInstall(second, clean, { version: "2.0.0" });
    const deaths = atEveryDeath(start, installing(second, "2.0.0"), (root) => {
      runInstall(second, root, { version: "2.0.0" });
      expect(contentsOf(root)).toEqual(contentsOf(clean));
    });
    expect(deaths).toBeGreaterThan(60);
  });

  it("has at every moment whole files, each of the old version or of the new one", () => {
    const start = scene.root("start");
    runInstall(first, start);
    const whole = [...Object.values(firstRelease), ...Object.values(secondRelease)].map(
      (text) => `755 ${text}`,
    );
    atEveryDeath(start, installing(second, "2.0.0"), (root) => {
      const files = Object.entries(contentsOf(root)).filter(
        ([path]) => path.startsWith("usr/") && !path.endsWith("/") && !path.includes("/."),
      );
      for (const [, content] of files) expect(whole).toContain(content);
    });
  });

  it("is undone by uninstall, and nothing is left", () => {
    const start = scene.root("start");
    runInstall(first, start);
    atEveryDeath(start, installing(second, "2.0.0"), (root) => {
      runUninstall(root);
      expect(contentsOf(root)).toEqual({});
    });
  });

  it("can be followed by going back to the old version, and then by uninstall", () => {
    const start = scene.root("start");
    runInstall(first, start);
    const files = contentsOf(join(start, "usr"));
    atEveryDeath(start, installing(second, "2.0.0"), (root) => {
      runInstall(first, root);
      expect(contentsOf(join(root, "usr"))).toEqual(files);
      runUninstall(root);
      expect(contentsOf(root)).toEqual({});
    });
  });

  it("can be followed by an install under another provider, and then by uninstall", () => {
    const start = scene.root("start");
    runInstall(first, start);
    const other = scene.root("other");
    runInstall(second, other, { provider: "san" });
    atEveryDeath(start, installing(second, "2.0.0"), (root) => {
      runInstall(second, root, { provider: "san" });
      expect(contentsOf(join(root, "usr"))).toEqual(contentsOf(join(other, "usr")));
      runUninstall(root);
      expect(contentsOf(root)).toEqual({});
    });
  });

  it("can be killed again at any step of the second run", () => {
    const start = scene.root("start");
    runInstall(first, start);
    const clean = join(scene.folder, "clean");
    cpSync(start, clean, { recursive: true });
    runInstall(second, clean, { version: "2.0.0" });
    for (const steps of [3, 12, 24, 30]) {
      const root = join(scene.folder, `once-${steps}`);
      cpSync(start, root, { recursive: true });
      expect(() => installing(second, "2.0.0")(root, killedAt(steps, "after"))).toThrow(Killed);
      for (let again = 1; again < 40; again += 3) {
        const copy = join(scene.folder, `twice-${steps}-${again}`);
        cpSync(root, copy, { recursive: true });
        try {
          installing(second, "2.0.0")(copy, killedAt(again, "in the middle of"));
        } catch (error) {
          if (!(error instanceof Killed)) throw error;
        }
        runInstall(second, copy, { version: "2.0.0" });
        expect(contentsOf(copy)).toEqual(contentsOf(clean));
      }
    }
  });
});

describe.each(hosts)("an uninstall that is killed at any step, on %s,", (_, files) => {
  it("is finished by running uninstall again", () => {
    const before = scene.root("before", files);
    const start = join(scene.folder, "start");
    cpSync(before, start, { recursive: true });
    runInstall(first, start);
    runInstall(second, start, { version: "2.0.0" });
    const deaths = atEveryDeath(start, uninstalling, (root) => {
      runUninstall(root);
      expect(contentsOf(root)).toEqual(contentsOf(before));
    });
    expect(deaths).toBeGreaterThan(20);
  });

  it("can be followed by an install", () => {
    const clean = scene.root("clean", files);
    const start = scene.root("start", files);
    runInstall(second, clean, { version: "2.0.0" });
    runInstall(second, start, { version: "2.0.0" });
    atEveryDeath(start, uninstalling, (root) => {
      runInstall(second, root, { version: "2.0.0" });
      expect(contentsOf(root)).toEqual(contentsOf(clean));
    });
  });
});

describe("an install that is killed with SIGKILL", () => {
  it("leaves a lock that the next one takes over", () => {
    const root = scene.root("host");
    const at = (path: string) =>
      JSON.stringify(new URL(`../../../../admin/install/${path}`, import.meta.url).href);
    const module = `
      import { processHolders } from ${at("../files/lock.ts")};
      import { perform } from ${at("../files/perform.ts")};
      import { install } from ${at("run.ts")};
      const [executable, root] = process.argv.slice(1);
      let steps = 0;
      const killing = (...step) => {
        steps += 1;
        if (steps === 20) process.kill(process.pid, "SIGKILL");
        perform(...step);
      };
      const order = { executable, root, version: "1.0.0", provider: undefined, dryRun: false };
      install(order, { perform: killing, holders: processHolders(), uid: process.getuid() });
    `;
    const { signal, stderr } = spawnSync(
      process.execPath,
      ["--import", "tsx", "--input-type=module", "-e", module, first, root],
      { encoding: "utf8" },
    );
    expect({ signal, stderr }).toEqual({ signal: "SIGKILL", stderr: "" });
    expect(contentsOf(root)).toHaveProperty([".xensan-install.lock"]);
    runInstall(first, root);
    const clean = scene.root("clean");
    runInstall(first, clean);
    expect(contentsOf(root)).toEqual(contentsOf(clean));
  });
});
