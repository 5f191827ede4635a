import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { busyPrograms } from "../../../../lib/guard/report/busy.ts";
import { endOf, processesOf, stage } from "./scene.ts";

const leftovers = (domid: number) =>
  `libxl: error: libxl_domain.c:1183:libxl__destroy_domid: Domain ${domid}:Non-existant domain
libxl: error: libxl_domain.c:1137:domain_destroy_callback: Domain ${domid}:Unable to destroy guest
libxl: error: libxl_domain.c:1064:domain_destroy_cb: Domain ${domid}:Destruction of domain failed
`;

describe.concurrent("create in the stand-in for xl", () => {
  it("refuses a name that exists", async (test) => {
    const { scene, host } = stage(test);
    const path = scene.config("nfs1");
    expect(await host.run("create", path)).toMatchObject({
      exitCode: 0,
      stderr: `Parsing config from ${path}\n`,
    });
    expect(await host.run("create", path)).toMatchObject({
      exitCode: 3,
      stderr: `Parsing config from ${path}
libxl: error: libxl_domain.c:81:libxl__domain_rename: Domain 2:Domain with name "nfs1" already exists.
libxl: error: libxl_create.c:1294:initiate_domain_create: Domain 2:cannot make domain: -6
${leftovers(2)}`,
    });
    expect(await host.states()).toEqual(["nfs1 running"]);
  });

  it("refuses what needs more memory than the host has, a disk that is not there, and what is no configuration", async (test) => {
    const { scene, host } = stage(test);
    host.set("total_memory", 720);
    const large = await host.run("create", scene.config("nfs1", 64));
    expect(large).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("Out of memory\n") });
    expect(large.stderr.endsWith(leftovers(1))).toBe(true);
    const diskless = await host.run("create", scene.config("nfs1", 8, "disk = ['phy:/dev/no such,xvda,w']"));
    expect(diskless).toMatchObject({
      exitCode: 6,
      stderr: expect.stringContaining(
        "Disk vdev=xvda failed to stat: /dev/no such: No such file or directory\n",
      ),
    });
    const path = scene.config("nfs1", 8, "disk = [ x ]");
    expect(await host.run("create", path)).toMatchObject({
      exitCode: 1,
      stderr: `Parsing config from ${path}
${path}:3: config parsing error near \`x': syntax error
Failed to parse config: Invalid argument
`,
    });
    expect(await host.run("create", "/no such")).toMatchObject({
      exitCode: 3,
      stderr: "Failed to read config file: /no such: No such file or directory\n",
    });
    expect(await host.states()).toEqual([]);
  });

  it("lets one of two win that create one name at once", async (test) => {
    const { scene, host } = stage(test);
    const path = scene.config("nfs1");
    const both = await Promise.all([host.run("create", path), host.run("create", path)]);
    expect(both.map(({ exitCode }) => exitCode).sort()).toEqual([0, 3]);
    expect(await host.states()).toEqual(["nfs1 running"]);
  });

  it("leaves a half-made domain behind when it is killed, which only `list` shows", async (test) => {
    const { scene, host } = stage(test);
    host.set("build", 3);
    const child = host.start("create", scene.config("nfs1"));
    await host.comesTo("nfs1 paused");
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await host.states()).toEqual(["nfs1 paused"]);
    expect((await host.run("list", "-l")).stdout).not.toContain("nfs1");
    expect(await host.toolstack.find("nfs1", 30_000)).toMatchObject({ kind: "running" });
    expect((await host.run("destroy", "nfs1")).exitCode).toBe(0);
    expect(await host.states()).toEqual([]);
  });
});

describe.concurrent("the guard's look for busy programs", () => {
  it("finds the stand-in's as it finds xl's", async (test) => {
    const { scene, host } = stage(test);
    host.set("build", 4);
    const configPath = scene.config("nfs1");
    const child = host.start("create", configPath);
    await host.comesTo("nfs1 paused");
    const presence = await host.toolstack.find("nfs1", 30_000);
    // Until it has its memory, the stand-in has parts of its own for a moment, under the same arguments.
    const busy = () => busyPrograms({ guest: "nfs1", configPath, presence }, processesOf(host));
    await expect.poll(busy).toEqual([`xl create (pid ${child.pid})`]);
    expect((await endOf(child)).code).toBe(0);
    // The one that stays behind begins only now.
    const log = join(host.state, "log/xl-nfs1.log");
    do {
      expect(busy()).toEqual([]);
    } while (!readFileSync(log, "utf8").includes("Waiting for domain nfs1 "));
  });
});
