import { afterEach, describe, expect, it } from "vitest";
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

const stops = ["stop pacemaker", "stop corosync", "stop xen"];
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
