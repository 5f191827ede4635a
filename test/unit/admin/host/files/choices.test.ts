import { describe, expect, it } from "vitest";
import { renderHost } from "../../../../../admin/host/render-host.ts";
import { exampleClusterFile } from "../../../../support/example-cluster-file.ts";
import {
  articleText,
  describing,
  heartbeatText,
  nodeOf,
  todayText,
} from "../../../../support/host/clusters.ts";
import { rendered } from "../../../../support/host/rendered.ts";

const paths = (text: string) => {
  const description = describing(text);
  return renderHost({ description, node: nodeOf(description, "host1") }).map(({ path }) => path);
};
const small = (dialect: string, more = "") =>
  `nodes:\n  - { name: host1, addresses: { cluster: 10.0.0.1 } }\ndialect: ${dialect}\nlease: none\n${more}`;

describe("which files there are follows from the cluster file", () => {
  it("of a small one, those that need nothing more", () => {
    expect(paths(small("pacemaker")).filter((path) => !path.startsWith("/etc/systemd/"))).toEqual([
      ...["/etc/hosts", "/etc/corosync/corosync.conf", "/etc/xen/xl.conf", "/etc/default/xendomains"],
      ...["xen", "corosync", "pacemaker", "xendomains"].map((name) => `/etc/insserv/overrides/${name}`),
    ]);
    expect(paths(small("heartbeat2"))).toEqual([
      ...[
        "/etc/hosts",
        "/etc/ha.d/ha.cf",
        "/etc/logd.cf",
        "/etc/xen/xend-config.sxp",
        "/etc/sysconfig/xendomains",
      ],
      ...["/etc/init.d/xend", "/etc/init.d/heartbeat", "/etc/init.d/xendomains"],
    ]);
  });

  it("of the example, with its lease", () => {
    expect(paths(exampleClusterFile)).toEqual(
      expect.arrayContaining(["/etc/sanlock/sanlock.conf", "/etc/default/sanlock", "/etc/default/wdmd"]),
    );
  });

  it("toolstack and platform change what follows from the dialect", () => {
    expect(paths(small("pacemaker", "toolstack: xm\n"))).toContain("/etc/xen/xend-config.sxp");
    expect(paths(small("pacemaker", "toolstack: xm\n"))).not.toContain("/etc/xen/xl.conf");
    const sles = paths(
      small("pacemaker", "platform: sles\ntime: {}\nmodules: [{ name: a, options: [b=1] }]\n"),
    );
    expect(sles).toEqual(
      expect.arrayContaining([
        "/etc/ntp.conf",
        "/etc/modprobe.conf.local",
        "/etc/init.d/xen",
        "/etc/init.d/pacemaker",
      ]),
    );
    expect(paths(small("pacemaker", "platform: sles\ntime: { daemon: chrony }\n"))).toContain(
      "/etc/chrony.conf",
    );
  });

  it("evmsd runs under Heartbeat only where EVMS is wanted: without it Heartbeat would not start", () => {
    expect(rendered(small("heartbeat2"), "/etc/ha.d/ha.cf")).not.toContain("respawn");
    expect(rendered(small("heartbeat2", "volumes: { lvm: {} }\n"), "/etc/ha.d/ha.cf")).not.toContain(
      "respawn",
    );
    expect(rendered(articleText, "/etc/ha.d/ha.cf")).toContain("respawn root /sbin/evmsd\n");
  });
});

describe("ha.cf", () => {
  it("has the times and the port before what they hold for", () => {
    const lines = rendered(heartbeatText(2), "/etc/ha.d/ha.cf").split("\n");
    expect(lines.slice(2, 10)).toEqual([
      ...["use_logd yes", "keepalive 200ms", "warntime 1000ms", "deadtime 2000ms", "initdead 5000ms"],
      ...["udpport 6940", "autojoin any", "crm true"],
    ]);
  });

  it("has a line for every peer, and not for the host itself", () => {
    const conf = rendered(heartbeatText(20), "/etc/ha.d/ha.cf", "host7");
    expect(conf.match(/^ucast eth0 10\.9\.0\.\d+$/gm)).toHaveLength(19);
    expect(conf).not.toMatch(/^ucast eth0 10\.9\.0\.7$/m);
    expect(conf.match(/^node host\d+$/gm)).toHaveLength(20);
  });
});

describe("corosync.conf", () => {
  it("is the same on every host", () => {
    const path = "/etc/corosync/corosync.conf";
    expect(rendered(todayText(20), path, "host20")).toBe(rendered(todayText(20), path, "host1"));
  });

  it("numbers a host as the lease does, so that a number never passes to another host", () => {
    const text = todayText(3)
      .replace("leaseId: 2", "leaseId: 44")
      .replace("  - name: host1", "  - name: host1");
    expect(rendered(text, "/etc/corosync/corosync.conf")).toContain("    name: host2\n    nodeid: 44\n");
  });

  it("says two_node of two nodes only", () => {
    expect(rendered(todayText(2), "/etc/corosync/corosync.conf")).toContain("two_node: 1");
    expect(rendered(todayText(3), "/etc/corosync/corosync.conf")).not.toContain("two_node");
  });
});

describe("names", () => {
  it("of nodes that have no address but a name are left to DNS", () => {
    expect(paths(small("pacemaker").replace("10.0.0.1", "san1.example"))).not.toContain("/etc/hosts");
  });

  it("that are full already come with their first part", () => {
    const text = small("pacemaker", "domain: other.example\n").replace(
      "name: host1",
      "name: host1.san.example",
    );
    const description = describing(text);
    const [file] = renderHost({ description, node: nodeOf(description, "host1.san.example") });
    expect(file?.content).toBe("10.0.0.1\thost1.san.example host1\n");
  });
});

describe("a shutdown", () => {
  it("takes the cluster file's time for each guest that is left, in xendomains' settings and in its unit", () => {
    const text = small("pacemaker", "evacuation: { deadlineSeconds: 600, shutdownSeconds: 100 }\n");
    expect(rendered(text, "/etc/default/xendomains")).toContain("XENDOMAINS_STOP_MAXWAIT=100\n");
    const seconds = (unit: string) =>
      Number(/^TimeoutStopSec=(\d+)$/m.exec(rendered(text, `/etc/systemd/system/${unit}`))?.[1]);
    expect(seconds("xensan-evacuate.service")).toBeGreaterThanOrEqual(600);
    expect(seconds("xendomains.service")).toBe(seconds("xensan-evacuate.service") + 100);
  });
});
