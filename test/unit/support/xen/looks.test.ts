import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { streamOf } from "../../lib/xen/recordings.ts";
import { makeScene, type Scene, type StandInHost } from "./scene.ts";

const uuid = "bafaf061-69ff-4d35-b5fa-80bc75685739";
/** What changes from one call to the next: the seconds that a domain has run, and whether it waits at the moment. */
const settled = (text: string) =>
  text.replace(/ {2,}\d+\.\d/g, "   TIME").replace(/(?:-b-|r--|---)--- /g, "-b---- ");

describe("the stand-in for xl prints what xl printed", () => {
  let scene: Scene;
  let host: StandInHost;
  beforeAll(async () => {
    scene = makeScene();
    host = scene.host("host1");
    for (const [name, value] of Object.entries({ total_memory: 1279, dom0_memory: 640 }))
      host.set(name, value);
    const more = `uuid = "${uuid}"
kernel = "/lab/domu-kernel" # comment
ramdisk = "/lab/domu-initrd.gz"
cmdline = 'console=hvc0 labip=10.9.0.101/24 quiet panic=5'
vif = [ 'mac=00:16:3e:00:00:01,bridge=br0' ]; vcpus = 1
disk = [
  'phy:${scene.disk},xvda,w',
]`;
    // As on the host of the recordings, it is the third domain.
    for (let domid = 1; domid < 3; domid++) {
      expect((await host.run("create", scene.config("domU", 128, more))).exitCode).toBe(0);
      await host.run("destroy", "domU");
    }
    await host.run("create", scene.config("domU", 128, more));
  });
  afterAll(() => scene.end());

  it.each([[["list"]], [["list", "-v"]]])("%j", async (args) => {
    const recording = `h1-xl-${args.join("-").replace("--", "-")}.txt`;
    const { exitCode, stdout, stderr } = await host.run(...args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(settled(stdout)).toBe(settled(streamOf(recording, "stdout")));
  });

  it("list -l, to the byte", async () => {
    const { stdout } = await host.run("list", "-l");
    expect(stdout).toBe(streamOf("h1-xl-list-l.txt", "stdout").replace("/dev/vdb", scene.disk));
  });

  it("info, with the same keys in the same columns and the memory that is free", async () => {
    const keys = (text: string) => text.split("\n").map((line) => line.slice(0, 25));
    const recorded = keys(streamOf("h1-xl-info.txt", "stdout")).filter(
      (key) => !/^(?:cc_|build_id)/.test(key),
    );
    const { stdout } = await host.run("info");
    expect(keys(stdout)).toEqual(recorded);
    expect((await host.run("info", "free_memory")).stdout).toBe("494\n");
    expect(await host.toolstack.info(30_000)).toEqual({
      kind: "told",
      info: { host: "host1", version: "4.17.7", totalMemoryMiB: 1279, freeMemoryMiB: 494 },
    });
  });

  it.each([
    [["list", "nosuch"], 1, "nosuch is an invalid domain identifier (rc=-6)\n"],
    [["list", "99"], 1, "Error: Domain '99' does not exist.\n"],
    [["migrate", "nosuch", "host2"], 1, "nosuch is an invalid domain identifier (rc=-6)\n"],
    [["domid", "nosuch"], 1, "Can't get domid of domain name 'nosuch', maybe this domain does not exist.\n"],
    [["domname", "99"], 1, "Can't get domain name of domain id '99', maybe this domain does not exist.\n"],
    [["destroy"], 2, "'xl destroy' requires at least 1 argument.\n"],
    [["pause", "-x", "1"], 2, "option `x' not supported.\n"],
    [["resume", "domU"], 1, "command not implemented\n"],
  ])("%j: its error", async (args, exitCode, stderr) => {
    expect(await host.run(...args)).toMatchObject({ exitCode, stdout: "", stderr });
  });

  it("one domain, by its name or its id", async () => {
    expect((await host.run("domid", "domU")).stdout).toBe("3\n");
    expect((await host.run("domname", "3")).stdout).toBe("domU\n");
    for (const which of ["domU", "3"]) {
      expect((await host.run("list", which)).stdout.split("\n")[1]).toMatch(/^domU {37} +3 {3}128 {5}1 {5}/);
    }
    expect((await host.run("vm-list")).stdout).toContain(`${uuid}  3    domU                          \n`);
  });

  it("what lib/xen reads: state, memory and disks", async () => {
    expect(await host.toolstack.listWithDisks(30_000)).toMatchObject({
      kind: "listed",
      domains: [
        { domid: 0, name: "Domain-0", state: "running", memoryMiB: 640, disks: [] },
        {
          ...{ domid: 3, name: "domU", uuid, memoryMiB: 128, vcpus: 1 },
          disks: [{ target: scene.disk, vdev: "xvda", access: "write" }],
        },
      ],
    });
  });

  it("a configuration without making a domain, as Debian's xendomains asks for it", async () => {
    const more = "disk = ['/dev/null,,hda,r', 'script=block-x,vdev=xvdb,target=a b', ',hdc:cdrom,r']";
    const path = scene.config("nfs1", 64, more);
    const { stdout, stderr } = await host.run("create", "--quiet", "--dryrun", "--defconfig", path);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({
      c_info: { name: "nfs1", type: "pv" },
      disks: [
        { pdev_path: "/dev/null", vdev: "hda", format: "raw" },
        { pdev_path: "a b", vdev: "xvdb", script: "block-x", readwrite: 1 },
        { vdev: "hdc", format: "empty" },
      ],
    });
    expect((await host.run("create", path, 'name="nfs2"', "-n")).stdout).toContain('"name": "nfs2"');
  });
});
