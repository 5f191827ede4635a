import { afterEach, describe, expect, it } from "vitest";
import { orderFindings } from "../../../admin/check/order/judge.ts";
import { lookAtOrder } from "../../../admin/check/order/look.ts";
import { hostFiles, orderOf } from "../../support/systemd/host.ts";
import { bootSystemd, type Files, type SystemdMachine } from "../../support/systemd/machine.ts";

let machine: SystemdMachine | undefined;
afterEach(async () => {
  await machine?.remove();
  machine = undefined;
});

async function boot(files: Files): Promise<SystemdMachine> {
  machine = await bootSystemd(files);
  return machine;
}

const promised = { evacuationSeconds: 60, hasLeases: true };

async function findings(host: SystemdMachine): Promise<readonly string[]> {
  return orderFindings(await lookAtOrder({ run: host.runCommand, root: host.root() }, promised));
}

/** The administrator's step. */
async function enable(host: SystemdMachine): Promise<void> {
  const words = ["enable", "--now", "xensan-evacuate.service", "xendomains.service"];
  expect(await host.run("systemctl", ...words)).toMatchObject({ kind: "exited", exitCode: 0 });
}

const stops = ["stop pacemaker", "stop corosync", "stop xen"];
const leaving = ["evacuation ends", "stop pacemaker", "stop sanlock", "xensan lease leave", "stop wdmd"];
const evacuation = ["evacuation begins", "evacuation ends"];

describe("a host that is shut down by a real systemd", () => {
  it("with Debian's own units evacuates when the cluster has stopped: what ours are there to mend", async () => {
    const host = await boot(hostFiles({ order: "debian" }));
    await host.powerOff();
    expect(orderOf(host.journal(), ...stops, ...evacuation)).toEqual([
      "stop pacemaker",
      "stop corosync",
      ...evacuation,
      "stop xen",
    ]);
  });

  it("evacuates, once, and then stops the cluster, and then Xen", async () => {
    const host = await boot(hostFiles({ order: "xensan" }));
    await host.powerOff();
    const journal = host.journal();
    expect(orderOf(journal, ...stops, ...evacuation)).toEqual([...evacuation, ...stops]);
    for (const needed of ["stop ssh", "stop sanlock"]) {
      expect(orderOf(journal, "evacuation ends", needed)).toEqual(["evacuation ends", needed]);
    }
  });

  it("does the same with the units of Debian's packages as they are, of which corosync's knows nothing of Xen", async () => {
    const host = await boot(hostFiles({ order: "xensan", services: "packages" }));
    await enable(host);
    expect(await findings(host)).toEqual([]);
    await host.powerOff();
    const journal = host.journal();
    expect(orderOf(journal, ...stops, ...evacuation)).toEqual([...evacuation, ...stops]);
    for (const needed of ["stop ssh", "stop sanlock", "stop wdmd"]) {
      expect(orderOf(journal, "evacuation ends", needed)).toEqual(["evacuation ends", needed]);
    }
    expect(orderOf(journal, ...leaving)).toEqual(leaving);
  });

  it("has sanlock up before the cluster's resources, and by itself leaves the lease volume when it is stopped", async () => {
    const host = await boot(hostFiles({ order: "xensan", services: "packages" }));
    expect(orderOf(host.journal(), "start sanlock", "start pacemaker")).toEqual([
      "start sanlock",
      "start pacemaker",
    ]);
    const restart = await host.run("systemctl", "restart", "sanlock.service");
    expect(restart).toMatchObject({ kind: "exited", exitCode: 0 });
    expect(host.journal().slice(-3)).toEqual(["stop sanlock", "xensan lease leave", "start sanlock"]);
  });

  it("ends sanlock as ever where the host may not leave, or xensan is gone", async () => {
    const files = hostFiles({ order: "xensan", services: "packages" });
    for (const xensan of ["#!/bin/sh\nexit 1\n", "no program"]) {
      const host = await boot({ ...files, "usr/sbin/xensan": xensan });
      expect(await host.run("systemctl", "stop", "sanlock.service")).toMatchObject({ exitCode: 0 });
      expect(await host.run("systemctl", "is-failed", "sanlock.service")).toMatchObject({ exitCode: 1 });
      await host.remove();
      machine = undefined;
    }
  });

  it("and without our part of sanlock's unit nobody leaves the lease volume, which check order says", async () => {
    const { "/etc/systemd/system/sanlock.service.d/50-xensan.conf": ours, ...files } = hostFiles({
      order: "xensan",
      services: "packages",
    });
    expect(ours).toContain("lease leave");
    const host = await boot(files);
    await enable(host);
    expect(await findings(host)).toEqual([
      "sanlock.service does not leave the lease volume when it is stopped, and so ends only after minutes: " +
        "run xensan host render --apply and systemctl daemon-reload.",
      "xen.service, wdmd.service may stop before sanlock.service: run xensan host render --apply and systemctl daemon-reload.",
      "sanlock.service may stop before pacemaker.service, which may need leases until then: " +
        "run xensan host render --apply and systemctl daemon-reload.",
    ]);
  });

  it("and without our part of corosync's unit Xen is gone first, which check order says", async () => {
    const {
      "/etc/systemd/system/corosync.service.d/50-xensan.conf": ours,
      // It has Xen wait for sanlock, which takes a moment longer.
      "/etc/systemd/system/sanlock.service.d/50-xensan.conf": _,
      ...files
    } = hostFiles({ order: "xensan", services: "packages" });
    expect(ours).toContain("After=xen.service");
    const host = await boot(files);
    await enable(host);
    expect(await findings(host)).toContainEqual(
      "xen.service may stop before corosync.service: run xensan host render --apply and systemctl daemon-reload.",
    );
    await host.powerOff();
    expect(orderOf(host.journal(), "stop corosync", "stop xen")).toEqual(["stop xen", "stop corosync"]);
  });

  it("shuts down what evacuation left, before the cluster stops, and evacuates no second time", async () => {
    const host = await boot(hostFiles({ order: "xensan", leftover: true }));
    await host.powerOff();
    expect(orderOf(host.journal(), ...stops, ...evacuation, "xendomains shuts domain 1 down")).toEqual([
      ...evacuation,
      "xendomains shuts domain 1 down",
      ...stops,
    ]);
  });

  it("evacuates also where xendomains was stopped by hand before, which evacuates too", async () => {
    const host = await boot(hostFiles({ order: "xensan" }));
    const stop = await host.run("/etc/init.d/xendomains", "stop");
    expect(stop).toMatchObject({ kind: "exited", exitCode: 0 });
    expect(host.journal().slice(-2)).toEqual(evacuation);
    await host.powerOff();
    expect(orderOf(host.journal(), ...stops, ...evacuation)).toEqual([
      ...evacuation,
      ...evacuation,
      ...stops,
    ]);
  });

  it("ends what was begun in a session only afterwards: holders of leases, and migrations", async () => {
    const host = await boot({
      ...hostFiles({ order: "xensan" }),
      "usr/bin/holder": [
        "#!/bin/sh",
        "trap 'echo holder is told to end >>/var/log/journal; exit' TERM",
        ": >/run/holds",
        "while :; do sleep 0.1; done",
        "",
      ].join("\n"),
    });
    const words = [
      "systemd-run",
      "--scope",
      "--unit=session-7",
      // As logind's sessions are.
      "--property=After=systemd-user-sessions.service local-fs.target",
      "sh",
      "-c",
      "holder </dev/null >/dev/null 2>&1 & sleep 1",
    ];
    await host.run(...words);
    expect(await host.run("test", "-e", "/run/holds")).toMatchObject({ exitCode: 0 });
    await host.powerOff();
    expect(orderOf(host.journal(), ...evacuation, "holder is told to end")).toEqual([
      ...evacuation,
      "holder is told to end",
    ]);
  });

  it("has a unit that nobody stops by hand, because it would not act at the shutdown then", async () => {
    const host = await boot(hostFiles({ order: "xensan" }));
    const stop = await host.run("systemctl", "stop", "xensan-evacuate.service");
    expect(stop).toMatchObject({ kind: "exited", exitCode: 4 });
    expect(host.journal()).not.toContain("evacuation begins");
  });
});

