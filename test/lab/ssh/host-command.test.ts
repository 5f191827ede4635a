import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SshHost, type SshLab, startSshLab } from "../../support/ssh/hosts.ts";
import { succeed } from "../../support/ssh/succeed.ts";

let lab: SshLab;
let host1: SshHost;
let host2: SshHost;
beforeAll(async () => {
  lab = await startSshLab();
  [host1, host2] = lab.hosts;
});
afterAll(() => lab?.end());

describe("the built xensan host", () => {
  it("writes a host's files, which then differ in nothing, and brings the earlier ones back", async () => {
    const before = (await succeed(host1, "cat", ["/etc/hosts"])).stdout;
    const applied = await host1.run("xensan", ["host", "render", "--apply"]);
    // Debian's own corosync.conf and lvm.conf are there already, and are somebody else's.
    expect(applied.exitCode).toBe(1);
    expect(applied.stderr).toContain(
      "/etc/corosync/corosync.conf was not written by xensan: put what must stay",
    );
    await succeed(host1, "xensan", ["host", "render", "--apply", "--force"]);
    expect(await succeed(host1, "xensan", ["host", "render", "--diff"])).toMatchObject({ stdout: "" });
    expect((await succeed(host1, "getent", ["hosts", "host2"])).stdout).toContain(host2.address);
    await succeed(host1, "xensan", ["host", "render", "--revert"]);
    await succeed(host1, "xensan", ["host", "render", "--revert"]);
    expect((await succeed(host1, "cat", ["/etc/hosts"])).stdout).toBe(before);
    expect((await host1.run("xensan", ["host", "render", "--revert"])).exitCode).toBe(1);
  });

  it("fetches the cluster's key from the host that made it, over ssh, and shows it nowhere", async () => {
    const none = await host2.run("xensan", ["host", "key", "--from", "host1"]);
    expect(none).toMatchObject({
      exitCode: 1,
      stderr: "xensan: host1 has no key in /etc/corosync/authkey: run xensan host key there first.\n",
    });
    const made = await succeed(host1, "xensan", ["host", "key"]);
    const fetched = await succeed(host2, "xensan", ["host", "key", "--from", "host1"]);
    expect(made.stdout + fetched.stdout).toBe(
      "/etc/corosync/authkey is made. On each other host: xensan host key --from host1\n" +
        "/etc/corosync/authkey is the key of host1 now.\n",
    );
    const facts = ["-c", 'sha256sum "$1"; stat -c "%a %U %s" "$1"', "sh", "/etc/corosync/authkey"];
    const [here, there] = await Promise.all([host1, host2].map((host) => succeed(host, "sh", facts)));
    expect(there?.stdout).toBe(here?.stdout);
    expect(here?.stdout).toMatch(/\n600 root 256\n$/);
  });
});
