import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockState, takeLock } from "../../../../lib/system/lock.ts";

const module = new URL("../../../../lib/system/lock.ts", import.meta.url).href;
const purpose = { what: "a start", sinceMs: 1_700_000_000_000, user: "root" };

let folder = "";
let path = "";
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "xensan-lock-"));
  path = join(folder, "locks/nfs1");
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

/** Another process that takes the lock, says so, and runs on. */
async function holder(after = ""): Promise<ChildProcess> {
  const script = `
    import { takeLock } from ${JSON.stringify(module)};
    const taking = await takeLock(${JSON.stringify(path)}, ${JSON.stringify(purpose)});
    ${after}
    console.log(taking.kind);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const [said] = await once(child.stdout, "data");
  expect(String(said)).toBe("taken\n");
  return child;
}

describe("takeLock", () => {
  it("gives a lock to one at a time, in one process too, and tells the second who has it", async () => {
    const first = await takeLock(path, purpose);
    expect(first.kind).toBe("taken");
    const by = { pid: process.pid, ...purpose };
    expect(await takeLock(path, { ...purpose, what: "a stop" })).toEqual({ kind: "busy", by });
    if (first.kind === "taken") first.release();
    const second = await takeLock(path, purpose);
    expect(second.kind).toBe("taken");
    // Given back twice, it is not the second one's that goes.
    if (first.kind === "taken") first.release();
    expect(await lockState(path)).toEqual({ kind: "held", by });
    if (second.kind === "taken") second.release();
    expect(await lockState(path)).toEqual({ kind: "free" });
  });

  it("gives it to one of many that want it at once", async () => {
    const takings = await Promise.all(Array.from({ length: 12 }, () => takeLock(path, purpose)));
    expect(takings.filter(({ kind }) => kind === "taken")).toHaveLength(1);
    expect(takings.filter(({ kind }) => kind === "busy")).toHaveLength(11);
    for (const each of takings) if (each.kind === "taken") each.release();
  });

  it("has the kernel give it back when its process is killed", async () => {
    const child = await holder();
    expect(await takeLock(path, purpose)).toEqual({ kind: "busy", by: { pid: child.pid, ...purpose } });
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await lockState(path)).toEqual({ kind: "free" });
    const taking = await takeLock(path, purpose);
    expect(taking.kind).toBe("taken");
    if (taking.kind === "taken") taking.release();
  });

  it("does not stay with a daemon that its process started and left behind", async () => {
    const child = await holder(`
      const { spawn } = await import("node:child_process");
      spawn("sleep", ["30"], { detached: true, stdio: "ignore" }).unref();`);
    expect((await lockState(path)).kind).toBe("held");
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await lockState(path)).toEqual({ kind: "free" });
  });

  it("is held by a process that stands still, for as long as it stands", async () => {
    const child = await holder();
    child.kill("SIGSTOP");
    expect((await takeLock(path, purpose)).kind).toBe("busy");
    child.kill("SIGCONT");
  });

  it("waits out those who only look", async () => {
    mkdirSync(join(folder, "locks"), { mode: 0o700 });
    const takeBesideLooker = async () => {
      // As lockState() holds it, but for longer.
      const looker = spawn("flock", ["--shared", path, "sh", "-c", "echo locked; sleep 0.1"], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      children.push(looker);
      await once(looker.stdout, "data");
      return takeLock(path, purpose);
    };
    let taking = await takeBesideLooker();
    // On a busy machine a looker may live for longer than is waited for.
    for (let tries = 1; taking.kind !== "taken" && tries < 3; tries++) taking = await takeBesideLooker();
    expect(taking.kind).toBe("taken");
    if (taking.kind === "taken") taking.release();
  });

  it("keeps its folder and file to this user, and refuses a folder that others may change", async () => {
    const taking = await takeLock(path, purpose);
    expect(statSync(join(folder, "locks")).mode & 0o777).toBe(0o700);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    if (taking.kind === "taken") taking.release();
    expect(readFileSync(path, "utf8")).toBe("");
    chmodSync(join(folder, "locks"), 0o777);
    const reason = `${path} cannot be locked (others than this user may change ${join(folder, "locks")})`;
    expect(await takeLock(path, purpose)).toEqual({ kind: "failed", reason });
  });

  it("tells another user than root to be root", async () => {
    const locks = join(folder, "locks");
    chmodSync(folder, 0o755);
    process.seteuid?.(65534);
    try {
      const reason = `${path} cannot be locked (EACCES); run this as root`;
      expect(await takeLock(path, purpose)).toEqual({ kind: "failed", reason });
    } finally {
      process.seteuid?.(0);
    }
    mkdirSync(locks, { mode: 0o755 });
    process.seteuid?.(65534);
    try {
      const reason = `${path} cannot be locked (${locks} is root's; run this as root)`;
      expect(await takeLock(path, purpose)).toEqual({ kind: "failed", reason });
    } finally {
      process.seteuid?.(0);
    }
  });

  it("refuses what is no file of its own", async () => {
    mkdirSync(join(folder, "locks"), { mode: 0o700 });
    symlinkSync("/dev/null", path);
    expect(await takeLock(path, purpose)).toEqual({
      kind: "failed",
      reason: `${path} cannot be locked (ELOOP)`,
    });
    expect(await lockState(path)).toEqual({ kind: "unknown", reason: `${path} cannot be looked at (ELOOP)` });
    unlinkSync(path);
    mkdirSync(path);
    expect((await takeLock(path, purpose)).kind).toBe("failed");
  });
});
