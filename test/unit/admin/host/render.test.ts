import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { articleText, todayText } from "../../../support/host/clusters.ts";
import { rendered } from "../../../support/host/rendered.ts";
import { hostScene } from "./scene.ts";

let scene: ReturnType<typeof hostScene>;
beforeEach(() => {
  scene = hostScene();
});
afterEach(() => scene.remove());

describe("xensan host render", () => {
  it("shows this host's files, each with its host and path", async () => {
    const { out, err, code } = await scene.xensan("render");
    expect({ err, code }).toEqual({ err: "", code: 0 });
    expect(out).toContain(`=== host1 /etc/hosts\n${rendered(todayText(2), "/etc/hosts")}`);
    expect(out).toContain("our_host_name = host1\n");
    expect(out).not.toContain("=== host2");
    expect(out).toMatch(/=== host1, once they are written\nupdate-initramfs -u -k all /);
  });

  it("shows another host's, or all", async () => {
    expect((await scene.xensan("render", "--node", "host2")).out).toContain("our_host_name = host2\n");
    const all = (await scene.xensan("render", "--all")).out;
    expect(all).toContain("our_host_name = host1\n");
    expect(all).toContain("our_host_name = host2\n");
  });

  it("prints them as JSON", async () => {
    const { hosts } = JSON.parse((await scene.xensan("render", "--all", "--json")).out);
    expect(hosts.map(({ node }: { node: string }) => node)).toEqual(["host1", "host2"]);
    expect(hosts[0].files[0]).toEqual({
      path: "/etc/hosts",
      content: "10.9.0.1\thost1.san.example host1\n10.9.0.2\thost2.san.example host2\n",
      extent: "block",
      mode: "0644",
    });
  });

  it("writes them below a folder, the same bytes again, and nothing else", async () => {
    const out = join(scene.folder, "new", "out");
    const { out: said, code } = await scene.xensan("render", "--all", "--out", out);
    expect(code).toBe(0);
    expect(said.split("\n")).toContain(`${out}/host2/etc/corosync/corosync.conf`);
    const hosts = join(out, "host1/etc/hosts");
    expect(readFileSync(hosts, "utf8")).toBe(rendered(todayText(2), "/etc/hosts"));
    expect(statSync(hosts).mode & 0o777).toBe(0o644);
    const before = readdirSync(out, { recursive: true });
    expect(await scene.xensan("render", "--all", "--out", out)).toEqual({ out: said, err: "", code: 0 });
    expect(readdirSync(out, { recursive: true })).toEqual(before);
  });

  it("replaces nothing that is no plain file, and then writes nothing at all", async () => {
    const out = join(scene.folder, "out");
    const last = join(out, "host1/etc/xen/xl.conf");
    mkdirSync(dirname(last), { recursive: true });
    const hindered = async (what: string) => {
      const { out: said, err, code } = await scene.xensan("render", "--out", out);
      expect({ said, code }).toEqual({ said: "", code: 1 });
      expect(err).toContain(
        `${last} is ${what} and is not replaced by a file, and nothing was written: move it away, or name another folder with --out.`,
      );
      expect(readdirSync(join(out, "host1/etc"))).toEqual(["xen"]);
      rmSync(last, { recursive: true });
    };
    execFileSync("mkfifo", [last]);
    await hindered("a special file");
    symlinkSync("/dev/null", last);
    await hindered("a symbolic link");
    mkdirSync(last);
    await hindered("a folder");
    expect(await scene.xensan("render", "--out", out)).toMatchObject({ code: 0 });
  });

  it("says which file could not be written", async () => {
    const out = join(scene.folder, "out");
    mkdirSync(join(out, "host1"), { recursive: true });
    writeFileSync(join(out, "host1/etc"), "");
    const { err, code } = await scene.xensan("render", "--out", out);
    expect(code).toBe(1);
    expect(err).toContain("A step failed (E");
  });

  it.each([
    [["--node", "host9"], 'has no node "host9"; name one with --node (host1, host2), or all with --all.'],
    [["--node", "host1", "--all"], "--node names one host and --all means every one: give one of the two."],
    [["--out", ""], "option '--out <folder>' argument '' is invalid. It is empty: name a path;"],
    [["--root", "", "--apply"], "option '--root <folder>' argument '' is invalid. It is empty: name a path;"],
    [["--out", "-"], "--out - is no name here: without --out the files go to standard output;"],
    [["--json", "--out", "/x"], "--json goes to standard output and --out to files: give one of the two."],
  ])("refuses %j as a wrong command line", async (args, sentence) => {
    const { out, err, code } = await scene.xensan("render", ...args);
    expect({ out, code }).toEqual({ out: "", code: 2 });
    expect(err).toContain(sentence);
    expect(existsSync("/x")).toBe(false);
  });

  it("on a host that is not in the cluster file wants to be told which", async () => {
    const elsewhere = hostScene(articleText, "desk1");
    const { err, code } = await elsewhere.xensan("render");
    elsewhere.remove();
    expect(code).toBe(1);
    expect(err).toContain(
      'has no node "desk1", which is this host\'s name by "uname -n"; name one with --node',
    );
  });

  it("refuses a cluster file with mistakes, and writes nothing", async () => {
    scene.cluster.text = todayText(2).replace("clusterName: san", "clusterName: 'san; reboot'");
    const { err, code } = await scene.xensan("render", "--out", join(scene.folder, "out"));
    expect(code).toBe(2);
    expect(err).toMatch(
      /cluster\.yaml, line \d+, column \d+: corosync\.clusterName is "san; reboot", but it /,
    );
    expect(readdirSync(scene.folder)).toEqual([]);
  });
});
