import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BootFacts, OrderFacts } from "../../../../../admin/check/order/facts.ts";
import { orderFindings } from "../../../../../admin/check/order/judge.ts";
import { parseUnits } from "../../../../../admin/check/order/units.ts";
import { systemdOrder } from "../../../../../admin/host/order/systemd-order.ts";
import { renderXendomainsSettings } from "../../../../../admin/host/order/xendomains-settings.ts";

const text = renderXendomainsSettings({ script: "debian", toolstack: "xl" });
const settings: OrderFacts["settings"] = { kind: "read", path: "/etc/default/xendomains", text, toStart: [] };
const judged = (boot: BootFacts, more: Partial<OrderFacts> = {}) =>
  orderFindings({ boot, settings, promised: { evacuationSeconds: 3600, hasLeases: true }, ...more });

/** As the article's host has them. */
const article = ["K09xendomains", "K10heartbeat", "K12xend", "S10xend", "S12heartbeat", "S13xendomains"];
const suse = (names: readonly string[]): BootFacts => ({
  kind: "sysv",
  links: new Map([
    ["3", names],
    ["5", names],
    ["0", ["S01halt"]],
    ["6", ["S01reboot"]],
  ]),
});
const debian = (starts: readonly string[], stops: readonly string[]): BootFacts => ({
  kind: "sysv",
  links: new Map([
    ["2", starts],
    ["0", stops],
    ["6", stops],
  ]),
});

describe("rc's links", () => {
  it("are right as in the article, and as Debian has them", () => {
    expect(judged(suse(article))).toEqual([]);
    expect(
      judged(
        debian(
          ["S02xen", "S03corosync", "S04pacemaker", "S05xendomains"],
          ["K01xendomains", "K02pacemaker", "K03corosync", "K04xen"],
        ),
      ),
    ).toEqual([]);
  });

  it.each([
    [
      "xendomains starts before the cluster",
      ["S10xend", "S11xendomains", "S12heartbeat", "K09xendomains", "K10heartbeat"],
      "In runlevel 3 xendomains (S11) starts no later than heartbeat (S12)",
    ],
    [
      "both at once",
      ["S10xend", "S12heartbeat", "S12xendomains", "K09xendomains", "K10heartbeat"],
      "xendomains (S12) starts no later than heartbeat (S12)",
    ],
    [
      "the cluster stops first",
      ["S10xend", "S12heartbeat", "S13xendomains", "K09heartbeat", "K10xendomains"],
      "In runlevel 3 heartbeat (K09) stops no later than xendomains (K10)",
    ],
    [
      "Xen stops before the cluster",
      ["S13xendomains", "K09xendomains", "K12heartbeat", "K11xend"],
      "xend (K11) stops no later than heartbeat (K12)",
    ],
    [
      "xendomains is never stopped",
      ["S10xend", "S12heartbeat", "S13xendomains"],
      "xendomains is not stopped when this host goes down",
    ],
  ])("%s is said", (_, names, sentence) => {
    expect(judged(suse(names))).toContainEqual(expect.stringContaining(sentence));
  });

  it("of the reverse order Debian's own headers make is said", () => {
    const found = judged(
      debian(["S02xen", "S03xendomains", "S04corosync"], ["K01corosync", "K02xendomains", "K03xen"]),
    );
    expect(found).toHaveLength(3);
  });
});

const units = (changes: Readonly<Record<string, string>> = {}): BootFacts => {
  const printed = systemdOrder({ evacuationSeconds: 3600, leases: true }).flatMap(({ path, text: unit }) => {
    const name = path.split("/").at(-1) ?? "";
    const id = name === "50-xensan.conf" ? (path.split("/").at(-2) ?? "").replace(/\.d$/, "") : name;
    const seconds = (key: string) => new RegExp(`^${key}=(\\d+)$`, "m").exec(unit)?.[1];
    const values: Record<string, string> = {
      ...{ Id: id, LoadState: "loaded", ActiveState: "active", UnitFileState: "enabled", FragmentPath: path },
      After: [...unit.matchAll(/^After=(.*)$/gm)].map(([, after]) => after).join(" "),
      ConflictedBy: "shutdown.target",
      ExecStop: [...unit.matchAll(/^ExecStop=-?(.*)$/gm)]
        .map(([, words]) => `{ path=${words?.split(" ")[0]} ; argv[]=${words} ; ignore_errors=no ; pid=0 }`)
        .join("\nExecStop="),
      TimeoutStopUSec: seconds("TimeoutStopSec") === undefined ? "1min 30s" : `${seconds("TimeoutStopSec")}s`,
      JobTimeoutUSec: seconds("JobTimeoutSec") === undefined ? "infinity" : `${seconds("JobTimeoutSec")}s`,
    };
    for (const [key, value] of Object.entries(changes)) {
      const [unitName, property = ""] = key.split(":");
      if (unitName === id) values[property] = value;
    }
    return [
      Object.entries(values)
        .map(([key, value]) => `${key}=${value}`)
        .join("\n"),
    ];
  });
  const running = ["pacemaker", "xen", "ssh", "wdmd"].map((name) => {
    const after = name === "pacemaker" ? (changes["pacemaker.service:After"] ?? "sanlock.service") : "";
    return `Id=${name}.service\nLoadState=loaded\nActiveState=active\nAfter=${after}`;
  });
  return { kind: "systemd", units: parseUnits([...printed, ...running].join("\n\n")), sessionsWait: true };
};

