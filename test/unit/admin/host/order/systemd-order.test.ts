import { describe, expect, it } from "vitest";
import { systemdOrder } from "../../../../../admin/host/order/systemd-order.ts";

const files = new Map(systemdOrder({ evacuationSeconds: 3600 }).map(({ path, text }) => [path, text]));
const textOf = (path: string) => files.get(`/etc/systemd/system/${path}`) ?? "";
const secondsIn = (path: string, key: string) =>
  Number(new RegExp(`^${key}=(\\d+)$`, "m").exec(textOf(path))?.[1]);

describe("systemd's files", () => {
  it("give an evacuation its time, inside nothing shorter", () => {
    const ours = secondsIn("xensan-evacuate.service", "TimeoutStopSec");
    const xendomains = secondsIn("xendomains.service", "TimeoutStopSec");
    expect(ours).toBeGreaterThan(3600);
    expect(xendomains).toBeGreaterThanOrEqual(3600 + 300);
    for (const target of ["reboot", "poweroff"]) {
      expect(secondsIn(`${target}.target.d/50-xensan.conf`, "JobTimeoutSec")).toBeGreaterThan(
        ours + xendomains,
      );
    }
  });

  it("stop both units before the cluster and Xen, and ours first", () => {
    for (const unit of ["xensan-evacuate.service", "xendomains.service"]) {
      for (const name of ["corosync", "pacemaker", "heartbeat", "xen", "sanlock", "ssh"]) {
        expect(textOf(unit)).toContain(`\nAfter=${name}.service\n`);
      }
      expect(textOf(unit)).not.toMatch(/^(?:Requires|BindsTo|PartOf|Before)=/m);
    }
    expect(textOf("xensan-evacuate.service")).toContain("\nAfter=xendomains.service\n");
  });

  it("stop the cluster before Xen", () => {
    expect(textOf("corosync.service.d/50-xensan.conf")).toContain("\nAfter=xen.service\n");
    const old = systemdOrder({ evacuationSeconds: 3600, cluster: "heartbeat" }).map(({ path }) => path);
    expect(old).toContain("/etc/systemd/system/heartbeat.service.d/50-xensan.conf");
  });

  it("take the host out of the lease volume before sanlock is to end, where there is one, and after the cluster", () => {
    const sanlock = (options: { readonly cluster?: "heartbeat"; readonly leases?: boolean }) =>
      systemdOrder({ evacuationSeconds: 3600, ...options }).find(({ path }) =>
        path.endsWith("/sanlock.service.d/50-xensan.conf"),
      )?.text;
    const text = sanlock({ leases: true });
    expect(text).toContain("\n[Service]\nExecStop=-/usr/sbin/xensan lease leave\n");
    expect(text).toContain("\nBefore=pacemaker.service\n");
    expect(sanlock({ leases: true, cluster: "heartbeat" })).toContain("\nBefore=heartbeat.service\n");
    for (const name of ["wdmd", "multipathd", "open-iscsi", "blk-availability"]) {
      expect(text).toContain(`\nAfter=${name}.service\n`);
    }
    expect(sanlock({})).toBeUndefined();
  });

  it.each([0, -5, 0.5, Number.POSITIVE_INFINITY])("refuses %s seconds", (evacuationSeconds) => {
    expect(() => systemdOrder({ evacuationSeconds })).toThrow("whole number of seconds");
  });
});
