import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { HostAnswer } from "../../../lib/guard/facts.ts";
import { askEveryone, tell } from "../../../lib/guard/peers/peers.ts";
import { sshCaller } from "../../../lib/guard/peers/ssh.ts";
import type { Message } from "../../../lib/guard/step.ts";
import { type SshHost, type SshLab, startSshLab } from "../../support/ssh/hosts.ts";
import { succeed } from "../../support/ssh/succeed.ts";
import { type ListedGuest, longList, verboseList } from "../../support/xl-lists.ts";

let lab: SshLab;
let host1: SshHost;
let host2: SshHost;
beforeAll(async () => {
  lab = await startSshLab();
  [host1, host2] = lab.hosts;
});
afterAll(() => lab?.end());
beforeEach(() => listed(undefined));

/** What the stand-in for xl says on host2 from now on. */
async function listed(guest: ListedGuest | undefined, delaySeconds = 0): Promise<void> {
  const write = async (name: string, input: string) =>
    succeed(host2, "sh", ["-c", `cat >/run/stand-in-xl/${name}`], { input });
  await write("list-v", verboseList(guest));
  await write("list-l", longList(guest));
  await write("delay", `${delaySeconds}\n`);
}

const topic = { from: "host1", guest: "nfs1", lease: "none", hosts: ["host1", "host2"] };
const effects = () => ({ call: sshCaller(host1.command), newId: randomUUID });
const peer = () => ({ name: host2.name, address: host2.address });

async function ask(timeoutMs = 20_000, guest = "nfs1"): Promise<HostAnswer | undefined> {
  const answers = await askEveryone(effects(), [peer()], { ...topic, guest, disks: undefined }, timeoutMs);
  return answers.get("host2");
}
const order = (message: Message) => tell(effects(), peer(), topic, message, 20_000);
const silent = (reason: string) => ({ kind: "silent", reason });
/** Its machine reacted, so that nobody can call it dead. */
const livesSilently = (reason: string) => ({ kind: "silent", reason, lives: true });
/** Changes something on host2 for the time of one deed. */
async function whileSo<T>(before: string, after: string, deed: () => Promise<T>): Promise<T> {
  await succeed(host2, "sh", ["-euc", before]);
  try {
    return await deed();
  } finally {
    await succeed(host2, "sh", ["-euc", after]);
  }
}

describe("a host that is asked over ssh", () => {
  it("says that a guest is not there, after two looks that are three seconds apart, and who has its disk", async () => {
    const disk = "/dev/SAN/nfs1";
    await listed({ domid: 4, name: "web1", disk });
    const startMs = performance.now();
    expect(await ask()).toEqual({
      kind: "answered",
      report: {
        presence: { kind: "absent" },
        uses: { kind: "known", uses: [{ disk, wanted: "write", user: "domain web1", access: "write" }] },
        open: undefined,
        busy: [],
        closed: undefined,
      },
    });
    expect(performance.now() - startMs).toBeGreaterThan(3_000);
  });

  it("says that a guest is there, under whatever name, and does not count it as a user of its own disk", async () => {
    await listed({ domid: 3, name: "nfs1--incoming", disk: "/dev/SAN/nfs1" });
    expect(await ask()).toMatchObject({
      report: {
        presence: {
          kind: "running",
          domains: [{ domain: { domid: 3, name: "nfs1--incoming" }, role: "arriving" }],
        },
        uses: { kind: "known", uses: [] },
      },
    });
  });

  it("is understood although its shell greets on standard output", async () => {
    await listed({ domid: 3, name: "nfs1", disk: "/dev/SAN/nfs1" });
    const greet = `printf 'echo Welcome to host2\\necho "{}"\\n' >/root/.bashrc`;
    expect(await whileSo(greet, "rm /root/.bashrc", () => ask())).toMatchObject({ kind: "answered" });
  });

  it("does what the source of a hand-over tells it, writes it down, and reports it", async () => {
    const prepare: Message = { kind: "prepare", id: "m1", claim: undefined };
    expect(await order(prepare)).toEqual({ kind: "done" });
    const file = "/var/lib/xensan/operations/nfs1.json";
    expect(JSON.parse((await succeed(host2, "cat", [file])).stdout)).toMatchObject({
      version: 1,
      operation: { kind: "arrival", id: "m1", guest: "nfs1", source: "host1" },
    });
    await listed({ domid: 3, name: "nfs1", disk: "/dev/SAN/nfs1" });
    expect(await ask()).toMatchObject({ report: { open: { operation: { id: "m1" }, active: false } } });
    expect(await order({ ...prepare, id: "m2" })).toMatchObject({ kind: "refused" });
    // A copy that runs is never done away with, whatever the source says.
    const reason = "nfs1 runs on host2 as domain 3";
    expect(await order({ kind: "cancel", id: "m1" })).toEqual({ kind: "refused", reason });
    await succeed(host2, "rm", [file]);
  });

  it("hands nothing that it is sent to a shell", async () => {
    const hostile = "nfs1'; touch /root/hacked; '";
    expect(await ask(10_000, hostile)).toMatchObject({ kind: "silent" });
    expect((await host2.run("test", ["-e", "/root/hacked"])).exitCode).toBe(1);
  });
});

