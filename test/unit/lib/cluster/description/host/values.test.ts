import { describe, expect, it } from "vitest";
import { addressAccepts } from "../../../../../../lib/cluster/description/address.ts";
import * as rules from "../../../../../../lib/cluster/description/host/rules.ts";
import { complaints } from "../parsing.ts";

type Kind = "text" | "number" | "truth";

/** Each key of the hosts' sections: where it stands, a good value, what it must be, and values that are none. */
const keys: readonly {
  readonly key: string;
  readonly good: string;
  readonly accepts: string;
  readonly kind: Kind;
  readonly bad: readonly string[];
}[] = [
  {
    key: "nodes[0].interface",
    good: "eth0",
    accepts: rules.interfaceRule.accepts,
    kind: "text",
    bad: ["-x", "e/0", "abcdefghijklmnop"],
  },
  { key: "platform", good: "sles", accepts: "debian or sles", kind: "text", bad: ["SLES", "suse"] },
  {
    key: "domain",
    good: "domain.co.nz",
    accepts: rules.domainRule.accepts,
    kind: "text",
    bad: ["-a.b", "a..b", ".a", "a.", "1.2", "a_b"],
  },
  { key: "time.daemon", good: "chrony", accepts: "chrony or ntp", kind: "text", bad: ["ntpd"] },
  {
    key: "time.servers[0]",
    good: "ntp1.example.org",
    accepts: addressAccepts,
    kind: "text",
    bad: ["127.0.0.1", "a b", "ntp_1"],
  },
  {
    key: "time.localStratum",
    good: "5",
    accepts: "a whole number from 1 to 15",
    kind: "number",
    bad: ["0", "16", "1.5", "-1"],
  },
  { key: "multipath.form", good: "plain", accepts: "hsv200 or plain", kind: "text", bad: ["hsv"] },
  {
    key: "multipath.maps[0].wwid",
    good: "3600508b40010464a",
    accepts: rules.wwidRule.accepts,
    kind: "text",
    bad: ["-1", "a b", "x".repeat(128)],
  },
  {
    key: "multipath.maps[0].alias",
    good: "mpath2",
    accepts: rules.aliasRule.accepts,
    kind: "text",
    bad: ["control", "-a", ".a", "a/b", "x".repeat(65)],
  },
  {
    key: "modules[0].name",
    good: "qla2xxx",
    accepts: rules.moduleRule.accepts,
    kind: "text",
    bad: ["-a", "a.b", "a/b"],
  },
  {
    key: "modules[0].options[0]",
    good: "a=1",
    accepts: rules.moduleOptionRule.accepts,
    kind: "text",
    bad: ["a", "a=", "=1", "a=1 b=2", "a==1"],
  },
  {
    key: "heartbeat.udpPort",
    good: "694",
    accepts: "a whole number from 1 to 65535",
    kind: "number",
    bad: ["0", "65536"],
  },
  {
    key: "heartbeat.keepaliveMs",
    good: "1000",
    accepts: "a whole number from 100 to 60000 (milliseconds)",
    kind: "number",
    bad: ["99", "60001"],
  },
  {
    key: "heartbeat.warnMs",
    good: "10000",
    accepts: "a whole number from 200 to 600000 (milliseconds)",
    kind: "number",
    bad: ["199", "600001"],
  },
  {
    key: "heartbeat.deadMs",
    good: "30000",
    accepts: "a whole number from 1000 to 600000 (milliseconds)",
    kind: "number",
    bad: ["999", "600001"],
  },
  {
    key: "heartbeat.initialDeadMs",
    good: "60000",
    accepts: "a whole number from 2000 to 1200000 (milliseconds)",
    kind: "number",
    bad: ["1999", "1200001"],
  },
  {
    key: "corosync.clusterName",
    good: "san",
    accepts: rules.clusterNameRule.accepts,
    kind: "text",
    bad: ["-a", "x".repeat(64)],
  },
  {
    key: "corosync.tokenMs",
    good: "1000",
    accepts: "a whole number from 300 to 60000 (milliseconds)",
    kind: "number",
    bad: ["299", "60001"],
  },
  { key: "corosync.cipher", good: "none", accepts: "aes256 or none", kind: "text", bad: ["aes128"] },
  {
    key: "volumes.evms.devices[0]",
    good: "dm-*",
    accepts: rules.blockDeviceGlobRule.accepts,
    kind: "text",
    bad: ["dm-0", "dm-17", "-a", "a/b"],
  },
  {
    key: "volumes.evms.exclude[0]",
    good: "sd*",
    accepts: rules.blockDeviceGlobRule.accepts,
    kind: "text",
    bad: ["dm-1", "!x"],
  },
  {
    key: "volumes.evms.containers[0]",
    good: "san2",
    accepts: rules.containerRule.accepts,
    kind: "text",
    bad: ["-a", "a/b", "*"],
  },
  {
    key: "volumes.lvm.devices[0]",
    good: "/dev/mapper/mpath2",
    accepts: rules.devicePathRule.accepts,
    kind: "text",
    bad: ["/dev/dm-0", "mapper/x", "/etc/x", "/dev/../etc/x", "/dev/", "/dev/x/"],
  },
  {
    key: "xen.relocationPort",
    good: "8002",
    accepts: "a whole number from 1 to 65535",
    kind: "number",
    bad: ["0", "65536"],
  },
  {
    key: "xen.dom0MinMemoryMiB",
    good: "196",
    accepts: "a whole number from 64 to 1048576 (MiB)",
    kind: "number",
    bad: ["63", "1048577"],
  },
  {
    key: "xen.bridge",
    good: "br0",
    accepts: rules.interfaceRule.accepts,
    kind: "text",
    bad: ["-x", "abcdefghijklmnop"],
  },
  { key: "sanlock.watchdog", good: "true", accepts: "true or false", kind: "truth", bad: ["yes", "1"] },
];