describe("systemd's graph", () => {
  it("is right as xensan host render makes it", () => {
    expect(judged(units())).toEqual([]);
  });

  it.each([
    ["xensan-evacuate.service:LoadState", "not-found", "There is no xensan-evacuate.service"],
    ["xensan-evacuate.service:ActiveState", "inactive", "xensan-evacuate.service was not started"],
    ["xensan-evacuate.service:UnitFileState", "disabled", "xensan-evacuate.service is not enabled"],
    [
      "xensan-evacuate.service:After",
      "corosync.service xendomains.service",
      "pacemaker.service, xen.service may stop before xensan-evacuate.service",
    ],
    ["xensan-evacuate.service:TimeoutStopUSec", "1h", "is cut off after 3600 s"],
    [
      "xendomains.service:ActiveState",
      "inactive",
      "'xendomains stop' does nothing: run systemctl enable --now xendomains.service",
    ],
    [
      "xendomains.service:After",
      "xen.service",
      "corosync.service, pacemaker.service may stop before xendomains.service",
    ],
    [
      "xendomains.service:ConflictedBy",
      "shutdown.target libvirtd.service",
      "libvirtd.service conflicts with xendomains.service",
    ],
    ["corosync.service:After", "network-online.target", "xen.service may stop before corosync.service"],
    [
      "sanlock.service:ExecStop",
      "{ path=/usr/sbin/xensan ; argv[]=/usr/sbin/xensan lease show ; ignore_errors=yes }",
      "sanlock.service does not leave the lease volume when it is stopped",
    ],
    ["sanlock.service:After", "multipathd.service", "wdmd.service may stop before sanlock.service"],
    ["pacemaker.service:After", "corosync.service", "sanlock.service may stop before pacemaker.service"],
    ["reboot.target:JobTimeoutUSec", "30min", "reboot.target resets this host after 1800 s"],
  ])("with %s = %s is told", (key, value, sentence) => {
    expect(judged(units({ [key]: value }))).toContainEqual(expect.stringContaining(sentence));
  });

  it("says nothing of sanlock in a cluster without leases, where it is another program's, or where it does not run", () => {
    const wrong = { "sanlock.service:ExecStop": "", "sanlock.service:After": "" };
    expect(judged(units(wrong))).toHaveLength(2);
    expect(judged(units(wrong), { promised: { evacuationSeconds: 3600, hasLeases: false } })).toEqual([]);
    expect(judged(units({ ...wrong, "sanlock.service:ActiveState": "inactive" }))).toEqual([]);
  });

  it("is told where sessions end first", () => {
    expect(judged({ ...units(), sessionsWait: false } as BootFacts)).toContainEqual(
      expect.stringContaining("Sessions end before the evacuation"),
    );
  });

  it("cannot be told where systemd does not answer", () => {
    expect(judged({ kind: "unknown", reason: "systemctl show hangs" })).toEqual([
      "In which order this host goes down cannot be told: systemctl show hangs.",
    ]);
  });

  it("is read from whatever systemd prints", () => {
    fc.assert(fc.property(fc.string(), (printed) => void parseUnits(printed)));
  });
});

describe("xendomains' settings", () => {
  const found = (
    changed: Partial<Extract<OrderFacts["settings"], { kind: "read" }>> | OrderFacts["settings"],
  ) => judged(units(), { settings: { ...settings, ...changed } as OrderFacts["settings"] });

  it.each([
    ["XENDOMAINS_SAVE=/var/lib/xen/save", "has XENDOMAINS_SAVE=/var/lib/xen/save, and it must be empty"],
    ['XENDOMAINS_MIGRATE="host2"', "has XENDOMAINS_MIGRATE=host2, and it must be empty"],
    ["XENDOMAINS_RESTORE=true", "has XENDOMAINS_RESTORE=true, and it must be false"],
    ["XENDOMAINS_AUTO_ONLY=true", "has XENDOMAINS_AUTO_ONLY=true, and it must be false"],
  ])("that end with %s are told", (line, sentence) => {
    expect(found({ text: `${text}${line}\n` })).toEqual([expect.stringContaining(sentence)]);
  });

  it("that do not evacuate, or only in a comment, are told", () => {
    const without = text.replaceAll(/^(.*\/usr\/lib\/xensan\/evacuate.*)$/gm, "# $1");
    expect(found({ text: without })).toEqual([
      expect.stringContaining("does not run /usr/lib/xensan/evacuate"),
    ]);
  });

  it("that are not there, cannot be read, or start something are told", () => {
    expect(found({ kind: "absent", path: "/etc/default/xendomains" })).toHaveLength(1);
    expect(found({ kind: "unknown", reason: "/etc/default/xendomains cannot be read (EIO)" })).toHaveLength(
      1,
    );
    expect(found({ toStart: ["nfs1.cfg"] })).toEqual([
      expect.stringContaining("xendomains starts nfs1.cfg by itself"),
    ]);
  });
});
