import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type SshHost, type SshLab, startSshLab } from "../../support/ssh/hosts.ts";
import { succeed } from "../../support/ssh/succeed.ts";

/** The article's loop over all nodes: real sshd on six hosts, and EVMS's stand-in. */
let lab: SshLab;
let host1: SshHost;
let others: readonly SshHost[];
beforeAll(async () => {
  lab = await startSshLab({ count: 6, containers: { san2: ["vm1", "vm2"] } });
  [host1, ...others] = lab.hosts;
  await Promise.all(lab.hosts.map(({ daemons }) => daemons.startEvmsd()));
});
afterAll(() => lab?.end());
beforeEach(async () => {
  await Promise.all(lab.hosts.map((host) => succeed(host, "rm", ["-rf", "/dev/evms"])));
  for (const { san } of lab.hosts) san.plan({});
});

const all = () => lab.hosts.map(({ name }) => name);

async function usableOn(): Promise<readonly string[]> {
  const seen = await Promise.all(
    lab.hosts.map(async (host) => [host.name, await host.run("test", ["-b", "/dev/evms/san2/vm2"])] as const),
  );
  return seen.filter(([, { exitCode }]) => exitCode === 0).map(([name]) => name);
}

/** The result of each host in a table, and the notes below it. */
function read(out: string) {
  const [table = "", notes = ""] = out.split("\n\n");
  const rows = table.trimEnd().split("\n").slice(1);
  return { results: rows.map((row) => row.split(/ {2,}/).slice(0, 4).join(" ")), notes };
}

describe("xensan volumes", () => {
  it("shows and activates the volumes of all hosts at once", async () => {
    const before = await host1.run("xensan", ["volumes", "list", "--all-nodes"]);
    expect(before).toMatchObject({ exitCode: 0, stdout: "No volumes.\n" });
    // Each takes three seconds; one after the other they would take eighteen.
    for (const { san } of lab.hosts) san.plan({ once: [{ kind: "slow", seconds: 3 }] });
    const startMs = performance.now();
    const { exitCode, stdout, stderr } = await host1.run("xensan", ["volumes", "activate", "--all-nodes"]);
    expect(performance.now() - startMs).toBeLessThan(12_000);
    expect(read(stdout)).toEqual({ results: all().map((name) => `${name} done EVMS 2 of 2`), notes: "" });
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 0,
      stderr: expect.stringMatching(/^volumes: waiting for /),
    });
    expect(await usableOn()).toEqual(all());
    const list = await succeed(host1, "xensan", ["volumes", "list", "--all-nodes", "/dev/evms/san2/vm2"]);
    expect(list.stdout.split("\n")[1]).toBe("san2/vm2  1 MiB  all 6 hosts  -       /dev/evms/san2/vm2");
  });

  it("changes nothing anywhere in a dry run", async () => {
    const { exitCode, stdout } = await host1.run("xensan", [
      "volumes",
      "activate",
      "--all-nodes",
      "--dry-run",
    ]);
    expect(exitCode).toBe(0);
    expect(read(stdout).results).toEqual(all().map((name) => `${name} would do EVMS 0 of 0`));
    expect(await usableOn()).toEqual([]);
  });

  it("names each host that fails, hangs or is gone, costs their deadline only, and activates all others", async () => {
    const [host2, host3, host4, host5] = others;
    host2?.san.plan({ once: [{ kind: "fail", exitCode: 5, text: "engine is locked" }] });
    host3?.san.plan({ once: [{ kind: "hang-hard" }] });
    await host4?.cut();
    if (host5 !== undefined) await succeed(host5, "mv", ["/usr/sbin/xensan", "/usr/sbin/away"]);
    const startMs = performance.now();
    const activate = ["volumes", "activate", "--all-nodes", "--timeout", "8s"];
    const { exitCode, stdout } = await host1.run("xensan", activate);
    const tookMs = performance.now() - startMs;
    await host4?.heal();
    if (host5 !== undefined) await succeed(host5, "mv", ["/usr/sbin/away", "/usr/sbin/xensan"]);
    expect(tookMs).toBeLessThan(11_000);
    expect(exitCode).toBe(1);
    const { results, notes } = read(stdout);
    expect(results).toEqual([
      "host1 done EVMS 2 of 2",
      "host2 failed EVMS 0 of 0",
      "host3 failed EVMS 0 of 0",
      "host4 no answer - -",
      "host5 no answer - -",
      "host6 done EVMS 2 of 2",
    ]);
    expect(notes.split("\n").slice(0, -1)).toEqual([
      "host2: evms_activate exited with 5: evms_activate: engine is locked.",
      expect.stringMatching(/^host3: evms_activate did not finish within \d+(\.\d)? s and was stopped\.$/),
      expect.stringMatching(/^host4 does not answer: /),
      "host5 does not answer: xensan is not installed there, is an older one, or is not where its ssh looks for programs: install it on host5.",
    ]);
    expect(await usableOn()).toEqual(["host1", "host6"]);
  });

  it("has the others' evmsd told by evms_activate -n, without ssh", async () => {
    const keys = "/root/.ssh/id_ed25519";
    await succeed(host1, "mv", [keys, `${keys}.away`]);
    const { exitCode, stdout } = await host1.run("xensan", ["volumes", "activate", "--evmsd"]);
    await succeed(host1, "mv", [`${keys}.away`, keys]);
    expect(read(stdout)).toEqual({
      results: ["host1 done EVMS 2 of 2", ...others.map(({ name }) => `${name} asked EVMS -`)],
      notes: "",
    });
    expect(exitCode).toBe(0);
    expect(await usableOn()).toEqual(all());
  });

  it("says that hosts do not see the same, and how to mend it", async () => {
    await succeed(host1, "xensan", ["volumes", "activate", "--all-nodes"]);
    await succeed(others[2] ?? host1, "rm", ["/dev/evms/san2/vm2"]);
    const { exitCode, stdout } = await host1.run("xensan", ["volumes", "list", "--all-nodes"]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      "/dev/evms/san2/vm2 is not usable on host4: run xensan volumes activate /dev/evms/san2/vm2 --all-nodes.\n",
    );
  });
});
