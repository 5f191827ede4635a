import { chmodSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { install, uninstall } from "../../../../admin/install/run.ts";
import {
  agent,
  effects,
  firstRelease,
  hook,
  newScene,
  put,
  runInstall,
  type Scene,
  xensan,
} from "./scene.ts";

let scene: Scene;
let root = "";
let executable = "";
beforeEach(() => {
  scene = newScene();
  root = scene.root("host");
  executable = scene.release("release", firstRelease);
});
afterEach(() => scene.remove());

/** The sentences that a person reads about refused files. */
function refusals(provider?: string): (string | undefined)[] {
  const { plan } = install({ executable, root, version: "1.0.0", provider, dryRun: false }, effects());
  return plan.rows.filter((row) => row.status === "refused").map((row) => row.reason);
}

function left(): (string | undefined)[] {
  const { rows } = uninstall({ root, dryRun: true }, effects());
  return rows.filter((row) => row.status === "left").map((row) => row.reason);
}

const change = (path: string) => put(join(root, path), "mine");

/** Puts something else where a file is. */
function instead(path: string, make: (absolute: string) => void): void {
  rmSync(join(root, path), { force: true });
  mkdirSync(join(root, path, ".."), { recursive: true });
  make(join(root, path));
}

describe("a file that install did not write is refused", () => {
  it("by name, with what to do", () => {
    change(xensan);
    expect(refusals()).toEqual([
      `${root}/usr/sbin/xensan was not written by install: look at it, move it out of ${root}/usr/sbin, then run install again.`,
    ]);
  });

  it("as another package's, where the provider is another", () => {
    change("usr/lib/ocf/resource.d/heartbeat/EvmsSCC");
    expect(refusals("heartbeat")).toEqual([
      `${root}/usr/lib/ocf/resource.d/heartbeat/EvmsSCC was not written by install and may belong to a package: choose another --provider.`,
    ]);
  });

  it("also where it is the same, because uninstall would remove it", () => {
    put(join(root, xensan), firstRelease[xensan]);
    expect(refusals()).toEqual([
      `${root}/usr/sbin/xensan is the same as in this release, but install did not write it: delete it, then run install again.`,
    ]);
  });

  it.each([
    ["a symbolic link", (path: string) => symlinkSync("/nowhere", path)],
    ["a folder", (path: string) => mkdirSync(path)],
  ])("where it is %s", (what, make) => {
    instead(xensan, make);
    expect(refusals()).toEqual([
      `${root}/usr/sbin/xensan is ${what} that install did not make: look at it, move it out of ${root}/usr/sbin, then run install again.`,
    ]);
  });
});

describe("a file that was changed since install wrote it", () => {
  beforeEach(() => {
    runInstall(executable, root);
  });

  it("is refused by an upgrade", () => {
    change(xensan);
    expect(refusals()).toEqual([
      `${root}/usr/sbin/xensan was changed after install wrote it: look at it, move it out of ${root}/usr/sbin, then run install again.`,
    ]);
  });

  it("is refused by an upgrade that would remove it", () => {
    executable = scene.release("smaller", { [xensan]: "xensan 2", [agent]: "agent 2" });
    change(hook);
    expect(refusals()).toEqual([
      `${root}/usr/lib/xensan/evacuate was changed after install wrote it, and this release has nothing for its place: look at it, move it out of ${root}/usr/lib/xensan, then run install again.`,
    ]);
    instead(hook, (path) => symlinkSync("/nowhere", path));
    expect(refusals()).toEqual([
      `${root}/usr/lib/xensan/evacuate is a symbolic link now, and this release has nothing for its place: look at it, move it out of ${root}/usr/lib/xensan, then run install again.`,
    ]);
  });

  it("is left by uninstall", () => {
    change(xensan);
    instead(agent, (path) => mkdirSync(path));
    expect(left()).toEqual([
      `${root}/usr/lib/ocf/resource.d/xensan/EvmsSCC is a folder now, so it is left: delete it if nobody needs it, then run uninstall again.`,
      `${root}/usr/sbin/xensan was changed after install wrote it, so it is left: delete it if nobody needs it, then run uninstall again.`,
    ]);
  });

  it("is taken as the new version where somebody put exactly that there", () => {
    put(join(root, xensan), "xensan 2");
    executable = scene.release("newer", { ...firstRelease, [xensan]: "xensan 2" });
    expect(refusals()).toEqual([]);
  });
});

describe("a folder that cannot be used is refused", () => {
  it.each([
    [
      "a file",
      (path: string) => put(path, "x"),
      () => `${root}/usr/lib/xensan is not a folder: set that right, then run it again.`,
    ],
    [
      "a link that leads nowhere",
      (path: string) => symlinkSync("nowhere", path),
      () =>
        `${root}/usr/lib/xensan is a symbolic link that leads nowhere: set that right, then run it again.`,
    ],
    [
      "a link that leads out of the root",
      (path: string) => symlinkSync(scene.folder, path),
      () =>
        `${root}/usr/lib/xensan is a symbolic link that leads out of ${root}, to ${scene.folder}: set that right, then run it again.`,
    ],
  ])("where it is %s", (_, make, sentence) => {
    instead("usr/lib/xensan", make);
    expect(refusals()).toEqual([sentence()]);
    rmSync(join(root, "usr/lib/xensan"));
    runInstall(executable, root);
    rmSync(join(root, "usr/lib/xensan"), { recursive: true });
    make(join(root, "usr/lib/xensan"));
    expect(left()).toEqual([sentence()]);
  });
});

describe("a release is refused", () => {
  const reason = () => {
    try {
      refusals();
    } catch (error) {
      return (error as Error).message;
    }
    return "it was not refused";
  };
  const inRelease = (path: string) => join(scene.folder, "release", path);

  it("when the executable is the installed copy, for its own root and for another", () => {
    runInstall(executable, root);
    executable = join(root, xensan);
    const sentence = `${root}/usr/sbin/xensan is already the installed copy: run install from an unpacked release or from dist/root.`;
    expect(reason()).toBe(sentence);
    root = scene.root("other");
    expect(reason()).toBe(sentence);
  });

  it("when it was copied to where it would be installed", () => {
    root = join(scene.folder, "release");
    expect(reason()).toContain("is already the installed copy");
  });

  it("is found through a symbolic link", () => {
    symlinkSync(executable, join(scene.folder, "xensan"));
    executable = join(scene.folder, "xensan");
    expect(reason()).toBe("it was not refused");
  });

  it("when the executable is not in one, or is not there", () => {
    executable = join(scene.folder, "main.ts");
    expect(reason()).toBe(`The release that ${executable} belongs to cannot be found: start it by its path.`);
    put(executable, "x");
    expect(reason()).toBe(
      `${executable} is not in an unpacked release: run usr/sbin/xensan of one, or npm run build and then dist/root/usr/sbin/xensan.`,
    );
  });

  it("when it has no agents", () => {
    rmSync(inRelease(agent));
    const folder = inRelease("usr/lib/ocf/resource.d/xensan");
    expect(reason()).toBe(`The release is incomplete, ${folder} holds no agent: unpack or build it again.`);
  });

  it.each([
    ["is empty", (path: string) => put(path, "")],
    ["is not executable", (path: string) => chmodSync(path, 0o644)],
    [
      "is not a regular file",
      (path: string) => {
        rmSync(path);
        symlinkSync("/bin/true", path);
      },
    ],
  ])("when an agent %s", (what, spoil) => {
    spoil(inRelease(agent));
    expect(reason()).toBe(`${inRelease(agent)} ${what}: unpack or build the release again.`);
  });

  it("when it holds a file of a name that no agent or hook has", () => {
    put(inRelease("usr/lib/ocf/resource.d/xensan/.hidden"), "x");
    expect(reason()).toBe(
      `${inRelease("usr/lib/ocf/resource.d/xensan/.hidden")} does not belong into a release: unpack or build the release again.`,
    );
  });

  it("when others can write a file or a folder of it", () => {
    const sentence = (path: string, mode: string) =>
      `${inRelease(path)} can be written by others (mode ${mode}), so it may hold anything: unpack or build the release again where only you can write.`;
    chmodSync(inRelease(agent), 0o775);
    expect(reason()).toBe(sentence(agent, "0775"));
    chmodSync(inRelease(agent), 0o755);
    chmodSync(inRelease("usr/sbin"), 0o777);
    expect(reason()).toBe(sentence("usr/sbin", "0777"));
  });
});