/** A file with one of these keys, and the line on which it stands. */
function withKey(key: string, written: string): { readonly text: string; readonly line: number } {
  const steps = key.split(/[.[]/).map((step) => step.replace("]", ""));
  const filled: Record<string, string> = {
    "multipath.maps[0].wwid": "alias: m",
    "multipath.maps[0].alias": "wwid: w",
  };
  const sibling: Record<string, string> = {
    "modules[0].name": "options: [a=1]",
    "modules[0].options[0]": "name: m",
  };
  if (key === "nodes[0].interface") {
    return {
      text: `nodes:\n  - name: host1\n    interface: ${written}\n    addresses: { cluster: 10.0.0.1 }\ndialect: pacemaker\nlease: none\n`,
      line: 3,
    };
  }
  const beside = filled[key] ?? sibling[key];
  const lines: string[] = [];
  steps.forEach((step, depth) => {
    const last = depth === steps.length - 1;
    const indent = "  ".repeat(depth);
    if (step === "0")
      lines.push(last ? `${indent}- ${written}` : `${indent}-${beside === undefined ? "" : ` ${beside}`}`);
    else lines.push(`${indent}${step}:${last ? ` ${written}` : ""}`);
  });
  const head =
    "nodes:\n  - { name: host1, addresses: { cluster: 10.0.0.1 } }\ndialect: pacemaker\nlease: none\n";
  return { text: `${head}${lines.join("\n")}\n`, line: 4 + lines.length };
}

function said(key: string, written: string): string {
  const { text, line } = withKey(key, written);
  // What it must be beside another key is told besides; see problems.test.ts.
  const all = complaints(text).filter((each) => !/must be (?:more than|at least twice) \w+Ms/.test(each));
  if (all.length === 0) return "accepted";
  expect(all).toHaveLength(1);
  const [, at, rest] = /^F, line (\d+), column \d+: (.*)$/.exec(all[0] ?? "") ?? [];
  expect(at).toBe(String(line));
  return rest ?? "";
}

describe.each(keys)("$key", ({ key, good, accepts, kind, bad }) => {
  it("takes a good value", () => {
    expect(said(key, good)).toBe("accepted");
  });

  it("refuses a list, a mapping, nothing and another type, with line, key and what is accepted", () => {
    const wrong = (found: string) => `${key} is ${found}, but it must be ${accepts}.`;
    expect(said(key, "[a]")).toBe(wrong("a list"));
    expect(said(key, "[]")).toBe(wrong("an empty list"));
    expect(said(key, "{ a: 1 }")).toBe(wrong("a mapping"));
    expect(said(key, "~")).toBe(wrong("the empty value ~"));
    expect(said(key, '""')).toBe(wrong("empty text"));
    expect(said(key, '"1 2"')).toBe(wrong('"1 2"'));
    if (kind !== "truth") expect(said(key, "true")).toContain("is the truth value true, but it must be ");
    if (kind !== "number") expect(said(key, "1.5")).toContain("is the number 1.5, but it must be ");
    if (kind === "number") expect(said(key, `"${good}"`)).toBe(wrong(`"${good}"`));
  });

  it.each(bad)("refuses %s", (value) => {
    expect(said(key, kind === "text" ? JSON.stringify(value) : value)).toContain(
      `, but it must be ${accepts}.`,
    );
  });

  it("refuses what a shell, SXP, XML, udev, a regular expression or a next line would take for its own", () => {
    for (const character of [...`\n\r\t\0 '"\`$\\;&|<>(){}[]#~^%@`, "\u00a0", "\u202e", "ä"]) {
      if (key === "volumes.lvm.devices[0]" && character === "@") continue;
      for (const value of [`a${character}b`, `${good}${character}`, `${character}${good}`]) {
        expect(said(key, JSON.stringify(value))).toContain(`, but it must be ${accepts}.`);
      }
    }
  });
});

describe("unknown keys", () => {
  it.each([
    ["time", "time: { server: [a] }", "servers"],
    ["multipath", "multipath: { map: [] }", "maps"],
    ["modules[0]", "modules: [{ name: a, option: [a=1] }]", "options"],
    ["heartbeat", "heartbeat: { deadms: 1000 }", "deadMs"],
    ["corosync", "corosync: { token: 1 }", undefined],
    ["volumes", "volumes: { evm: {} }", "evms"],
    ["volumes.evms", "volumes: { evms: { device: [] } }", "devices"],
    ["volumes.lvm", "volumes: { lvm: { device: [] } }", "devices"],
    ["xen", "xen: { brigde: br0 }", "bridge"],
    ["sanlock", "sanlock: { watchdogs: true }", "watchdog"],
  ])("in %s are refused with the line and the known ones", (where, line, meant) => {
    const head =
      "nodes:\n  - { name: host1, addresses: { cluster: 10.0.0.1 } }\ndialect: pacemaker\nlease: none\n";
    const found = complaints(`${head}${line}\n`).find((each) =>
      each.includes(`: ${where} has the unknown key `),
    );
    expect(found).toMatch(/^F, line 5, column \d+: .* \(accepted: [a-zA-Z0-9, ]+\)[.?]$/);
    if (meant !== undefined) expect(found).toContain(`did you mean ${meant} `);
  });
});
