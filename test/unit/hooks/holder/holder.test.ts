import { spawn } from "node:child_process";
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, it } from "vitest";
import { poll } from "../../../support/lab/poll.ts";
import { removeFolder } from "../../../support/remove-folder.ts";

const holderPath = fileURLToPath(new URL("../../../../hooks/holder/holder.sh", import.meta.url));

type Scene = {
  readonly kill: (signal: NodeJS.Signals) => void;
  /** As when sanlock's daemon dies. */
  readonly endOfFile: () => void;
  readonly ended: Promise<number | NodeJS.Signals>;
  /** What sanlock sees: nobody has the other end of the socket any more. */
  readonly letGo: Promise<void>;
  readonly calls: () => readonly string[];
  readonly logged: () => string;
  readonly write: (file: string, text: string) => void;
  readonly saysHolding: () => Promise<true | string>;
};

/** The holder with a socket on descriptor 3, as sanlock leaves it, and stand-ins for xl and logger. */
const withHolder = async (args: readonly string[], test: (scene: Scene) => Promise<void>, socket = true) => {
  const folder = mkdtempSync(join(tmpdir(), "xensan-holder-"));
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
  const read = (file: string) => readFileSync(join(folder, file), "utf8");
  for (const tool of ["xl", "xm"]) {
    copyFileSync(new URL("../../../support/sanlock/stand-in-xl.sh", import.meta.url), join(folder, tool));
  }
  write("logger", `#!/bin/sh\necho "$*" >>"${folder}/log"\n`);
  write("sanlock", `#!/bin/sh\n[ "$*" = "client status" ] && cat "${folder}/status"\n`);
  for (const tool of ["logger", "sanlock"]) chmodSync(join(folder, tool), 0o755);
  for (const file of ["calls", "log"]) write(file, "");
  write("name", "nfs1\n");
  write("state", "-b----\n");
  write("status", "");
  const child = spawn(holderPath, args, {
    stdio: ["ignore", "pipe", "ignore", socket ? "pipe" : "ignore"],
    env: { PATH: `${folder}:${process.env["PATH"]}` },
  });
  let said = "";
  child.stdout?.on("data", (text: Buffer) => {
    said += text.toString();
  });
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once("exit", (code, signal) => resolve(code ?? signal ?? -1));
  });
  const end = child.stdio[3];
  const letGo = new Promise<void>((resolve) => end?.once("close", resolve));
  if (end !== null && end !== undefined && "resume" in end) end.resume();
  try {
    await test({
      kill: (signal) => child.kill(signal),
      endOfFile: () => end && "destroy" in end && end.destroy(),
      ended,
      letGo,
      calls: () => read("calls").split("\n").slice(0, -1),
      logged: () => read("log"),
      write,
      saysHolding: () => poll(() => said.startsWith("holding ") || said, { timeoutMs: 10_000, everyMs: 10 }),
    });
  } finally {
    child.kill("SIGKILL");
    // A logger that the holder started beside its work may still write here.
    await removeFolder(folder);
  }
};

