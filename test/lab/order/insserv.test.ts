import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sysvFindings } from "../../../admin/check/order/sysv.ts";
import { findHeader, withHeader } from "../../../admin/host/header.ts";
import { nextSteps } from "../../../admin/host/next-steps.ts";
import { lsbHeaders, renderLsbHeader } from "../../../admin/host/order/lsb-header.ts";
import { renderHost } from "../../../admin/host/render-host.ts";
import { describing, nodeOf, todayText } from "../../support/host/clusters.ts";
import { type Parsing, parse, unpacked } from "../../support/host/parsers.ts";

/** What other init scripts of a host say: enough for $network, $syslog, $remote_fs and $named. */
const others = ["networking", "rsyslog", "umountnfs.sh", "mountnfs.sh", "bind9", "sshd", "halt", "reboot"];

const plain = (name: string, required: string, more = "") => `#!/bin/sh
### BEGIN INIT INFO
# Provides:          ${name}
# Required-Start:    ${required}
# Required-Stop:     ${required}
${more}# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: ${name}
### END INIT INFO
`;

/**
 * Runs Debian's insserv for some init scripts in a mount namespace where /etc/init.d and the links of rc are its own. The scripts
 * stand behind one another in one file, each after a line "=== WHEN PATH". `later`: files that come afterwards, and then a
 * command of the shell is run.
 */
function insserv(
  files: Readonly<Record<string, string>>,
  services: readonly string[],
  later: Readonly<Record<string, string>> = {},
  andThen = "",
): Promise<Parsing> {
  const script = `mount -t tmpfs none /mnt; mkdir /mnt/upper /mnt/work; cp "$1/sbin/insserv" /mnt/
    mount -t overlay none -o "lowerdir=/etc,upperdir=/mnt/upper,workdir=/mnt/work" /etc
    rm -rf /etc/init.d /etc/rc?.d /etc/insserv* ; mkdir -p /etc/init.d /etc/insserv/overrides /etc/insserv.conf.d
    for level in 0 1 2 3 4 5 6 S; do mkdir /etc/rc$level.d; done
    cp "$1/etc/insserv.conf" /etc/
    files() { awk -v wanted="$1" '/^=== / { when = $2; file = $3; next } when == wanted { print >file }' "$2"; }
    files first "$0"
    chmod 0755 /etc/init.d/*
    shift
    code=0; for each; do /mnt/insserv -d "$each" || code=$?; done
    files later "$0"
    PATH=/mnt:$PATH
    ( ${andThen || ":"}
    ) || code=$?
    for level in 0 3 6; do for link in /etc/rc$level.d/*; do echo "link $level \${link##*/}"; done; done
    exit "$code"`;
  const content = (["first", "later"] as const)
    .flatMap((when) =>
      Object.entries(when === "first" ? files : later).map(([path, text]) => `=== ${when} ${path}\n${text}`),
    )
    .join("");
  return parse(content, script, [
    unpacked("insserv"),
    ...others.filter((name) => `/etc/init.d/${name}` in files),
    ...services,
  ]);
}

const surroundings = Object.fromEntries(others.map((name) => [`/etc/init.d/${name}`, plain(name, "")]));
const scripts = (headers: ReadonlyMap<string, string>) =>
  Object.fromEntries([...headers].map(([name, text]) => [`/etc/init.d/${name}`, text]));

function linksOf({ said }: Parsing): ReadonlyMap<string, readonly string[]> {
  const links = new Map<string, string[]>();
  for (const [, level = "", name = ""] of said.matchAll(/^link (\d) (\S+)$/gm)) {
    links.set(level, [...(links.get(level) ?? []), name]);
  }
  return links;
}

/** Names in the order in which rc calls them. */
function called(links: readonly string[] | undefined, letter: "S" | "K", names: readonly string[]) {
  return (links ?? [])
    .filter((link) => link.startsWith(letter) && names.includes(link.slice(3)))
    .toSorted()
    .map((link) => link.slice(3));
}

