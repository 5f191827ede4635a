import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseTracking } from "../../../../admin/check/parse/chrony.ts";
import { filesBeforeDns, parseHosts } from "../../../../admin/check/parse/hosts-file.ts";
import { parseMultipath } from "../../../../admin/check/parse/multipath.ts";
import { parsePeers } from "../../../../admin/check/parse/ntpq.ts";
import { parsePackages } from "../../../../admin/check/parse/packages.ts";
import { parsePvs } from "../../../../admin/check/parse/pvs.ts";
import { usesWatchdog } from "../../../../admin/check/parse/watchdog.ts";

const captured = (path: string) => readFileSync(join(import.meta.dirname, "../../../captures", path), "utf8");
const up = (device: string) => ({ device, isUp: true });

describe("multipath -ll", () => {
  it("is read as SLES 10 has it, in the article", () => {
    expect(parseMultipath(captured("multipath/sles10.txt"))).toEqual({
      kind: "listed",
      maps: [{ alias: "mpath2", wwid: "3600508b4001046490000700000360000", paths: [up("sda"), up("sdc")] }],
    });
  });

  it("is read as later ones have it, with complaints in its midst and a map without a path", () => {
    expect(parseMultipath(captured("multipath/opensuse-0.8.2.txt"))).toEqual({
      kind: "listed",
      maps: [
        {
          alias: "36006016040203100d2fba8d4190de711",
          wwid: "36006016040203100d2fba8d4190de711",
          paths: ["sdg", "sdc", "sds", "sdu"].map(up),
        },
        { alias: "36006016022f04400e3e62561e0efe3a6", wwid: "36006016022f04400e3e62561e0efe3a6", paths: [] },
      ],
    });
    expect(parseMultipath(captured("multipath/ibm-0.8.txt"))).toMatchObject({
      maps: [
        {
          alias: "DATA01",
          wwid: "3600507640081011a000000000000001e",
          paths: ["sdj", "sdn", "sdc", "sdb"].map(up),
        },
      ],
    });
  });

  it("tells a path that is down, by whichever of its states", () => {
    const text = captured("multipath/ibm-0.8.txt");
    for (const states of ["failed faulty running", "active faulty offline", "failed ready  running"]) {
      expect(parseMultipath(text.replace("active ready running", states))).toMatchObject({
        maps: [{ paths: [{ device: "sdj", isUp: false }, up("sdn"), up("sdc"), up("sdb")] }],
      });
    }
    expect(
      parseMultipath(captured("multipath/sles10.txt").replace("[active][undef]\n", "[failed][faulty]\n")),
    ).toMatchObject({
      maps: [{ paths: [{ device: "sda", isUp: false }, up("sdc")] }],
    });
  });

  it("is not guessed from anything else", () => {
    expect(parseMultipath("")).toEqual({ kind: "listed", maps: [] });
    expect(parseMultipath("need to be root\n")).toEqual({
      kind: "unknown",
      reason: 'multipath -ll printed a line that is not understood: "need to be root"',
    });
  });
});

