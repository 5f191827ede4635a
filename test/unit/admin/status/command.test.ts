import { execFileSync } from "node:child_process";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommanderError } from "commander";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Surroundings } from "../../../../admin/guard/surroundings.ts";
import { statusCommand } from "../../../../admin/status/command.ts";
import { statusSchema } from "../../../../admin/status/document.ts";
import { frame, leave, take } from "../../../../admin/status/frame.ts";
import { AdminError, type Terminal } from "../../../../admin/terminal.ts";
import type { Clock } from "../../../../lib/system/clock.ts";
import type { RunCommand } from "../../../../lib/system/command.ts";
import { crmMonXml, crmNodeList } from "../../lib/cluster/membership/recordings.ts";
import { exited } from "../../lib/storage/scripted-run.ts";
import { hostScene } from "../report/scene.ts";

let scene: ReturnType<typeof hostScene>;
let folder: string;
beforeEach(() => {
  scene = hostScene();
  folder = mkdtempSync(join(tmpdir(), "xensan-status-"));
});
afterEach(() => {
  scene.remove();
  rmSync(folder, { recursive: true });
});

/** host2 of two; host1 refuses ssh, and what the cluster manager prints was recorded elsewhere. */
function surroundings(
  more: Partial<Surroundings> & { readonly clock?: Clock; readonly ssh?: RunCommand } = {},
) {
  const { machine } = scene.surroundings;
  const run: RunCommand = async (file, args, options) => {
    const typed = [file, ...args].join(" ");
    if (file === "ssh") {
      return (
        more.ssh?.(file, args, options) ??
        exited(255, "", "ssh: connect to host 192.168.10.1 port 22: Connection refused")
      );
    }
    if (file === "crm_mon") return exited(0, crmMonXml("all-online"));
    if (typed === "crm_node -l") return exited(0, crmNodeList);
    if (typed === "crm_node -q") return exited(0, "1\n");
    return machine.run(file, args, options);
  };
  const isInstalled = (program: string) => program === "xl";
  return {
    ...scene.surroundings,
    ...more,
    machine: { ...machine, run, isInstalled, clock: more.clock ?? machine.clock },
  };
}

const status = (around: Surroundings, ...args: string[]) => statusHeard(() => true, around, ...args);

/** @param isHeard whether somebody still reads, once that many texts were printed */
async function statusHeard(isHeard: (printed: number) => boolean, around: Surroundings, ...args: string[]) {
  const said = { out: [] as string[], err: "", code: 0 };
  const terminal: Terminal = {
    out: (text) => said.out.push(text),
    isHeard: () => isHeard(said.out.length),
    err: (text) => {
      said.err += text;
    },
    readStandardInput: () => {
      throw new Error("nothing reads standard input here");
    },
    endWith: (code) => {
      said.code = code;
    },
  };
  const command = statusCommand(terminal, around).exitOverride().configureOutput({ writeErr: terminal.err });
  try {
    await command.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof AdminError) && !(error instanceof CommanderError)) throw error;
    said.err += error.message;
    said.code = error instanceof AdminError ? error.code : 2;
  }
  return said;
}

describe("xensan status", () => {
  it("shows it, and ends with 1 where something is unknown", async () => {
    const { out, code } = await status(surroundings());
    const text = out.join("");
    expect(text).toContain(
      "unknown  host1 does not answer: nothing listens for ssh at 192.168.10.1: start sshd on host1.\n",
    );
    expect(text).toContain("unknown  Whether nfs1 runs cannot be told: it may be on host1.\n");
    expect(text).not.toContain("stopped");
    expect(code).toBe(1);
  });

  it("prints one document for programs", async () => {
    const { out } = await status(surroundings(), "--json");
    expect(statusSchema.parse(JSON.parse(out.join("")))).toMatchObject({
      asked: "host2",
      nodes: [
        { name: "host1", answer: { kind: "silent" } },
        { name: "host2", answer: { kind: "answered" } },
      ],
    });
  });

  it("writes a page as a whole, or leaves what is there", async () => {
    const path = join(folder, "xen.html");
    const { out, code } = await status(surroundings(), "--html", path);
    expect({ out, code }).toEqual({ out: [], code: 1 });
    expect(readFileSync(path, "utf8")).toMatch(/^<!DOCTYPE html>[\s\S]*<\/html>\n$/);
    expect(readdirSync(folder)).toEqual(["xen.html"]);
    const failed = await status(surroundings(), "--html", join(folder, "none", "xen.html"));
    expect(failed.err).toMatch(/none\/xen\.html was not written .*: name a file in a folder that exists\.$/);
  });

  it("replaces nothing that is no plain file, and asks nobody first", async () => {
    const at = (name: string) => join(folder, name);
    writeFileSync(at("page.html"), "older");
    execFileSync("mkfifo", [at("pipe")]);
    mkdirSync(at("site"));
    symlinkSync("page.html", at("link"));
    symlinkSync("/dev/null", at("device"));
    symlinkSync("nowhere", at("dangling"));
    const kinds = { pipe: "a special file", site: "a folder", link: "a symbolic link" };
    const ssh: RunCommand = () => Promise.reject(new Error("nobody is asked"));
    for (const [name, what] of Object.entries({
      ...kinds,
      ...{ device: "a symbolic link", dangling: "a symbolic link" },
    })) {
      const before = lstatSync(at(name)).ino;
      expect(await status(surroundings({ ssh }), "--html", at(name))).toEqual({
        out: [],
        err: `${at(name)} is ${what} and is not replaced by a file: name a plain file with --html, or one that is not there yet.`,
        code: 2,
      });
      expect(await status(surroundings({ ssh }), "--watch", "--html", at(name))).toMatchObject({ code: 2 });
      expect(lstatSync(at(name)).ino).toBe(before);
    }
    expect(readFileSync(at("page.html"), "utf8")).toBe("older");
    expect(await status(surroundings({ ssh }), "--html", "-")).toEqual({
      out: [],
      err: "--html - is no name here: the page goes to a file; a file of that name is ./-.",
      code: 2,
    });
    await status(surroundings(), "--html", at("page.html"));
    expect(readFileSync(at("page.html"), "utf8")).toMatch(/^<!DOCTYPE html>/);
  });

  it("looks again before it writes", async () => {
    const path = join(folder, "xen.html");
    const ssh: RunCommand = async () => {
      execFileSync("mkfifo", [path]);
      return exited(255, "", "ssh: connect to host 192.168.10.1 port 22: Connection refused");
    };
    expect(await status(surroundings({ ssh }), "--html", path)).toMatchObject({ code: 2 });
    expect(lstatSync(path).isFIFO()).toBe(true);
    expect(readdirSync(folder)).toEqual(["xen.html"]);
  });

  it("is a wrong call with two forms at once, or a pause that is none", async () => {
    expect(await status(surroundings(), "--json", "--html", "x")).toMatchObject({ code: 2, out: [] });
    expect((await status(surroundings(), "--html", "")).err).toContain(
      "option '--html <file>' argument '' is invalid. It is empty: name a path;",
    );
    expect(await status(surroundings(), "--every", "5")).toEqual({
      out: [],
      err: "--every is the pause between two looks of --watch: add --watch, or leave --every out.",
      code: 2,
    });
    for (const pause of ["0", "3601", "-1", "x", "1.5"]) {
      expect(await status(surroundings(), "--watch", "--every", pause)).toMatchObject({ code: 2, out: [] });
    }
  });
});

