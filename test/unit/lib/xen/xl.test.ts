import { describe, expect, it } from "vitest";
import { xl } from "../../../../lib/xen/xl.ts";
import { type Expected, exited, scripted } from "../storage/scripted-run.ts";
import { streamOf } from "./recordings.ts";

const brief = streamOf("h1-xl-list-v.txt", "stdout");
const prints = (command: string, text: string): Expected => ({ command, result: exited(0, text) });
const fails = (command: string, stderr = ""): Expected => ({ command, result: exited(1, "", stderr) });
const succeeds = (command: string) => prints(command, "");

function stack(...script: readonly Expected[]) {
  const { run, clock, options, expectDone } = scripted(script);
  return { xl: xl(run, clock), options, expectDone };
}

/** A list with the guest in another state. */
const guestIs = (flags: string) => prints("xl list -v", brief.replace("-b----", flags));

const done = { kind: "done" };

describe("xl changes", () => {
  it.each([
    [
      "create",
      (x: ReturnType<typeof xl>) => x.create({ configPath: "/etc/xen/nfs1", paused: false }, 9),
      "xl create /etc/xen/nfs1",
    ],
    [
      "create, paused",
      (x: ReturnType<typeof xl>) => x.create({ configPath: "/etc/xen/nfs1", paused: true }, 9),
      "xl create -p /etc/xen/nfs1",
    ],
    ["shutdown", (x: ReturnType<typeof xl>) => x.shutdown(3, false, 9), "xl shutdown 3"],
    [
      "shutdown by the power button",
      (x: ReturnType<typeof xl>) => x.shutdown(3, true, 9),
      "xl shutdown -F 3",
    ],
    ["destroy", (x: ReturnType<typeof xl>) => x.destroy(3, 9), "xl destroy 3"],
    ["rename", (x: ReturnType<typeof xl>) => x.rename(3, "nfs1", 9), "xl rename 3 nfs1"],
  ])("by %s", async (_title, change, command) => {
    const well = stack({ ...succeeds(command), timeoutMs: 9 });
    expect(await change(well.xl)).toEqual(done);
    well.expectDone();
    const badly = stack(fails(command, "no\n"));
    expect(await change(badly.xl)).toEqual({
      kind: "failed",
      reason: `xl ${command.split(" ")[1]} exited with 1: no`,
    });
  });

  it("pause and unpause only for what is seen afterwards, because xl exits with 0 in any case", async () => {
    const paused = stack(
      { ...succeeds("xl pause 3"), takesMs: 300, timeoutMs: 900 },
      { ...guestIs("--p---"), timeoutMs: 600 },
    );
    expect(await paused.xl.pause(3, 900)).toEqual(done);
    paused.expectDone();
    expect(await stack(succeeds("xl pause 3"), guestIs("-b----")).xl.pause(3, 900)).toEqual({
      kind: "failed",
      reason: "domain 3 (domU) is blocked after xl pause",
    });
    expect(await stack(succeeds("xl unpause 3"), guestIs("------")).xl.unpause(3, 900)).toEqual(done);
    const twice = [succeeds("xl unpause 3"), guestIs("--p---")];
    expect(await stack(...twice, succeeds("xl unpause 3"), guestIs("r-----")).xl.unpause(3, 900)).toEqual(
      done,
    );
    const forEver = Array.from({ length: 8 }, () => twice).flat();
    expect(await stack(...forEver).xl.unpause(3, 900)).toEqual({
      kind: "failed",
      reason: "domain 3 (domU) is paused after xl unpause",
    });
    expect(await stack(succeeds("xl unpause 4"), guestIs("-b----")).xl.unpause(4, 900)).toEqual({
      kind: "failed",
      reason: "domain 4 is not here, after xl unpause",
    });
    expect(await stack(succeeds("xl unpause 3"), fails("xl list -v")).xl.unpause(3, 900)).toEqual({
      kind: "failed",
      reason: "xl list -v exited with 1, after xl unpause",
    });
    expect(await stack(fails("xl pause 3", "x")).xl.pause(3, 900)).toEqual({
      kind: "failed",
      reason: "xl pause exited with 1: x",
    });
  });

  it("nothing for what would be taken for something else", async () => {
    const { xl } = stack();
    const noId = (id: number) => `${id} is not the id of a guest's domain; take it from the list of domains`;
    for (const id of [0, -1, 1.5, Number.NaN, 40_000]) {
      const refusals = [xl.destroy(id, 9), xl.pause(id, 9), xl.resume(id, 9), xl.rename(id, "nfs1", 9)];
      for (const refusal of refusals) expect(await refusal).toEqual({ kind: "failed", reason: noId(id) });
    }
    for (const path of ["etc/xen/nfs1", "/etc/xen/a=b", "-p", "/etc/xen/a b", "/etc/'x"]) {
      expect(await xl.create({ configPath: path, paused: true }, 9)).toEqual({
        kind: "failed",
        reason: `the configuration's path ${JSON.stringify(path)} is not absolute, or has other characters than letters, digits and _ + . , : @ % / -`,
      });
    }
    expect(await xl.rename(3, "nfs1--incoming", 9)).toMatchObject({ kind: "failed" });
  });
});