describe("what keeps the clock", () => {
  it("is read as chronyc tells it", () => {
    const line =
      "C0A8017B,192.168.1.123,3,1795687200.123456789,-0.000213456,0.000012,0.0001,-12.3,0.0,0.02,0.01,0.002,64.5,Normal\n";
    expect(parseTracking(line)).toEqual({ kind: "kept", by: "chrony", isSynchronised: true, offsetMs: 0 });
    expect(parseTracking(line.replace("-0.000213456", "-1.5"))).toMatchObject({ offsetMs: 1_500 });
    expect(parseTracking(line.replace("Normal", "Not synchronised"))).toMatchObject({
      isSynchronised: false,
    });
    expect(parseTracking(captured("time/chronyc-unsynchronised.txt"))).toEqual({
      ...{ kind: "kept", by: "chrony", isSynchronised: false, offsetMs: 0 },
    });
    expect(parseTracking(captured("time/chronyc-local.txt"))).toMatchObject({ isSynchronised: false });
    expect(parseTracking(captured("time/chronyc-peer.txt"))).toMatchObject({ isSynchronised: true });
    for (const wrong of ["", "506 Cannot talk to daemon\n", line.slice(0, 60)]) {
      expect(parseTracking(wrong)).toMatchObject({ kind: "unknown" });
    }
  });

  it("is read as ntpq tells it", () => {
    const lines = (...peers: readonly string[]) =>
      [
        "     remote           refid      st t when poll reach   delay   offset  jitter",
        "==============================================================================",
        ...peers,
        "",
      ].join("\n");
    const server = " 192.168.1.123   10.0.0.1         2 u   33   64  377    0.412    0.031   0.012";
    expect(parsePeers(lines(server.replace(" ", "*")))).toEqual({
      ...{ kind: "kept", by: "ntp", isSynchronised: true, offsetMs: 0 },
    });
    expect(parsePeers(lines(server.replace(" ", "*").replace("0.031", "-812.5")))).toMatchObject({
      offsetMs: 813,
    });
    expect(parsePeers(lines(server.replace(" ", "*").replace("0.031", "1.2s")))).toMatchObject({
      offsetMs: 1_200,
    });
    expect(parsePeers(lines(server))).toMatchObject({ isSynchronised: false, offsetMs: undefined });
    const own = "*127.127.1.0     .LOCL.           5 l   12   64  377    0.000    0.000   0.001";
    expect(parsePeers(lines(own))).toMatchObject({ isSynchronised: false });
    expect(parsePeers("ntpq: read: Connection refused\n")).toMatchObject({ kind: "unknown" });
  });
});

describe("/etc/hosts and nsswitch.conf", () => {
  it("give each name its addresses in order, whatever the letters' case", () => {
    const hosts = parseHosts("# no one\n127.0.1.1 Host1 # me\n\n192.168.10.1\thost1.san.example host1\n");
    expect(hosts.get("host1")).toEqual(["127.0.1.1", "192.168.10.1"]);
    expect(hosts.get("host1.san.example")).toEqual(["192.168.10.1"]);
    expect(hosts.has("me")).toBe(false);
  });

  it("say who is asked first", () => {
    expect(filesBeforeDns("")).toBe(true);
    expect(filesBeforeDns("hosts:          files mdns4_minimal [NOTFOUND=return] dns\n")).toBe(true);
    expect(filesBeforeDns("hosts: dns [!UNAVAIL=return] files\n")).toBe(false);
    expect(filesBeforeDns("passwd: files\nhosts: resolve [!UNAVAIL=return] files\n")).toBe(false);
  });
});

describe("other tools", () => {
  it("are read, or not at all", () => {
    expect(
      parsePvs('{"report":[{"pv":[{"pv_name":"/dev/mapper/mpath2"},{"pv_name":"[unknown]"}]}]}'),
    ).toEqual(["/dev/mapper/mpath2", "[unknown]"]);
    for (const wrong of ["", "{}", '{"report":[{}]}', '{"report":[{"pv":[{"vg_name":"x"}]}]}']) {
      expect(parsePvs(wrong), wrong).toBeUndefined();
    }
    expect(
      parsePackages("corosync 3.1.7-1 installed\nlibfoo:amd64 1:2-3 installed\nxen 4.17 config-files\n"),
    ).toEqual([
      { name: "corosync", version: "3.1.7-1" },
      { name: "libfoo", version: "1:2-3" },
    ]);
    const daemon = "daemon host1\n    our_host_name=host1\n    use_watchdog=0\n    high_priority=0\n";
    expect(usesWatchdog(daemon)).toBe(false);
    expect(usesWatchdog(daemon.replace("dog=0", "dog=1"))).toBe(true);
    expect(usesWatchdog("")).toBeUndefined();
  });
});