describe("a host that does not answer over ssh", () => {
  const knownHosts = "/root/.ssh/known_hosts";

  it("is silent when its host key is not known, or is another one", async () => {
    const { stdout } = await succeed(host1, "cat", [knownHosts]);
    const withKey = async (content: string) => {
      await succeed(host1, "sh", ["-c", `cat >${knownHosts}`], { input: content });
      return ask(5_000).finally(() => succeed(host1, "sh", ["-c", `cat >${knownHosts}`], { input: stdout }));
    };
    expect(await withKey("")).toEqual(
      livesSilently(
        "its ssh host key is not known here: compare it, and accept it with ssh 10.77.0.2 as root",
      ),
    );
    const other = (await succeed(host1, "cat", ["/etc/ssh/lab_key.pub"])).stdout;
    expect(await withKey(`${host2.address} ${other}`)).toEqual(
      livesSilently(
        "its ssh host key is another than the one that is known here: find out why, then run ssh-keygen -R 10.77.0.2",
      ),
    );
    expect((await succeed(host1, "cat", [knownHosts])).stdout).toBe(stdout);
  });

  it("is silent when it does not let this host's root in", async () => {
    const keys = "/root/.ssh/authorized_keys";
    expect(await whileSo(`mv ${keys} ${keys}.off`, `mv ${keys}.off ${keys}`, () => ask(5_000))).toEqual(
      livesSilently(
        "it does not let root of this host in: put this host's public key into /root/.ssh/authorized_keys on host2",
      ),
    );
  });

  it("is silent when xensan is not installed there, or its cluster file is not to be trusted", async () => {
    const [peer, away] = ["/usr/lib/xensan/peer", "/root/peer"];
    expect(await whileSo(`mv ${peer} ${away}`, `mv ${away} ${peer}`, () => ask(5_000))).toEqual(
      livesSilently(
        "xensan is not installed there, is an older one, or is not where its ssh looks for programs: install it on host2",
      ),
    );
    const file = "/etc/xensan/cluster.yaml";
    expect(await whileSo(`chmod 666 ${file}`, `chmod 644 ${file}`, () => ask(5_000))).toEqual(
      livesSilently(
        `xensan on host2 exited with 2: xensan: ${file} decides which hosts are asked before a guest starts, ` +
          `but others may write to it; run: chown root:root ${file} && chmod 644 ${file}`,
      ),
    );
  });

  it("is none whose sshd insists on the key exchange that questions do without", async () => {
    const file = "/etc/ssh/sshd_config.d/kex.conf";
    const listens = "$(grep -c '^Server listening' /var/log/sshd.log)";
    const reread = `before=${listens}; pkill -HUP -o -x sshd; until [ ${listens} -ge $((before + 2)) ]; do sleep 0.05; done`;
    const insist = `echo 'KexAlgorithms sntrup761x25519-sha512@openssh.com' >${file}; ${reread}`;
    const answer = await whileSo(insist, `rm ${file}; ${reread}`, () => ask());
    expect(answer).toMatchObject({ kind: "answered" });
  });

  it("is silent when its cluster file says something else about the lease", async () => {
    const file = "/etc/xensan/cluster.yaml";
    const other = `sed -i 's/lease: none/lease: \\/dev\\/SAN\\/leases/; s/name: host\\(.\\)/&\\n    leaseId: \\1/' ${file}`;
    const same = `sed -i 's/lease: .*/lease: none/; /leaseId/d' ${file}`;
    expect(await whileSo(other, same, () => ask(5_000))).toEqual(
      livesSilently(
        "its cluster file has lease: /dev/SAN/leases, and that of host1 lease: none: give all hosts the same file",
      ),
    );
  });

  it("is silent, and cut off in time, when its sshd stands still", async () => {
    const startMs = performance.now();
    const stop = "kill -STOP $(pgrep -o -x sshd)";
    expect(await whileSo(stop, "kill -CONT $(pgrep -o -x sshd)", () => ask(2_500))).toEqual(
      silent("it did not answer within 3 s: look at it, and at the network"),
    );
    expect(performance.now() - startMs).toBeLessThan(9_000);
  });

  it("is silent when it answers too late, and a late answer is never taken for the next one's", async () => {
    await listed({ domid: 3, name: "nfs1", disk: "/dev/SAN/nfs1" }, 3);
    expect(await ask(2_000)).toEqual(silent("it did not answer within 2 s: look at it, and at the network"));
    await listed({ domid: 3, name: "nfs1", disk: "/dev/SAN/nfs1" });
    expect(await ask()).toMatchObject({ report: { presence: { kind: "running" } } });
  });

  it("is silent when the network goes away under the question", async () => {
    await listed({ domid: 3, name: "nfs1", disk: "/dev/SAN/nfs1" }, 60);
    const asking = ask(25_000);
    await succeed(host2, "sh", ["-c", "until pgrep -f '^sleep 60$' >/dev/null; do sleep 0.05; done"]);
    await host2.cut();
    try {
      expect(await asking).toEqual(
        silent("the connection to it broke off: look at host2 and at the network"),
      );
    } finally {
      await host2.heal();
    }
  });

  it("is silent when its sshd is gone", async () => {
    const untilGone = "timeout 20 sh -c 'while kill -0 $0 2>/dev/null; do sleep 0.1; done' $pid";
    await succeed(host2, "sh", ["-c", `pid=$(pgrep -o -x sshd); kill $pid; ${untilGone}`]);
    expect(await ask(5_000)).toEqual(
      livesSilently("nothing listens for ssh at 10.77.0.2: start sshd on host2"),
    );
  });
});