describe("Debian's insserv", () => {
  it("puts the article's services into its order, and the other way round at stop", async () => {
    const headers = lsbHeaders("suse", { xen: "xend", cluster: "heartbeat" });
    const names = [...headers.keys()];
    const texts = new Map(
      [...headers].map(([name, header]) => [name, `#!/bin/sh\n${renderLsbHeader(header)}`]),
    );
    const parsing = await insserv({ ...surroundings, ...scripts(texts) }, names);
    expect(parsing.exitCode, parsing.said).toBe(0);
    const links = linksOf(parsing);
    expect(called(links.get("3"), "S", names)).toEqual(["xend", "heartbeat", "xendomains"]);
    for (const level of ["0", "6"]) {
      expect(called(links.get(level), "K", names)).toEqual(["xendomains", "heartbeat", "xend"]);
    }
    expect(sysvFindings(links)).toEqual([]);
  });

  const debian = new Map([
    ["xen", readFileSync(unpacked("xen", "etc/init.d/xen"), "utf8")],
    ["xendomains", readFileSync(unpacked("xen", "etc/init.d/xendomains"), "utf8")],
    ["corosync", plain("corosync", "$network $remote_fs $syslog")],
    ["pacemaker", plain("pacemaker", "$network $remote_fs $syslog corosync")],
  ]);
  const names = ["xen", "corosync", "pacemaker", "xendomains"];

  it("has Debian's own xendomains stop after the cluster", async () => {
    const parsing = await insserv({ ...surroundings, ...scripts(debian) }, names);
    expect(parsing.exitCode, parsing.said).toBe(0);
    const links = linksOf(parsing);
    const stopped = called(links.get("6"), "K", ["corosync", "xendomains"]);
    expect(stopped).toEqual(["corosync", "xendomains"]);
    expect(sysvFindings(links).length).toBeGreaterThan(0);
  });

  it("has it stop first by our headers: as overrides, or in the place of its own", async () => {
    const headers = lsbHeaders("debian", { xen: "xen", cluster: "pacemaker" });
    const overrides = Object.fromEntries(
      [...headers].map(([name, header]) => [`/etc/insserv/overrides/${name}`, renderLsbHeader(header)]),
    );
    const replaced = new Map(
      [...debian].map(([name, text]) => {
        const header = headers.get(name);
        if (header === undefined || findHeader(text).kind === "broken")
          throw new Error(`the header of ${name} cannot be replaced`);
        return [name, withHeader(text, renderLsbHeader(header))];
      }),
    );
    for (const files of [{ ...scripts(debian), ...overrides }, scripts(replaced)]) {
      const parsing = await insserv({ ...surroundings, ...files }, names);
      expect(parsing.exitCode, parsing.said).toBe(0);
      const links = linksOf(parsing);
      expect(called(links.get("3"), "S", names)).toEqual(names);
      expect(called(links.get("6"), "K", names)).toEqual(names.toReversed());
      expect(sysvFindings(links)).toEqual([]);
    }
  });

  it("puts a host that has Debian's order into ours, by the rendered overrides and what the administrator is told to run", async () => {
    const description = describing(todayText(2));
    const host = { description, node: nodeOf(description, "host1") };
    const overrides = renderHost(host).filter(({ path }) => path.startsWith("/etc/insserv/overrides/"));
    expect(overrides.map(({ path }) => path.slice("/etc/insserv/overrides/".length))).toEqual(names);
    const [step = "", ...more] = nextSteps(
      host,
      overrides.map(({ path }) => path),
    );
    expect(more).toEqual([]);
    // Those of the packages that npm test installs; ssh, sanlock and wdmd are ordered beside them.
    const stock = Object.fromEntries(
      ["corosync", "pacemaker", "sanlock", "wdmd", "ssh"].map((name) => [
        `/etc/init.d/${name}`,
        readFileSync(`/etc/init.d/${name}`, "utf8"),
      ]),
    );
    const { "/etc/init.d/sshd": _, ...around } = surroundings;
    const files = { ...around, ...scripts(debian), ...stock };
    const services = [...names, "wdmd", "sanlock", "ssh"];
    const before = await insserv(files, services);
    expect(before.exitCode, before.said).toBe(0);
    expect(called(linksOf(before).get("6"), "K", ["corosync", "xendomains"])).toEqual([
      "corosync",
      "xendomains",
    ]);
    const ours = Object.fromEntries(overrides.map(({ path, content }) => [path, content]));
    const after = await insserv(files, services, ours, step);
    expect(after.exitCode, after.said).toBe(0);
    const links = linksOf(after);
    expect(called(links.get("3"), "S", names)).toEqual(names);
    for (const level of ["0", "6"]) {
      expect(called(links.get(level), "K", names)).toEqual(names.toReversed());
      // Debian has no link that stops ssh.
      for (const needed of ["sanlock", "wdmd"]) {
        expect(called(links.get(level), "K", ["xendomains", needed])).toEqual(["xendomains", needed]);
      }
    }
    expect(sysvFindings(links)).toEqual([]);
  });

  it("refuses the loop that the article takes out: Heartbeat after xendomains after Heartbeat", async () => {
    const headers = lsbHeaders("suse", { xen: "xend", cluster: "heartbeat" });
    const looped = [...headers].map(([name, header]): [string, string] => [
      name,
      `#!/bin/sh\n${renderLsbHeader(
        name === "heartbeat" ? { ...header, requiredStart: [...header.requiredStart, "xendomains"] } : header,
      )}`,
    ]);
    const parsing = await insserv({ ...surroundings, ...scripts(new Map(looped)) }, [...headers.keys()]);
    expect(parsing.exitCode).not.toBe(0);
    expect(parsing.said).toMatch(/loop/);
  });
});
