/** What insserv reads of an init script (LSB 3.1, 20.2; the X- words are Debian's). Names of services, or $facilities. */
export type LsbHeader = {
  readonly provides: string;
  readonly requiredStart: readonly string[];
  readonly shouldStart: readonly string[];
  readonly defaultStart: readonly string[];
  readonly defaultStop: readonly string[];
  readonly shortDescription: string;
};

/** Where Debian's insserv reads a header in place of a script's own, by the script's name. */
export const overridesFolder = "/etc/insserv/overrides";

export type InitSystem = "debian" | "suse";

/** The services whose order matters, and what their scripts are called. */
export type ServiceNames = {
  /** xend up to Xen 4.4, Debian's script for today's daemons is xen. */
  readonly xen: "xend" | "xen";
  /** heartbeat, or corosync with pacemaker. */
  readonly cluster: "heartbeat" | "pacemaker";
};

/**
 * The headers with which insserv starts Xen, then the cluster, then xendomains, and stops them the other way round. By
 * name of the script.
 */
export function lsbHeaders(system: InitSystem, names: ServiceNames): ReadonlyMap<string, LsbHeader> {
  const [defaultStart, defaultStop] = runlevels[system];
  const levels = { defaultStart, defaultStop };
  const { xen, cluster } = names;
  const headers: readonly LsbHeader[] = [
    {
      ...levels,
      provides: xen,
      requiredStart: ["$syslog", "$remote_fs"],
      shouldStart: [],
      shortDescription: "Start and stop Xen's daemons",
    },
    ...clusterHeaders(levels, cluster, xen),
    {
      ...levels,
      provides: "xendomains",
      // What a migration needs stays until xendomains has stopped: names, keys, disks.
      requiredStart: ["$syslog", "$remote_fs", "$network", xen, cluster],
      shouldStart: [
        "$named",
        "sshd",
        "ssh",
        "sanlock",
        "wdmd",
        "multipathd",
        "multipath-tools",
        "lvm2",
        "open-iscsi",
      ],
      shortDescription: "Empty this Xen host when it goes down",
    },
  ];
  return new Map(headers.map((header) => [header.provides, header]));
}

function clusterHeaders(
  levels: Pick<LsbHeader, "defaultStart" | "defaultStop">,
  cluster: ServiceNames["cluster"],
  xen: string,
): readonly LsbHeader[] {
  if (cluster === "heartbeat") {
    return [
      {
        ...levels,
        provides: "heartbeat",
        requiredStart: ["$network", "$syslog", "$named"],
        shouldStart: ["drbd", "sshd", "o2cb", "evms", "ocfs2", xen],
        shortDescription: "Start and stop the Heartbeat cluster",
      },
    ];
  }
  const common = { ...levels, requiredStart: ["$network", "$remote_fs", "$syslog"] };
  return [
    {
      ...common,
      provides: "corosync",
      shouldStart: ["sshd", "ssh", xen],
      shortDescription: "Start and stop the Corosync cluster engine",
    },
    {
      ...common,
      provides: "pacemaker",
      requiredStart: [...common.requiredStart, "corosync"],
      shouldStart: [],
      shortDescription: "Start and stop the Pacemaker cluster manager",
    },
  ];
}

/** SUSE has no graphical level 4 and boots into 3 or 5. */
const runlevels: { readonly [system in InitSystem]: readonly [readonly string[], readonly string[]] } = {
  debian: [
    ["2", "3", "4", "5"],
    ["0", "1", "6"],
  ],
  suse: [
    ["3", "5"],
    ["0", "1", "2", "4", "6"],
  ],
};

/**
 * The header as a block of comments: a whole file in Debian's /etc/insserv/overrides, which leaves the script as it is,
 * or the block to put in place of the one in a script. SUSE mirrors the start order and ignores the stop words, Debian
 * takes both: so they say the same.
 */
export function renderLsbHeader(header: LsbHeader): string {
  const line = (key: string, value: string) => `# ${`${key}:`.padEnd(18)} ${value}`.trimEnd();
  const required = header.requiredStart.join(" ");
  const should = header.shouldStart.join(" ");
  return [
    "### BEGIN INIT INFO",
    line("Provides", header.provides),
    line("Required-Start", required),
    line("Should-Start", should),
    line("Required-Stop", required),
    line("Should-Stop", should),
    line("Default-Start", header.defaultStart.join(" ")),
    line("Default-Stop", header.defaultStop.join(" ")),
    line("Short-Description", header.shortDescription),
    "### END INIT INFO",
    "",
  ].join("\n");
}