describe.concurrent("the holder", () => {
  it("pauses the guest at the end of the file, sees that it is paused, and ends", async ({ expect }) => {
    await withHolder(["nfs1", "xl", "0"], async ({ saysHolding, endOfFile, ended, calls, logged }) => {
      expect(await saysHolding()).toBe(true);
      endOfFile();
      expect(await ended).toBe(0);
      expect(calls()).toEqual(["pause nfs1", "list"]);
      const log = async () => logged().split("\n").length === 3;
      expect(await poll(log, { timeoutMs: 20_000 })).toBe(true);
      expect(logged()).toContain("-p daemon.crit -t xensan-holder[");
      expect(logged()).toContain("-- nfs1: sanlock's daemon is gone; pausing it\n");
      expect(logged()).toContain("-- nfs1: it is paused; its claim stays: run xensan repair nfs1 when");
    });
  });

  it("does the same on SIGTERM, with xm where that is the toolstack", async ({ expect }) => {
    await withHolder(["nfs1", "xm", "0"], async ({ saysHolding, kill, ended, calls, logged }) => {
      await saysHolding();
      kill("SIGTERM");
      expect(await ended).toBe(0);
      expect(calls()).toEqual(["pause nfs1", "list"]);
      const log = () => logged().includes("nfs1: sanlock lost the lease volume; pausing it");
      expect(await poll(log, { timeoutMs: 20_000 })).toBe(true);
    });
  });

  it("lets go of sanlock's socket when the guest is paused, and not only when it has watched", async ({
    expect,
  }) => {
    await withHolder(["nfs1", "xl", "30"], async ({ saysHolding, kill, ended, letGo }) => {
      await saysHolding();
      kill("SIGTERM");
      expect(await ended).toBe(0);
      const startMs = performance.now();
      await letGo;
      expect(performance.now() - startMs).toBeLessThan(15_000);
    });
  });

  it("touches nothing when it is told that the claim was given up, and nothing on HUP and INT", async ({
    expect,
  }) => {
    await withHolder(["nfs1", "xl", "0"], async ({ saysHolding, kill, ended, calls }) => {
      await saysHolding();
      kill("SIGHUP");
      kill("SIGINT");
      kill("SIGUSR1");
      expect(await ended).toBe(0);
      expect(calls()).toEqual([]);
    });
  });

  it.each(["nfs1--incoming", "nfs1--migratedaway", "migrating-nfs1", "Zombie-nfs1"])(
    "pauses the guest where it is called %s",
    async (name) => {
      const { expect } = await import("vitest");
      await withHolder(["nfs1", "xl", "0"], async ({ write, saysHolding, endOfFile, ended, calls }) => {
        write("name", `${name}\n`);
        await saysHolding();
        endOfFile();
        expect(await ended).toBe(0);
        expect(calls()).toEqual(["pause nfs1", "list", "pause 7", "list"]);
      });
    },
  );

  it("pauses a suspended guest too, which xl could resume", async ({ expect }) => {
    await withHolder(["nfs1", "xl", "0"], async ({ write, saysHolding, endOfFile, ended, calls }) => {
      write("name", "nfs1--migratedaway\n");
      write("state", "---ss-\n");
      await saysHolding();
      endOfFile();
      expect(await ended).toBe(0);
      expect(calls()).toEqual(["pause nfs1", "list", "pause 7", "list"]);
    });
  });

  it("believes that the guest is gone only when it is gone for seconds", async ({ expect }) => {
    await withHolder(["nfs1", "xl", "0"], async ({ write, saysHolding, endOfFile, ended, calls }) => {
      write("state", "gone\n");
      write("broken-pause", "");
      await saysHolding();
      const started = performance.now();
      endOfFile();
      expect(await poll(() => calls().length === 2, { timeoutMs: 5_000 })).toBe(true);
      // It had only rebooted.
      write("state", "r-----\n");
      expect(await poll(() => calls().includes("destroy 7"), { timeoutMs: 25_000 })).toBe(true);
      expect(await ended).toBe(0);
      expect(performance.now() - started).toBeGreaterThan(8_000);
      expect(calls().filter((call) => call === "pause 7")).toHaveLength(4);
    });
  });

  it("does not take another guest, or a name with a blank, for its own", async ({ expect }) => {
    await withHolder(["nfs1", "xl", "0"], async ({ write, saysHolding, endOfFile, ended, calls }) => {
      write("name", "nfs1 9\n");
      await saysHolding();
      endOfFile();
      expect(await ended).toBe(0);
      expect(calls()).toEqual(["pause nfs1", "list", "list"]);
    });
  });

  it("pauses the guest again when it is let go on for a moment after, and ends with its time", async ({
    expect,
  }) => {
    await withHolder(["nfs1", "xl", "10"], async ({ write, saysHolding, endOfFile, ended, calls }) => {
      await saysHolding();
      endOfFile();
      expect(await ended).toBe(0);
      write("state", "r-----\n");
      expect(await poll(() => calls().includes("pause 7"), { timeoutMs: 15_000 })).toBe(true);
      expect(await poll(() => calls().length === 5, { timeoutMs: 15_000 })).toBe(true);
      expect(calls()).toEqual(["pause nfs1", "list", "list", "pause 7", "list"]);
    });
  });

  it.each([
    ["leaves it alone when its claim is held again", "r xensan:nfs1:/leases:3145728:2 p 800\n", false],
    ["does not take an orphan for a holder", "r xensan:nfs1:/leases:3145728:1 p 700 ORPHAN\n", true],
    ["does not take another guest's claim for its own", "r xensan:nfs10:/leases:3145728:1 p 700\n", true],
  ])("%s", async (_, status, pausesAgain) => {
    const { expect } = await import("vitest");
    await withHolder(["nfs1", "xl", "5"], async ({ write, saysHolding, endOfFile, ended, calls }) => {
      write("status", `s xensan:1:/leases:0\n${status}`);
      await saysHolding();
      endOfFile();
      expect(await ended).toBe(0);
      write("state", "r-----\n");
      expect(await poll(() => calls().length >= 3, { timeoutMs: 15_000 })).toBe(true);
      const again = await poll(() => calls().includes("pause 7"), {
        timeoutMs: pausesAgain ? 20_000 : 1_500,
      });
      expect(again === true).toBe(pausesAgain);
    });
  });

  it("is not one without sanlock's socket", async ({ expect }) => {
    await withHolder(
      ["nfs1", "xl", "0"],
      async ({ saysHolding, ended }) => {
        expect(await ended).toBe(1);
        expect(await saysHolding()).toBe("no socket of sanlock's on descriptor 3\n");
      },
      false,
    );
  });
});