describe("xensan check order, asked of a real systemd", () => {
  it("finds nothing where ours are in place", async () => {
    const host = await boot(hostFiles({ order: "xensan" }));
    await enable(host);
    expect(await findings(host)).toEqual([]);
    const units = ["xensan-evacuate.service", "xendomains.service"];
    const verified = await host.run("systemd-analyze", "verify", "--man=no", ...units);
    expect(verified).toMatchObject({ kind: "exited", exitCode: 0, stderr: "" });
  });

  it("says so where Debian's own are", async () => {
    expect(await findings(await boot(hostFiles({ order: "debian" })))).toEqual([
      expect.stringContaining("There is no xensan-evacuate.service"),
    ]);
  });

  it("says what is in the way of an evacuation", async () => {
    const files = hostFiles({ order: "xensan" });
    const folder = "/etc/systemd/system";
    const ours = files[`${folder}/xensan-evacuate.service`] ?? "";
    const host = await boot({
      ...files,
      [`${folder}/xensan-evacuate.service`]: ours
        .replace("After=sanlock.service\n", "")
        .replace(/TimeoutStopSec=\d+/, "TimeoutStopSec=30"),
      [`${folder}/poweroff.target.d/50-xensan.conf`]: "[Unit]\nJobTimeoutSec=45\n",
      [`${folder}/libvirtd.service`]:
        "[Unit]\nConflicts=xendomains.service\n[Service]\nExecStart=/bin/true\n",
      [`${folder}/multi-user.target.wants/libvirtd.service`]: "",
      "etc/default/xendomains":
        "XENDOMAINS_SAVE=/var/lib/xen/save\nXENDOMAINS_RESTORE=true\nXENDOMAINS_AUTO=/etc/xen/auto\n",
      "etc/xen/auto/nfs1": "",
    });
    await host.run("systemctl", "status", "libvirtd.service");
    const found = await findings(host);
    for (const text of [
      "sanlock.service may stop before xensan-evacuate.service",
      "xensan-evacuate.service is cut off after 30 s",
      "poweroff.target resets this host after 45 s",
      "/etc/default/xendomains does not run /usr/lib/xensan/evacuate",
      "has XENDOMAINS_SAVE=/var/lib/xen/save, and it must be empty",
      "has XENDOMAINS_RESTORE=true, and it must be false",
      "xendomains starts nfs1 by itself at boot, from /etc/xen/auto",
    ]) {
      expect(found).toContainEqual(expect.stringContaining(text));
    }
  });
});
