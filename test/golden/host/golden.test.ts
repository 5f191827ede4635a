import { describe, expect, it } from "vitest";
import { renderHost } from "../../../admin/host/render-host.ts";
import { articleText, describing, heartbeatText, nodeOf, todayText } from "../../support/host/clusters.ts";
import { rendered } from "../../support/host/rendered.ts";

function allFiles(text: string, name: string): string {
  const description = describing(text);
  return renderHost({ description, node: nodeOf(description, name) })
    .map(({ path, mode, extent, content }) => `=== ${path} ${mode} ${extent}\n${content}\n`)
    .join("");
}

describe("the files of a host", () => {
  it.each([
    ["article.host1", articleText, "host1"],
    ["article.host2", articleText, "host2"],
    ["today-2.host1", todayText(2), "host1"],
    ["today-20.host20", todayText(20), "host20"],
    ["heartbeat-20.host1", heartbeatText(20), "host1"],
  ])("%s", async (golden, text, name) => {
    await expect(allFiles(text, name)).toMatchFileSnapshot(`${golden}.txt`);
  });

  it("are the same bytes every time", () => {
    expect(allFiles(todayText(20), "host7")).toBe(allFiles(todayText(20), "host7"));
  });
});

/** What the article shows of each file, line by line; what differs on purpose is not among it, and is told beside. */
describe("the article's own configuration is in what is written for its hosts", () => {
  it.each([
    ["/etc/ntp.conf", ["driftfile /var/lib/ntp/drift/ntp.drift", "logfile /var/log/ntp"]],
    ["/etc/modprobe.conf.local", ["options qla2xxx qlport_down_retry=1"]],
    [
      // Its prior_callout is a slip for prio_callout.
      "/etc/multipath.conf",
      [
        ...["defaults {", "multipaths {", "multipath {", "devices {", "device {"],
        ...['multipath_tool "/sbin/multipath -v0"', "udev_dir /dev", "polling_interval 5"],
        ...['default_selector "round-robin 0"', "default_path_grouping_policy multibus"],
        ...['default_getuid_callout "/sbin/scsi_id -g -u -s /block/%n"', "default_prio_callout /bin/true"],
        ...['default_features "0"', "rr_min_io 100", "failback immediate"],
        ...["wwid 3600508b4001046490000700000360000", "alias mpath2", "path_grouping_policy multibus"],
        ...["path_checker readsector0", 'path_selector "round-robin 0"', 'vendor "HP"', 'product "HSV200"'],
        ...["path_grouping_policy group_by_prio", 'getuid_callout "/sbin/scsi_id -g -u -s /block/%n"'],
        ...["path_checker tur", 'prio_callout "/sbin/mpath_prio_alua %n"', "rr_weight uniform"],
        "no_path_retry 60",
      ],
    ],
    [
      "/etc/ha.d/ha.cf",
      [
        ...[
          "autojoin any",
          "crm true",
          "auto_failback off",
          "ucast eth0 10.1.1.2",
          "node host1",
          "node host2",
        ],
        ...["respawn root /sbin/evmsd", "apiauth evms uid=hacluster,root"],
      ],
    ],
    ["/etc/logd.cf", ["logfacility daemon"]],
    // Its dm-0 is another device after another boot.
    ["/etc/evms.conf", ["sysfs_devices {", "include = [ dm-* ]", "exclude = [ iseries!vcd* ]"]],
    [
      "/etc/lvm/lvm.conf",
      [
        ...[
          "devices {",
          'dir = "/dev"',
          'scan = [ "/dev" ]',
          'filter = [ "r|.*|" ]',
          'cache = "/etc/lvm/.cache"',
        ],
        ...["write_cache_state = 1", "sysfs_scan = 1", "md_component_detection = 1"],
      ],
    ],
    [
      // The relocation hosts get host2's address besides, for when its name cannot be looked up.
      "/etc/xen/xend-config.sxp",
      [
        ...["(xend-api-server ((unix none)))", "(xend-http-server yes)", "(xend-unix-server yes)"],
        ...["(xend-relocation-server yes)", "(network-script 'network-bridge netdev=eth0')"],
        ...["(vif-script vif-bridge)", "(dom0-min-mem 196)", "(dom0-cpus 0)", "(vncpasswd '')"],
      ],
    ],
  ] as const)("%s", (path, lines) => {
    const written = rendered(articleText, path)
      .split("\n")
      .map((line) => line.trim());
    expect(written).toEqual(expect.arrayContaining([...lines]));
  });

  it("xend lets in whom the article lets in", () => {
    expect(rendered(articleText, "/etc/xen/xend-config.sxp")).toContain(
      "'^localhost$ ^localhost\\\\.localdomain$ ^host2$ ^host2\\\\.domain\\\\.co\\\\.nz$ ",
    );
  });
});
