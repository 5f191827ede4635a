import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Holder, isLocked, processHolders, takeLock } from "../../../../admin/files/lock.ts";
import {
  contentsOf,
  firstRelease,
  messageOf,
  newScene,
  runInstall,
  runUninstall,
  type Scene,
} from "./scene.ts";

let scene: Scene;
let root = "";
let lock = "";
beforeEach(() => {
  scene = newScene();
  root = scene.root("host");
  lock = join(root, ".xensan-install.lock");
});
afterEach(() => scene.remove());

const holder = (pid: number): Holder => ({ pid, startTime: "77" });
const alive = { self: holder(1), isAlive: () => true };
const alone = { self: holder(2), isAlive: () => false };

describe("the lock", () => {
  it("names its holder while it is held, and is gone afterwards", () => {
    const giveBack = takeLock(root, alive);
    expect(readlinkSync(lock)).toBe("1:77");
    expect(isLocked(root)).toBe(true);
    giveBack();
    expect(isLocked(root)).toBe(false);
    expect(contentsOf(root)).toEqual({});
  });

  it("is refused to a second one, who is told who holds it", () => {
    takeLock(root, alive);
    expect(messageOf(() => takeLock(root, { ...alive, self: holder(2) }))).toBe(
      `Another xensan that writes files is at work (process 1, lock ${lock}): wait until it is done.`,
    );
    expect(readlinkSync(lock)).toBe("1:77");
  });

  it("is taken over from a holder that is dead, with nothing left of it", () => {
    takeLock(root, alive);
    const giveBack = takeLock(root, alone);
    expect(readlinkSync(lock)).toBe("2:77");
    giveBack();
    expect(contentsOf(root)).toEqual({});
  });

  it("is not taken from a holder whose name was found and who took over in the meantime", () => {
    takeLock(root, { self: holder(1), isAlive: () => true });
    // Between the look at the dead holder and the rename, process 3 takes the lock.
    const isAlive = (found: Holder) => {
      if (found.pid !== 1) return true;
      rmSync(lock);
      symlinkSync("3:77", lock);
      return false;
    };
    expect(messageOf(() => takeLock(root, { self: holder(2), isAlive }))).toContain("(process 3, lock ");
    expect(readlinkSync(lock)).toBe("3:77");
  });

  it("is not taken where it is something that nobody here made", () => {
    const sentence = `Another xensan that writes files holds ${lock}: wait for it; if none runs, delete ${lock} and run it again.`;
    writeFileSync(lock, "");
    expect(messageOf(() => takeLock(root, alone))).toBe(sentence);
    rmSync(lock);
    mkdirSync(lock);
    expect(messageOf(() => takeLock(root, alone))).toBe(sentence);
    rmSync(lock, { recursive: true });
    symlinkSync("nobody", lock);
    expect(messageOf(() => takeLock(root, alone))).toBe(sentence);
  });

  it("knows a real process that lives from one that is dead, and from one that got its pid later", async () => {
    const child = spawn("sleep", ["1000"]);
    const { isAlive, self } = processHolders();
    expect(isAlive(self)).toBe(true);
    expect(isAlive({ ...self, startTime: "1" })).toBe(false);
    const pid = child.pid ?? 0;
    expect(isAlive({ pid, startTime: "1" })).toBe(false);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(isAlive({ pid, startTime: "" })).toBe(false);
  });
});

describe("install and uninstall", () => {
  it("do nothing while another one is at work", () => {
    const executable = scene.release("release", firstRelease);
    runInstall(executable, root);
    const giveBack = takeLock(root, alive);
    const before = contentsOf(root);
    const sentence = `Another xensan that writes files is at work (process 1, lock ${lock}): wait until it is done.`;
    const options = { effects: { holders: { ...alive, self: holder(2) } } };
    expect(messageOf(() => runInstall(executable, root, options))).toBe(sentence);
    expect(messageOf(() => runUninstall(root, options))).toBe(sentence);
    expect(contentsOf(root)).toEqual(before);
    giveBack();
    runUninstall(root, options);
    expect(contentsOf(root)).toEqual({});
  });

  it("give the lock back when they fail", () => {
    const executable = scene.release("release", firstRelease);
    const perform = () => {
      throw Object.assign(new Error("EIO: i/o error"), { code: "EIO", syscall: "open" });
    };
    expect(messageOf(() => runInstall(executable, root, { effects: { perform } }))).toContain("EIO");
    expect(contentsOf(root)).toEqual({});
  });
});
