import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { withBlock } from "../../../admin/host/block.ts";
import { articleText, heartbeatText, todayText } from "../../support/host/clusters.ts";
import * as parsers from "../../support/host/parsers.ts";
import { fileAt, rendered } from "../../support/host/rendered.ts";

/** Two nodes and twenty, and of these the last. */
const clusters = [
  { nodes: 2, host: "host2" },
  { nodes: 20, host: "host20" },
] as const;

const sles = (nodes: number) => `${heartbeatText(nodes)}time: { servers: [10.1.0.1, ntp1.example.org] }\n`;
const ntpOnDebian = (nodes: number) => todayText(nodes).replace("time: {", "time: { daemon: ntp,");

describe.concurrent("NTPsec's ntpd", () => {
  const complaints = (said: string) =>
    said.split("\n").filter((line) => /syntax error|CONFIG: (?!readconfig)/.test(line));

  it.each(clusters)("takes ntp.conf of SLES for $nodes nodes, and has every server", async (cluster) => {
    const { nodes, host } = cluster;
    const { said } = await parsers.ntpd(rendered(sles(nodes), "/etc/ntp.conf", host));
    // It has no peers, and takes each for a server.
    const peers = complaints(said).flatMap(
      (line) => / peer deprecated, treated as server: (.+)$/.exec(line) ?? [],
    );
    expect(complaints(said).filter((line) => !line.includes("peer deprecated"))).toEqual([]);
    expect(new Set(peers.filter((text) => text.startsWith("10.9.0."))).size).toBe(nodes - 1);
    expect(said).toContain(`Found ${2 + (nodes - 1) + 1} servers`);
  });

  it.each(clusters)("takes ntp.conf of Debian for $nodes nodes without a word", async ({ nodes, host }) => {
    const { said } = await parsers.ntpd(rendered(ntpOnDebian(nodes), "/etc/ntpsec/ntp.conf", host));
    expect(complaints(said)).toEqual([]);
    expect(said).toContain(`Found ${3 + (nodes - 1) + 1} servers`);
  });

  it("says what is wrong in a wrong file", async () => {
    const { said } = await parsers.ntpd("servr 10.1.0.1\n");
    expect(complaints(said)).toContainEqual(expect.stringContaining("syntax error"));
  });
});

