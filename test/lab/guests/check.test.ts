import { beforeAll, describe, expect, it } from "vitest";
import type { GuestHost } from "../../support/guests/host.ts";
import { useGuestLab } from "./use-guest-lab.ts";

const lab = useGuestLab();
const host = (name: string) => lab().host(name);

type Finding = {
  readonly check: string;
  readonly status: "ok" | "warn" | "fail" | "unknown";
  readonly sentence: string;
  readonly mend?: string;
};

/** What this host, which needs no systemd for it, starts and stops in which order. */
const links = ["S02xen", "S03corosync", "S04pacemaker", "S05xendomains"];
const stops = ["K01xendomains", "K02pacemaker", "K03corosync", "K04xen"];

async function shell(on: GuestHost, script: string, ...words: readonly string[]): Promise<void> {
  const { exitCode, stdout, stderr } = await on.run("sh", ["-euc", script, "sh", ...words], {
    timeoutMs: 60_000,
  });
  expect(exitCode, `${script} on ${on.name}: ${stderr || stdout}`).toBe(0);
}

/** As an administrator sets hosts up; the lab's sanlock has no watchdog, which the cluster file then has to say. */
beforeAll(async () => {
  for (const each of lab().hosts) {
    await shell(
      each,
      "printf '%s\\n' 'sanlock: { watchdog: false }' 'toolstack: xl' >>/etc/xensan/cluster.yaml",
    );
    await shell(each, "xensan host render --apply --force >/dev/null; mkdir -p /etc/xen/auto");
    const folders = "for level in 0 1 2 3 4 5 6; do rm -rf /etc/rc$level.d; mkdir /etc/rc$level.d; done";
    await shell(
      each,
      `${folders}; for level in 2 3 4 5; do for each; do : >/etc/rc$level.d/$each; done; done`,
      ...links,
    );
    await shell(each, "for level in 0 1 6; do for each; do : >/etc/rc$level.d/$each; done; done", ...stops);
  }
  expect((await host("host2").xensan("start", "nfs1")).exitCode).toBe(0);
  expect((await host("host2").xensan("migrate", "nfs1", "host1")).exitCode).toBe(0);
}, 120_000);

async function check(): Promise<{ readonly exitCode: number; readonly findings: readonly Finding[] }> {
  const { exitCode, stdout, stderr } = await host("host1").xensan("check", "--json");
  if (stdout === "") throw new Error(stderr);
  return { exitCode, findings: (JSON.parse(stdout) as { readonly findings: readonly Finding[] }).findings };
}

/** Of what is wrong or cannot be told. */
async function wrong(): Promise<readonly string[]> {
  const { exitCode, findings } = await check();
  const found = findings.filter(({ status }) => status === "fail" || status === "unknown");
  expect(exitCode).toBe(found.length === 0 ? 0 : 1);
  return found.map(({ check: name, status, sentence, mend }) =>
    [name, status, sentence, mend].filter((word) => word !== undefined).join(" | "),
  );
}

/** Makes a fault, looks, and takes it away again whatever came of it. */
async function withFault(
  make: () => Promise<unknown>,
  mend: () => Promise<unknown>,
): Promise<readonly string[]> {
  try {
    await make();
    return await wrong();
  } finally {
    await mend();
  }
}

