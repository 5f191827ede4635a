import { appendFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { articleText, todayText } from "../../../support/host/clusters.ts";
import { contentsOf } from "../install/scene.ts";
import { script } from "./host-tree.ts";
import { hostScene } from "./scene.ts";

let scene: ReturnType<typeof hostScene>;
let root = "";
beforeEach(() => {
  scene = hostScene();
  root = join(scene.folder, "root");
  mkdirSync(join(root, "etc/xen"), { recursive: true });
  writeFileSync(join(root, "etc/hosts"), "127.0.0.1 localhost\n");
});
afterEach(() => scene.remove());

const render = (...args: readonly string[]) => scene.xensan("render", "--root", root, ...args);

describe("xensan host render on this host", () => {
  it("--diff shows what would change, as diff -u does, and changes nothing", async () => {
    const before = contentsOf(root);
    const { out, err, code } = await render("--diff");
    expect({ err, code }).toEqual({ err: "", code: 0 });
    expect(out).toContain(`--- ${root}/etc/hosts\tas it is
+++ ${root}/etc/hosts\tfrom the cluster file
@@ -1,1 +1,5 @@
 127.0.0.1 localhost
+# BEGIN xensan host render: change /etc/xensan/cluster.yaml, and apply it again
+10.9.0.1\thost1.san.example host1
`);
    expect(out).toContain(`--- /dev/null\tas it is\n+++ ${root}/etc/corosync/corosync.conf\t`);
    expect(contentsOf(root)).toEqual(before);
  });

  it("--diff is empty after an apply", async () => {
    await render("--apply");
    expect(await render("--diff")).toEqual({ out: "", err: "", code: 0 });
  });

  it("--diff shows no password of a console", async () => {
    scene.cluster.text = articleText;
    writeFileSync(
      join(root, "etc/xen/xend-config.sxp"),
      `(vncpasswd 'geheim)x')\n(a b) (vncpasswd secret)\n(vncpasswd "geheim")\n`,
    );
    const { out, err } = await render("--diff");
    expect(out).toContain("-(vncpasswd …)\n-(a b) (vncpasswd …)\n-(vncpasswd …)\n");
    expect(out).toContain("+(vncpasswd '')\n");
    expect(out + err).not.toMatch(/geheim|secret\)/);
    const applied = await render("--apply");
    expect(applied.out + applied.err).not.toMatch(/geheim|secret\)/);
  });

  it("--apply tells what it did, what to run, and nothing the second time", async () => {
    const { out, err, code } = await render("--apply");
    expect({ err, code }).toEqual({ err: "", code: 0 });
    expect(out).toContain(`create   ${root}/etc/corosync/corosync.conf\n`);
    expect(out).toContain(
      `22 files were written under ${root}; xensan host render --revert brings back what was there.\n`,
    );
    expect(out).toContain("Then, when this host may:\n  update-initramfs -u -k all ");
    const again = await render("--apply");
    expect(again.out).toMatch(/Nothing to do\.\n$/);
    expect(again.out).not.toMatch(/^(create|replace) /m);
  });

  it("--apply fills a root that has nothing at all", async () => {
    const empty = join(scene.folder, "empty");
    mkdirSync(empty);
    const { out, err, code } = await scene.xensan("render", "--root", empty, "--apply", "--json");
    expect({ err, code }).toEqual({ err: "", code: 0 });
    expect(JSON.parse(out).files).toContainEqual({ path: "/etc/hosts", status: "create" });
    expect((await scene.xensan("render", "--root", empty, "--diff")).out).toBe("");
  });

  it("--apply leaves what was changed by hand, shows it and ends with 1; --force takes it; --revert brings it back", async () => {
    await render("--apply");
    appendFileSync(join(root, "etc/xen/xl.conf"), "hand=1\n");
    const left = await render("--apply");
    expect(left.code).toBe(1);
    expect(left.err).toContain(
      `xensan: ${root}/etc/xen/xl.conf was changed after xensan wrote it: put what must stay`,
    );
    expect(left.err).toContain("\n-hand=1\n");
    expect(left.err).toMatch(/xensan: 1 file is left as it is; all else is done\.\n$/);
    expect((await render("--apply", "--force")).out).toContain(`overwrite  ${root}/etc/xen/xl.conf\n`);
    expect((await render("--revert")).out).toContain(`1 file was brought back under ${root}.\n`);
    expect(readFileSync(join(root, "etc/xen/xl.conf"), "utf8")).toMatch(/hand=1\n$/);
  });

  it("--revert without a backup says so", async () => {
    const { err, code } = await render("--revert");
    expect({ err, code }).toEqual({
      err: "xensan: there is no backup: nothing was applied here, or all of it is taken back.\n",
      code: 1,
    });
  });

  it("--json tells each file's status, and what was left", async () => {
    writeFileSync(join(root, "etc/xen/xl.conf"), "theirs\n");
    const { out, err, code } = await render("--apply", "--json");
    expect({ err, code }).toEqual({ err: "", code: 1 });
    const { files, next } = JSON.parse(out);
    expect(files).toContainEqual({ path: "/etc/hosts", status: "replace" });
    expect(files).toContainEqual(
      expect.objectContaining({
        path: "/etc/xen/xl.conf",
        status: "left",
        reason: expect.stringContaining("--force"),
      }),
    );
    expect(next).toContain("systemctl restart chrony");
  });

  it("the article's hosts get theirs: headers in the init scripts that packages brought", async () => {
    scene.cluster.text = articleText;
    mkdirSync(join(root, "etc/init.d"));
    for (const name of ["xend", "heartbeat"]) writeFileSync(join(root, "etc/init.d", name), script(name));
    const first = await render("--apply");
    expect(first.err).toContain(`${root}/etc/init.d/xend was not written by xensan: `);
    expect(first.err).toContain(
      `${root}/etc/init.d/xendomains is not there: install the package that brings it`,
    );
    await render("--apply", "--force");
    const heartbeat = readFileSync(join(root, "etc/init.d/heartbeat"), "utf8");
    expect(heartbeat).toContain("# Should-Start:      drbd sshd o2cb evms ocfs2 xend\n");
    expect(heartbeat).toMatch(
      /^#!\/bin\/sh\n### BEGIN INIT INFO\n[\s\S]*### END INIT INFO\necho heartbeat\n$/,
    );
    expect((await render("--apply", "--force")).out).toMatch(/^unchanged {2}.*\/etc\/init\.d\/xend$/m);
  });

  describe("whose LVM has something active", () => {
    const put = (path: string, content: string) => {
      mkdirSync(join(root, path, ".."), { recursive: true });
      writeFileSync(join(root, path), content);
    };
    beforeEach(() => {
      put("sys/block/sda/size", "1");
      put("sys/block/dm-0/dm/uuid", "mpath-3600508b\n");
      put("sys/block/dm-0/dm/name", "mpath2\n");
      put("sys/block/dm-1/dm/uuid", "LVM-abcdef\n");
      put("sys/block/dm-2/dm/uuid", "LVM-snapshot\n");
      mkdirSync(join(root, "sys/block/dm-1/slaves/sda3"), { recursive: true });
      mkdirSync(join(root, "sys/block/dm-2/slaves/dm-1"), { recursive: true });
      mkdirSync(join(root, "sys/block/dm-2/slaves/dm-0"), { recursive: true });
      mkdirSync(join(root, "dev/disk/by-id"), { recursive: true });
      symlinkSync("../../sda3", join(root, "dev/disk/by-id/ata-X-part3"));
    });

    it("gets no lvm.conf that would hide it, and all else", async () => {
      const { err, code } = await render("--apply");
      expect(code).toBe(1);
      expect(err).toContain(
        `${root}/etc/lvm/lvm.conf would hide /dev/sda3 from this host's LVM, which has volumes active there: name it in volumes.lvm.devices`,
      );
      expect(contentsOf(root)).not.toHaveProperty(["etc/lvm/lvm.conf"]);
      expect(contentsOf(root)).toHaveProperty(["etc/xen/xl.conf"]);
      expect((await render("--apply", "--force")).code).toBe(0);
      expect(contentsOf(root)).toHaveProperty(["etc/lvm/lvm.conf"]);
    });

    it.each(["/dev/sda3", "/dev/disk/by-id/ata-X-part3"])("gets one that names it, as %s", async (path) => {
      scene.cluster.text = todayText(2).replace("/dev/disk/by-id/ata-A+B.1-part3", path);
      expect((await render("--apply")).code).toBe(0);
      expect(readFileSync(join(root, "etc/lvm/lvm.conf"), "utf8")).toContain("mpath2");
    });

    it("is told of a LUN by its name, not by its number", async () => {
      scene.cluster.text = todayText(2).replace("[/dev/mapper/mpath2, ", "[/dev/sda3, ");
      expect((await render("--apply")).err).toContain("would hide /dev/mapper/mpath2 from this host's LVM");
    });
  });

  it.each([
    [["--apply", "--revert"], "--apply and --revert do the opposite of each other: give one of the two."],
    [["--node", "host2", "--revert"], "--revert brings back what was on this host: leave --node out"],
    [["--diff", "--revert"], "--diff compares with the cluster file, and --revert does not look at it"],
    [
      ["--apply", "--all"],
      "--all is for showing and for --out: each host is compared and written by itself.",
    ],
    [["--apply", "--out", "/x"], "--out writes to a folder, and not to this host"],
    [["--diff", "--force"], "--force goes with --apply or --revert."],
    [[], "--root goes with --diff, --apply or --revert."],
  ])("%j is refused as a wrong command line", async (args, sentence) => {
    const before = contentsOf(root);
    const { err, code } = await render(...args);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
    expect(contentsOf(root)).toEqual(before);
  });

  it("another host's files are not written here", async () => {
    const { err, code } = await scene.xensan("render", "--node", "host2", "--apply");
    expect(code).toBe(2);
    expect(err).toContain('this host is host1 by "uname -n", and not host2: run this on host2');
  });

  it("a folder that is no host is refused", async () => {
    const { err, code } = await scene.xensan("render", "--apply", "--root", join(root, "nowhere"));
    expect({ err, code }).toEqual({
      err: `xensan: The root ${root}/nowhere does not exist: make it, or name another with --root.\n`,
      code: 1,
    });
  });

  it("a mistake in the cluster file changes nothing", async () => {
    const before = contentsOf(root);
    scene.cluster.text = todayText(2).replace("bridge: br0", "bridge: 'br0\"; x'");
    expect((await render("--apply")).code).toBe(2);
    expect(contentsOf(root)).toEqual(before);
  });
});