describe.concurrent("chronyd", () => {
  it.each(clusters)("takes chrony.conf for $nodes nodes", async ({ nodes, host }) => {
    const content = rendered(todayText(nodes), "/etc/chrony/chrony.conf", host);
    const { exitCode, said } = await parsers.chronyd(content);
    // It prints every directive that it has understood.
    expect({ exitCode, said: said.trim() }).toEqual({
      exitCode: 0,
      said: content.replace(/^#.*\n\n/, "").trim(),
    });
    expect(said.match(/^peer /gm)).toHaveLength(nodes - 1);
  });

  it("takes chrony.conf of nodes that are known by name only", async () => {
    const text = todayText(2).replaceAll(/cluster: 10\.9\.0\.(\d)/g, "cluster: san$1.example");
    const parsing = await parsers.chronyd(rendered(text, "/etc/chrony/chrony.conf"));
    expect(parsing).toMatchObject({ exitCode: 0 });
  });

  it("refuses a wrong file", async () => {
    expect(await parsers.chronyd("peeer 10.1.0.1\n")).toMatchObject({ exitCode: 1 });
  });
});

describe.concurrent("multipath -t", () => {
  const complaints = (said: string) =>
    said.split("\n").flatMap((line) => /\/etc\/multipath\.conf line \d+[,:] (.*)$/.exec(line)?.[1] ?? []);
  const old = (word: string) => `invalid keyword in the defaults section: ${word}`;

  it.each(clusters)(
    "takes the plain multipath.conf of $nodes nodes without a word",
    async ({ nodes, host }) => {
      const { said } = await parsers.multipathTool(rendered(todayText(nodes), "/etc/multipath.conf", host));
      expect(complaints(said)).toEqual([]);
      expect(said).toContain('wwid "3600508b4001046490000700000360000"\n\t\talias "mpath2"');
      expect(said).toContain('wwid "3600508b4001046490000700000370000"\n\t\talias "mpath1"');
      expect(said).toContain('find_multipaths "on"');
    },
  );

  it("takes the article's, but for the words that multipath-tools 0.4.7 had and 0.9 has not", async () => {
    const { said } = await parsers.multipathTool(rendered(articleText, "/etc/multipath.conf"));
    expect(complaints(said)).toEqual([
      ...["multipath_tool", "udev_dir", "default_selector", "default_path_grouping_policy"].map(old),
      ...["default_getuid_callout", "default_prio_callout", "default_features"].map(old),
      "invalid keyword in the multipath section: path_checker",
      'ignoring deprecated option "getuid_callout"',
      "invalid keyword in the device section: prio_callout",
    ]);
    expect(said).toContain('product "HSV200"\n\t\tpath_grouping_policy "group_by_prio"');
    expect(said).toContain('alias "mpath2"\n\t\tpath_grouping_policy "multibus"');
  });

  it("says what is wrong in a wrong file", async () => {
    const { said } = await parsers.multipathTool("defaults {\n\tfind_multipath yes\n}\n");
    expect(complaints(said)).toEqual(["invalid keyword in the defaults section: find_multipath"]);
  });
});

describe("modprobe", () => {
  it("reads the modules' options", async () => {
    const { exitCode, said } = await parsers.modprobe(rendered(todayText(2), "/etc/modprobe.d/xensan.conf"));
    expect(exitCode).toBe(0);
    expect(said).toContain(
      "options qla2xxx ql2xmaxqdepth=32 qlport_down_retry=1\noptions softdog soft_margin=60\n",
    );
    const article = await parsers.modprobe(rendered(articleText, "/etc/modprobe.conf.local"));
    expect(article.said).toContain("options qla2xxx qlport_down_retry=1\n");
  });

  it("says what is wrong in a wrong file", async () => {
    expect((await parsers.modprobe("optons qla2xxx a=1\n")).said).toMatch(/ignoring bad line.*optons|optons/);
  });
});

describe("lvmconfig --validate", () => {
  it("takes our part below Debian's own lvm.conf, and it holds", async () => {
    const own = readFileSync("/etc/lvm/lvm.conf", "utf8");
    const whole = withBlock(own, fileAt(todayText(2), "/etc/lvm/lvm.conf").content);
    const { exitCode, said } = await parsers.lvmconfig(whole);
    expect(exitCode).toBe(0);
    const filter = '["a|^/dev/mapper/mpath2$|","a|^/dev/disk/by-id/ata-A[+]B[.]1-part3$|","r|.*|"]';
    expect(said).toContain(`\tfilter=${filter}\n\tglobal_filter=${filter}\n\tuse_devicesfile=0\n`);
  });

  it("takes the article's lvm.conf", async () => {
    const { exitCode, said } = await parsers.lvmconfig(rendered(articleText, "/etc/lvm/lvm.conf"));
    expect(exitCode).toBe(0);
    expect(said).toContain('filter="r|.*|"');
  });

  it("refuses wrong ones", async () => {
    const content = rendered(articleText, "/etc/lvm/lvm.conf");
    expect(await parsers.lvmconfig(content.replace("filter", "fliter"))).toMatchObject({ exitCode: 5 });
    expect(await parsers.lvmconfig(content.replace("]", ""))).toMatchObject({ exitCode: 4 });
  });
});

describe("corosync -t", () => {
  it.each(clusters)("takes corosync.conf for $nodes nodes", async ({ nodes }) => {
    const parsing = await parsers.corosync(rendered(todayText(nodes), "/etc/corosync/corosync.conf"));
    expect(parsing).toMatchObject({ exitCode: 0 });
  });

  it("refuses a wrong one", async () => {
    const content = rendered(todayText(2), "/etc/corosync/corosync.conf").replace("version: 2", "version: 7");
    expect((await parsers.corosync(content)).exitCode).not.toBe(0);
  });
});

describe("the name service", () => {
  it.each(clusters)("finds each of $nodes nodes in /etc/hosts, in full and in short", async ({ nodes }) => {
    const content = `127.0.0.1 localhost\n${rendered(todayText(nodes), "/etc/hosts")}`;
    for (const name of [`host${nodes}`, `host${nodes}.san.example`]) {
      const { said } = await parsers.getent(content, name);
      expect(said).toMatch(new RegExp(`^10\\.9\\.0\\.${nodes} +STREAM host${nodes}\\.san\\.example`));
    }
  });
});

describe("what Xen, sanlock and the boot scripts read", () => {
  it("xl.conf, with Xen's own parser", async () => {
    const content = rendered(todayText(2), "/etc/xen/xl.conf");
    const { exitCode, said } = await parsers.xlConf(
      content,
      "autoballoon",
      "claim_mode",
      "vif.default.bridge",
    );
    expect({ exitCode, said }).toEqual({
      exitCode: 0,
      said: "autoballoon=off\nclaim_mode=1\nvif.default.bridge=br0\n",
    });
    expect(await parsers.xlConf(content.replace('"off"', '"off'), "autoballoon")).toMatchObject({
      exitCode: 1,
    });
  });

  it("sanlock.conf, by the daemon, which then has the node's name", async () => {
    const { said } = await parsers.sanlock(rendered(todayText(20), "/etc/sanlock/sanlock.conf", "host20"));
    expect(said).toMatch(/^daemon host20$/m);
    expect(said).toMatch(/use_watchdog=1$/m);
    const off = `${todayText(2)}sanlock: { watchdog: false }\n`;
    expect((await parsers.sanlock(rendered(off, "/etc/sanlock/sanlock.conf"))).said).toMatch(
      /use_watchdog=0$/m,
    );
    // It says nothing of words that it does not know, and makes up a name.
    expect((await parsers.sanlock("our_hostname = x\n")).said).toMatch(/^daemon [0-9a-f-]{36}\.host1$/m);
  });

  it("the settings of sanlock and wdmd, as their boot scripts do", async () => {
    const sanlock = await parsers.shell(
      rendered(todayText(2), "/etc/default/sanlock"),
      "enabled",
      "sanlock_opts",
    );
    expect(sanlock).toEqual({ exitCode: 0, said: "enabled=1\nsanlock_opts=\n" });
    const text = `${todayText(2)}sanlock: { watchdog: false }\n`;
    const without = await parsers.shell(rendered(text, "/etc/default/sanlock"), "enabled", "sanlock_opts");
    expect(without.said).toBe("enabled=1\nsanlock_opts=-w 0\n");
    const wdmd = await parsers.shell(rendered(text, "/etc/default/wdmd"), "enabled", "wdmd_opts");
    expect(wdmd.said).toBe("enabled=0\nwdmd_opts=\n");
  });
});