describe("xensan check on a real cluster", () => {
  it("finds nothing wrong, and ends with 0", async () => {
    const { exitCode, findings } = await check();
    expect(findings.filter(({ status }) => status === "fail" || status === "unknown")).toEqual([]);
    expect(exitCode).toBe(0);
    // Nothing keeps the lab's clocks, which is this machine's own.
    const warned = findings.filter(({ status }) => status === "warn").map(({ check: name }) => name);
    expect(warned.filter((name) => name !== "clocks")).toEqual([]);
    expect(findings.find(({ check: name }) => name === "volumes")?.sentence).toBe(
      "host1 and host2 have the same 2 volumes, and can use all of them.",
    );
  });

  it("finds a host key that is not known", async () => {
    const known = "/root/.ssh/known_hosts";
    const found = await withFault(
      () => shell(host("host2"), `cp ${known} ${known}.kept; sed -i /^host1,/d ${known}`),
      () => shell(host("host2"), `mv ${known}.kept ${known}`),
    );
    expect(found).toEqual([
      "ssh | fail | host2 does not reach host1 at 10.77.0.1 by ssh: its ssh host key is not known here: compare it, and accept it with ssh 10.77.0.1 as root.",
    ]);
  });

  it("finds a guest's configuration that was changed on one host", async () => {
    const found = await withFault(
      () => shell(host("host2"), "echo 'on_crash = \"destroy\"' >>/etc/xen/nfs1.cfg"),
      () => shell(host("host2"), "sed -i /on_crash/d /etc/xen/nfs1.cfg"),
    );
    expect(found).toEqual([
      "configs | fail | The configuration of nfs1 is not the same on host1 and host2. | Copy the right /etc/xen/nfs1.cfg to every host, owned by root.",
    ]);
  });

  it("finds a configuration file that is stale, and a cluster file that is another", async () => {
    const stale = await withFault(
      () => shell(host("host2"), "echo '# by hand' >>/etc/xen/xl.conf"),
      () => shell(host("host2"), "sed -i '/by hand/d' /etc/xen/xl.conf"),
    );
    expect(stale).toEqual([
      "files | fail | /etc/xen/xl.conf on host2 differs from what the cluster file asks for. | Run xensan host render --diff on host2, then --apply.",
    ]);
    const other = await withFault(
      () => shell(host("host2"), "echo '# by hand' >>/etc/xensan/cluster.yaml"),
      () => shell(host("host2"), "sed -i '/by hand/d' /etc/xensan/cluster.yaml"),
    );
    expect(other).toEqual([
      expect.stringMatching(
        /^cluster-file \| fail \| The cluster file of host2 is another than that of host1\. \| /,
      ),
    ]);
  });

  it("finds what a migration by hand has left", async () => {
    const found = await withFault(
      async () => {
        await shell(host("host2"), "printf '%s\\n' 'name = \"nfs1--incoming\"' 'memory = 32' >/run/left.cfg");
        await shell(host("host2"), "xl create -p /run/left.cfg");
      },
      () => shell(host("host2"), "xl destroy nfs1--incoming"),
    );
    expect(found).toEqual([
      expect.stringMatching(
        /^leftovers \| fail \| host2 has nfs1--incoming \(\d+\) of nfs1, and no migration is on its way by the guard\. \| If nobody is moving it by hand, run xensan repair nfs1 on host2\.$/,
      ),
    ]);
  });

  it("finds what was begun and not finished", async () => {
    const journal = "/var/lib/xensan/operations/nfs1.json";
    const operation = { kind: "start", id: "a1", guest: "nfs1", sinceMs: 1_795_687_200_000 };
    const found = await withFault(
      () =>
        shell(host("host2"), `umask 077; echo "$1" >${journal}`, JSON.stringify({ version: 1, operation })),
      () => shell(host("host2"), `rm ${journal}`),
    );
    expect(found).toEqual([
      "journals | fail | A start of nfs1 is on record on host2 since 2026-11-26T10:00:00.000Z, and nobody is at work on it. | Run xensan repair nfs1 on host2.",
    ]);
  });

  it("finds a clone that was stopped", async () => {
    const role = ["--resource", "evmscloneset", "--meta"];
    const started = (names: string) =>
      lab().until(`EvmsSCC is started on [${names}]`, async () => {
        const { resources } = await lab().crmMon();
        const on = resources
          .filter(({ clone, role: now }) => clone === "evmscloneset" && now === "Started")
          .flatMap(({ nodes }) => nodes);
        return on.toSorted().join() === names || on.join();
      });
    const found = await withFault(
      async () => {
        await host("host1").run("crm_resource", [
          ...role,
          "--set-parameter",
          "target-role",
          "--parameter-value",
          "Stopped",
        ]);
        await started("");
      },
      async () => {
        await host("host1").run("crm_resource", [...role, "--delete-parameter", "target-role"]);
        await started("host1,host2");
      },
    );
    expect(found.map((each) => each.split(" | ").slice(0, 3).join(" | "))).toEqual([
      "clone | fail | EvmsSCC is not started on host1 and host2, so the shared volumes are not watched there.",
    ]);
  });

  it("gives a host up that hangs, after its deadline", async () => {
    const sshd = (signal: string) => shell(host("host2"), 'pkill "-$1" -o -x sshd', signal);
    const begin = performance.now();
    const found = await withFault(
      () => sshd("STOP"),
      () => sshd("CONT"),
    );
    expect(performance.now() - begin).toBeLessThan(30_000);
    expect(found.map((each) => each.split(" | ").slice(0, 2).join(" "))).toEqual([
      "ssh unknown",
      "memory unknown",
    ]);
    expect(found[0]).toContain("host2 does not answer host1: ");
  });
});