describe("xensan status --watch", () => {
  /** Ctrl-C comes while it waits after so many looks. */
  function interruptedAfter(looks: number) {
    const told: (() => void)[] = [];
    let pauses = 0;
    const slept: number[] = [];
    const clock: Clock = {
      nowMs: () => 1_000,
      sleep: async (ms) => {
        slept.push(ms);
        pauses += 1;
        if (pauses === looks) told[0]?.();
      },
    };
    const onInterrupt = (tell: () => void) => {
      told.push(tell);
      return () => undefined;
    };
    return { clock, onInterrupt, slept, told };
  }

  it("redraws on a terminal, gives the screen back, and leaves the last look there", async () => {
    const { clock, onInterrupt } = interruptedAfter(2);
    const around = surroundings({
      ...{ clock, onInterrupt, isTerminal: { input: true, errors: false, output: true } },
      screenSize: () => ({ columns: 60, rows: 9 }),
    });
    const { out, code } = await status(around, "--watch", "--every", "2");
    expect(out).toHaveLength(5);
    const [begun, first, second, ended, last] = out;
    expect([begun, ended]).toEqual([take, leave]);
    expect(first?.startsWith("\u001b[H")).toBe(true);
    expect(second?.split("\r\n")).toHaveLength(9);
    expect(second?.split("\r\n").at(-1)).toMatch(/^\.\.\. \d+ more lines: make the window larger\./);
    expect(last).toContain("does not answer");
    expect(code).toBe(1);
  });

  it("prints one look after the other elsewhere, with --json one on a line", async () => {
    const plain = interruptedAfter(2);
    const text = (await status(surroundings(plain), "--watch")).out.join("");
    expect(text.match(/^NODE /gm)).toHaveLength(2);
    expect(text).not.toContain("\u001b");
    expect(plain.slept).toEqual([5_000, 5_000]);
    const json = (await status(surroundings(interruptedAfter(3)), "--watch", "--json")).out;
    expect(json.map((line) => statusSchema.parse(JSON.parse(line)).asked)).toEqual([
      "host2",
      "host2",
      "host2",
    ]);
    expect(json.every((line) => line.endsWith("}\n"))).toBe(true);
  });

  it.each([[[]], [["--json"]]])("ends with the look that nobody reads any more, with %j", async (form) => {
    const { clock, onInterrupt, slept } = interruptedAfter(9);
    const { out, err, code } = await statusHeard(
      (printed) => printed < 2,
      surroundings({ clock, onInterrupt }),
      ...["--watch", ...form],
    );
    expect(slept).toEqual([5_000]);
    expect(out.at(-1)).toContain("does not answer");
    expect({ err, code }).toEqual({ err: "", code: 1 });
  });

  it("lets go of a look under way, and gives the screen back", async () => {
    const { onInterrupt, told } = interruptedAfter(9);
    let ended = false;
    const ssh: RunCommand = (_file, _args, { signal }) =>
      new Promise((_, reject) => {
        signal?.addEventListener("abort", () => {
          ended = true;
          reject(signal.reason);
        });
        setImmediate(() => told[0]?.());
      });
    const around = surroundings({
      ...{ ssh, onInterrupt, isTerminal: { input: true, errors: false, output: true } },
      screenSize: () => ({ columns: 80, rows: 24 }),
    });
    expect(await status(around, "--watch")).toEqual({ out: [take, leave], err: "", code: 0 });
    expect(ended).toBe(true);
  });
});

describe("frame", () => {
  it("never fills more than the screen, and clears what is left of the look before", () => {
    expect(frame("one\ntwo\n", { columns: 10, rows: 5 })).toBe("\u001b[Hone\u001b[K\r\ntwo\u001b[K\u001b[J");
    const small = frame(`${"x".repeat(20)}\n2\n3\n4\n`, { columns: 5, rows: 3 });
    expect(small).toBe("\u001b[Hxxxx>\u001b[K\r\n2\u001b[K\r\n... >\u001b[K\u001b[J");
  });
});
