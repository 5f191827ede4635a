import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Perform } from "../../../../admin/files/perform.ts";
import type { HostFile } from "../../../../admin/host/host-file.ts";
import { todayText } from "../../../support/host/clusters.ts";
import { rendered } from "../../../support/host/rendered.ts";
import { atEveryDeath, deadLock } from "../files/killed.ts";
import { contentsOf, messageOf } from "../install/scene.ts";
import { first, host, newTree, runApply, runRevert, second } from "./host-tree.ts";
import { hostScene } from "./scene.ts";

let tree: ReturnType<typeof newTree>;
beforeEach(() => {
  tree = newTree();
});
afterEach(() => tree.remove());

const applying = (files: readonly HostFile[]) => (root: string, killing: Perform) => {
  runApply(root, files, { effects: { perform: killing, holders: deadLock } });
};
const reverting = (root: string, killing: Perform) => {
  runRevert(root, { effects: { perform: killing, holders: deadLock } });
};

/** The files, without what is kept about them, and without what a dead process has left beside them. */
const configuration = (root: string) =>
  Object.fromEntries(
    Object.entries(contentsOf(root)).filter(
      ([path]) => !path.startsWith("var/") && !path.endsWith("/") && !/(^|\/)\.[^/]*xensan/.test(path),
    ),
  );

const record = (root: string) => contentsOf(root)["var/lib/xensan/host/written.json"] ?? "";

function prepared(name: string, ...applied: readonly (readonly HostFile[])[]): string {
  const root = tree.root(name, host);
  for (const files of applied) runApply(root, files);
  return root;
}

describe.each([
  ["a first apply", [], first, 60],
  ["an apply after another", [first], second, 60],
] as const)("%s that is killed at any step", (_, before, files, atLeast) => {
  it("is finished by the next one, with the same backups", () => {
    const clean = prepared("clean", ...before, files);
    const deaths = atEveryDeath(prepared("start", ...before), applying(files), (root) => {
      runApply(root, files, { force: before.length === 0 });
      expect(contentsOf(root)).toEqual(contentsOf(clean));
    });
    expect(deaths).toBeGreaterThan(atLeast);
  });

  it("is taken back by revert, once it has begun", () => {
    const start = prepared("start", ...before);
    let taken = 0;
    atEveryDeath(start, applying(files), (root) => {
      if (!record(root).includes('"changing"')) return;
      runRevert(root);
      taken += 1;
      expect(configuration(root)).toEqual(configuration(start));
      expect(record(root)).toContain('"written"');
    });
    expect(taken).toBeGreaterThan(40);
  });

  it("has at every moment whole files, each as before or as wanted", () => {
    const start = prepared("start", ...before);
    const [old, wanted] = [configuration(start), configuration(prepared("clean", ...before, files))];
    atEveryDeath(start, applying(files), (root) => {
      for (const [path, content] of Object.entries(configuration(root))) {
        expect([old[path], wanted[path]]).toContain(content);
      }
    });
  });
});

describe("a revert that is killed at any step", () => {
  it("is finished by the next one", () => {
    const clean = prepared("clean", first, second);
    runRevert(clean);
    const deaths = atEveryDeath(prepared("start", first, second), reverting, (root) => {
      if (record(root).includes('"0002"')) runRevert(root);
      expect(configuration(root)).toEqual(configuration(clean));
      expect(record(root)).toEqual(record(clean));
    });
    expect(deaths).toBeGreaterThan(25);
  });

  it("can be followed by an apply", () => {
    const clean = prepared("clean", first, second);
    atEveryDeath(prepared("start", first, second), reverting, (root) => {
      expect(Object.values(runApply(root, second, { force: false }))).not.toContain("left");
      expect(configuration(root)).toEqual(configuration(clean));
    });
  });
});

describe("an apply that is killed with SIGKILL", () => {
  it("leaves a lock that the next one takes over, and is finished by it", () => {
    const root = prepared("start");
    const at = (path: string) => JSON.stringify(new URL(`../../../../admin/${path}`, import.meta.url).href);
    const module = `
      import { processHolders } from ${at("files/lock.ts")};
      import { perform } from ${at("files/perform.ts")};
      import { apply } from ${at("host/apply/run.ts")};
      const [root, files] = process.argv.slice(1);
      let steps = 0;
      const killing = (...step) => {
        steps += 1;
        if (steps === 40) process.kill(process.pid, "SIGKILL");
        perform(...step);
      };
      apply(root, { files: JSON.parse(files), force: true, held: new Map() }, { perform: killing, holders: processHolders() });
    `;
    const { signal, stderr } = spawnSync(
      process.execPath,
      ["--import", "tsx", "--input-type=module", "-e", module, root, JSON.stringify(first)],
      { encoding: "utf8" },
    );
    expect({ signal, stderr }).toEqual({ signal: "SIGKILL", stderr: "" });
    expect(contentsOf(root)).toHaveProperty([".xensan-install.lock"]);
    runApply(root, first);
    expect(contentsOf(root)).toEqual(contentsOf(prepared("clean", first)));
  });
});

describe("a disk that is full", () => {
  it("leaves whole files below --out, and names the one for which there was no room", async () => {
    const place = join(tree.folder, "out");
    mkdirSync(place);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=20k", "none", place]);
    const scene = hostScene();
    try {
      const { err, code } = await scene.xensan("render", "--out", place);
      expect(code).toBe(1);
      expect(err).toMatch(
        /^xensan: There is no space left to write .*\/host1\/etc\/.* \(ENOSPC\) while files/,
      );
      const written = Object.entries(contentsOf(place)).filter(([path]) => !path.endsWith("/"));
      expect(written.length).toBeGreaterThan(1);
      for (const [path, content] of written) {
        expect(content).toBe(`644 ${rendered(todayText(2), path.replace(/^host1/, ""))}`);
      }
    } finally {
      scene.remove();
      execFileSync("umount", [place]);
    }
  });

  it("leaves everything as it was, however much room there was", () => {
    const place = join(tree.folder, "disk");
    mkdirSync(place);
    let undone = 0;
    for (let kilobytes = 16; ; kilobytes += 4) {
      execFileSync("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "none", place]);
      try {
        const root = join(place, "root");
        try {
          cpSync(prepared(`start-${kilobytes}`), root, { recursive: true });
        } catch {
          continue;
        }
        const before = contentsOf(root);
        const message = messageOf(() => runApply(root, first));
        if (message === "nothing was thrown") break;
        expect(message).toMatch(
          /^There is no space left to write .* \(ENOSPC\), and nothing was changed: free some/,
        );
        expect(contentsOf(root)).toEqual(before);
        undone += 1;
      } finally {
        execFileSync("umount", [place]);
      }
    }
    expect(undone).toBeGreaterThan(3);
  });
});