describe("xl migrates", () => {
  const ssh = "ssh -o BatchMode=yes -o ConnectTimeout=10 -o ServerAliveInterval=5";
  const to = { domid: 3, host: "host2", leavePaused: false };

  it("over an ssh that asks nobody and notices a dead peer", async () => {
    const { xl, expectDone } = stack({ ...succeeds(`xl migrate -s ${ssh} 3 host2`), timeoutMs: 300_000 });
    expect(await xl.migrate(to, 300_000)).toEqual({ kind: "said-done" });
    expectDone();
  });

  it("and leaves the copy paused, with a cipher of its own", async () => {
    const { xl } = stack(
      fails(`xl migrate -p -s ${ssh} -c aes128-ctr 3 10.9.0.2`, streamOf("migrate-fail-nomem.txt", "stderr")),
    );
    const transport = { kind: "ssh", cipher: "aes128-ctr" } as const;
    const migration = { domid: 3, host: "10.9.0.2", leavePaused: true, transport };
    expect(await xl.migrate(migration, 300_000)).toEqual({
      kind: "said-failed",
      suggests: "source-goes-on",
      reason: "the destination has not enough free memory",
    });
  });

  it("without encryption, by the transport that starts its other end over ssh", async () => {
    const { xl, expectDone } = stack(
      prints("xl migrate -s /usr/lib/xensan/transport 192.168.1.2 3 host2", ""),
    );
    const transport = { kind: "plain", sshAddress: "192.168.1.2" } as const;
    expect(await xl.migrate({ ...to, transport }, 300_000)).toEqual({ kind: "said-done" });
    expectDone();
  });

  it("never to what a shell would obey", async () => {
    const { xl } = stack();
    for (const host of ["", "-oProxyCommand=x", "host2;reboot", "$(x)", "a b", "root@host2", "host2-"]) {
      expect(await xl.migrate({ ...to, host }, 9)).toEqual({
        kind: "said-failed",
        suggests: "not-begun",
        reason: `${JSON.stringify(host)} is not a host's name or address; use letters, digits and . - :`,
      });
    }
    expect(await xl.migrate({ ...to, transport: { kind: "ssh", cipher: "x;y" } }, 9)).toEqual({
      kind: "said-failed",
      suggests: "not-begun",
      reason: '"x;y" is not a cipher\'s name; take one that "ssh -Q cipher" prints',
    });
    expect(await xl.migrate({ ...to, transport: { kind: "plain", sshAddress: "a;b" } }, 9)).toMatchObject({
      kind: "said-failed",
      suggests: "not-begun",
    });
  });
});

describe("xl resumes a suspended source", () => {
  const command =
    "xl migrate -s  3 echo 'xl migration receiver ready, send binary domain data.'; head -c 200000 >/dev/null; exit 1";
  const resumed = fails(command, "Migration failed, resuming at sender.\n");

  it("with a receiver that fails, and believes what is seen", async () => {
    const { xl, expectDone } = stack(
      { ...guestIs("---ss-"), takesMs: 100 },
      { ...resumed, timeoutMs: 1_900, takesMs: 900 },
      { ...guestIs("-b----"), timeoutMs: 1_000 },
    );
    expect(await xl.resume(3, 2_000)).toEqual(done);
    expectDone();
  });

  it("and says so where it is suspended still", async () => {
    const { xl } = stack(guestIs("---ss-"), resumed, guestIs("---ss-"));
    expect(await xl.resume(3, 2_000)).toEqual({
      kind: "failed",
      reason:
        "domain 3 (domU) is suspended after it was to be resumed (xl migrate exited with 1: Migration failed, resuming at sender.)",
    });
  });

  it("but never migrates a domain that runs", async () => {
    const { xl, expectDone } = stack(guestIs("-b----"));
    expect(await xl.resume(3, 2_000)).toEqual({
      kind: "failed",
      reason: "domain 3 (domU) is blocked, and only a suspended one can be resumed",
    });
    expectDone();
  });
});

describe("xl tells of its host", () => {
  it("free memory and version", async () => {
    const { xl } = stack(prints("xl info", streamOf("h1-xl-info.txt", "stdout")));
    expect(await xl.info(9)).toMatchObject({ kind: "told", info: { freeMemoryMiB: 494, version: "4.17.7" } });
    expect(await stack(fails("xl info", "x")).xl.info(9)).toEqual({
      kind: "unknown",
      reason: "xl info exited with 1: x",
    });
  });
});
