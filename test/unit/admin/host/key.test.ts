import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { CommandResult, RunCommand } from "../../../../lib/system/command.ts";
import { articleText, todayText } from "../../../support/host/clusters.ts";
import { hostScene } from "./scene.ts";

const scenes: ReturnType<typeof hostScene>[] = [];
afterEach(() => {
  for (const scene of scenes.splice(0)) scene.remove();
});

/** host1 with what ssh to host2 answers, and what was asked. */
function keyScene(text: string, answer?: CommandResult) {
  const asked: string[][] = [];
  const run: RunCommand = async (file, args, { input }) => {
    if (answer === undefined) throw new Error(`unexpected call: ${file}`);
    asked.push([file, ...args.slice(args.indexOf("--")), `input: ${input}`]);
    return answer;
  };
  const scene = hostScene(text, "host1", run);
  scenes.push(scene);
  const key = join(scene.folder, text === articleText ? "etc/ha.d/authkeys" : "etc/corosync/authkey");
  return {
    asked,
    key,
    run: (...args: readonly string[]) => scene.xensan("key", "--root", scene.folder, ...args),
    put: (content: string | Uint8Array, mode = 0o600) => {
      mkdirSync(join(key, ".."), { recursive: true });
      writeFileSync(key, content);
      chmodSync(key, mode);
    },
  };
}

const said = (text: string | Uint8Array): CommandResult => ({
  ...{ kind: "exited", exitCode: 0, stderr: "" },
  stdout: Buffer.from(text).toString("base64").replaceAll(/.{76}/g, "$&\n"),
});
const failed = (exitCode: number, stderr: string): CommandResult => ({
  kind: "exited",
  exitCode,
  stdout: "",
  stderr,
});

const theirs = `auth 1\n1 sha1 ${"ab".repeat(20)}\n`;

describe("xensan host key", () => {
  it("takes an empty root for none, and not for the current folder", async () => {
    const { run } = keyScene(todayText(2));
    const { out, err, code } = await run("--root", "");
    expect({ out, code }).toEqual({ out: "", code: 2 });
    expect(err).toContain("option '--root <folder>' argument '' is invalid. It is empty: name a path;");
  });

  it("makes Heartbeat's key from the system's random source, for root only, and does not show it", async () => {
    const [one, other] = [keyScene(articleText), keyScene(articleText)];
    const { out, err, code } = await one.run();
    await other.run();
    expect({ err, code }).toEqual({ err: "", code: 0 });
    expect(out).toBe(`${one.key} is made. On each other host: xensan host key --from host1\n`);
    const content = readFileSync(one.key, "utf8");
    expect(content).toMatch(/^auth 1\n1 sha1 [0-9a-f]{40}\n$/);
    expect(statSync(one.key).mode & 0o7777).toBe(0o600);
    expect(readFileSync(other.key, "utf8")).not.toBe(content);
    expect(out).not.toContain(content.slice(14, 54));
    expect(readdirSync(join(one.key, ".."))).toEqual(["authkeys"]);
  });

  it("makes Corosync's", async () => {
    const scene = keyScene(todayText(2));
    expect((await scene.run()).code).toBe(0);
    expect(readFileSync(scene.key)).toHaveLength(256);
    expect(statSync(scene.key).mode & 0o7777).toBe(0o600);
  });

  it("keeps a key that is there, and makes it root's alone", async () => {
    const scene = keyScene(articleText);
    scene.put(theirs);
    expect(await scene.run()).toEqual({ out: `${scene.key} is there: nothing to do.\n`, err: "", code: 0 });
    chmodSync(scene.key, 0o644);
    const { out, err } = await scene.run();
    expect(out).toContain("others could read it (mode 0644), and now only root can.");
    expect(err).toContain("delete it and make another");
    expect(statSync(scene.key).mode & 0o7777).toBe(0o600);
    expect(readFileSync(scene.key, "utf8")).toBe(theirs);
  });

  it("is in none of the files that are shown or compared", async () => {
    const scene = hostScene(articleText);
    scenes.push(scene);
    mkdirSync(join(scene.folder, "etc/ha.d"), { recursive: true });
    writeFileSync(join(scene.folder, "etc/ha.d/authkeys"), theirs);
    for (const args of [
      ["render"],
      ["render", "--diff", "--root", scene.folder],
      ["render", "--all", "--json"],
    ]) {
      expect((await scene.xensan(...args)).out).not.toMatch(/authkeys|ab{20}/);
    }
  });

  it("fetches it over ssh, from the address for ssh, with fixed words", async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    const scene = keyScene(todayText(2), said(bytes));
    const { out, err, code } = await scene.run("--from", "host2");
    expect({ out, err, code }).toEqual({ out: `${scene.key} is the key of host2 now.\n`, err: "", code: 0 });
    expect(scene.asked).toEqual([["ssh", "--", "10.8.0.2", "base64 /etc/corosync/authkey", "input: "]]);
    expect(new Uint8Array(readFileSync(scene.key))).toEqual(bytes);
    expect(statSync(scene.key).mode & 0o7777).toBe(0o600);
    expect((await scene.run("--from", "host2")).out).toBe(`${scene.key} is there: nothing to do.\n`);
  });

  it("replaces another key only with --force", async () => {
    const scene = keyScene(articleText, said(theirs));
    await scene.run();
    const before = readFileSync(scene.key, "utf8");
    const { err, code } = await scene.run("--from", "host2");
    expect({ err, code }).toEqual({
      err: `xensan: ${scene.key} is another key than that of host2: say --force to have it replaced.\n`,
      code: 1,
    });
    expect(readFileSync(scene.key, "utf8")).toBe(before);
    await scene.run("--from", "host2", "--force");
    expect(readFileSync(scene.key, "utf8")).toBe(theirs);
  });

  it.each([
    [
      "no such file there",
      failed(1, "base64: /etc/ha.d/authkeys: No such file or directory"),
      "host2 has no key in /etc/ha.d/authkeys: run xensan host key there first.",
    ],
    ["a file that is no key", said("auth 2\n1 sha1 x\n"), "host2 has no key in /etc/ha.d/authkeys"],
    ["an empty one", said(""), "host2 has no key in /etc/ha.d/authkeys"],
    [
      "a host that lets nobody in",
      failed(255, "Permission denied (publickey)."),
      "host2 does not answer: it does not let root of this host in",
    ],
    [
      "a host that hangs",
      { kind: "timed-out", afterMs: 30_000, stdout: "", stderr: "" },
      "host2 does not answer: it did not answer within 30 s",
    ],
  ] as const)("writes nothing on %s", async (_, answer, sentence) => {
    const scene = keyScene(articleText, answer);
    const { err, code } = await scene.run("--from", "host2");
    expect(code).toBe(1);
    expect(err).toContain(sentence);
    expect(existsSync(scene.key)).toBe(false);
  });

  it("refuses what is no file, or no key, and a cluster without one", async () => {
    const scene = keyScene(articleText);
    scene.put("secret\n");
    expect((await scene.run()).err).toContain("is there and is no key: look at it, then say --force");
    expect((await scene.run("--force")).code).toBe(0);
    const linked = keyScene(articleText);
    mkdirSync(join(linked.key, ".."), { recursive: true });
    symlinkSync("/dev/null", linked.key);
    expect((await linked.run("--force")).err).toContain("is a symbolic link: put it away");
    const open = keyScene(todayText(2).replace("cipher: aes256", "cipher: none"));
    expect((await open.run()).err).toContain(
      "corosync.cipher is none in the cluster file, so the cluster has no key.",
    );
  });

  it.each(["host1", "host9", "host2; reboot"])("does not fetch from %s", async (from) => {
    const { err, code } = await keyScene(articleText).run("--from", from);
    expect(code).toBe(2);
    expect(err).toContain(
      `--from must be another host of /etc/xensan/cluster.yaml (host2), not ${JSON.stringify(from)}.`,
    );
  });
});
