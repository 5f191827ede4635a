import { stringify } from "yaml";
import type { Choices, Found } from "./found.ts";

/**
 * Pure: a commented cluster file. Every value is written as YAML writes it, and comments have no line end in them, so that nothing
 * that was found on the host becomes a part of the file's structure.
 */
export function propose(found: Found, choices: Choices): string {
  const { dialect, nodes, lease, migration, guests } = choices;
  const lines = [
    "# The Xen hosts of one cluster and the guests on their shared disks: the same file on every host.",
    `# Proposed by xensan init on ${comment(found.hostName)}; read it, and compare it with what you know.`,
    "",
    `# From ${comment(found.nodesFrom)}. A host that is missing here is never asked whether a guest runs there.`,
    "nodes:",
    ...nodes.flatMap(({ name, address }, index) => [
      `  - name: ${scalar(name)} # as "uname -n" prints it there`,
      ...(lease === "none"
        ? []
        : [
            `    leaseId: ${index + 1} # its number on the lease volume, for good: never give it to another host`,
          ]),
      "    addresses:",
      `      cluster: ${scalar(address)} # for the cluster manager; ssh and migration are this one where they are left out`,
      "      # ssh: an address by which the hosts ask each other",
      "      # migration: an address in a network for moving guests",
    ]),
    "",
    `toolstack: auto # whichever of xl and xm a host has; here: ${found.toolstacks.join(" and ") || "neither yet"}`,
    `dialect: ${dialect} # pacemaker, or heartbeat2 for Heartbeat 2.0.8 to 2.1.x`,
    "provider: xensan # the folder of the agents below /usr/lib/ocf/resource.d",
    `lease: ${scalar(lease)} # a small volume that all hosts share, for the guests' leases; none: nothing on the disks tells who writes`,
    `migration: ${migration} # ssh: encrypted; plain: not, for a network that only these hosts are on`,
    "",
    ...guestLines(guests),
    ...found.leftOut.map((each) => `  # left out: ${comment(each)}`),
    "",
    ...evacuationLines,
    ...hostLines(found),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function guestLines(guests: Choices["guests"]): readonly string[] {
  if (guests.length === 0) {
    return [
      "guests: [] # e.g. [{ name: nfs1, config: /etc/xen/nfs1.cfg }]; each configuration at the same path on every host",
    ];
  }
  return [
    "# Each configuration has to be at the same path on every host.",
    "guests:",
    ...guests.flatMap(({ name, config }) => [
      `  - name: ${scalar(name)}`,
      `    config: ${scalar(config)}`,
      "    # priority: 100 # 0 to 1000: the higher is moved first",
      "    # pins: [host1] # the only hosts where it may run",
    ]),
  ];
}

const evacuationLines = [
  "# What becomes of guests when a host is emptied; these are the defaults.",
  "# evacuation:",
  "#   leftover: shutdown # or leave: what cannot be moved runs on",
  "#   concurrency: 2 # guests that travel at a time from one host to another",
  "#   dom0ReserveMiB: 256 # stays free on each host",
  "#   deadlineSeconds: 3600 # of all of it",
];

/** Only for `xensan host`; what would hide disks from a host is a comment, which a person has to take. */
function hostLines({ maps, hasEvms, volumeGroups }: Found): readonly string[] {
  const groups =
    volumeGroups.length === 0 ? [] : [`# Volume groups here: ${comment(volumeGroups.join(", "))}.`];
  const named = maps.map(({ alias }) => `/dev/mapper/${alias}`).map(scalar);
  return [
    "",
    "# For xensan host, which writes the hosts' configuration files. The other keys are in the JSON Schema, xensan/cluster.schema.json.",
    ...(maps.length === 0
      ? ["# multipath: { maps: [{ wwid: 3600508b4001046490000700000360000, alias: mpath2 }] }"]
      : [
          "multipath:",
          "  maps:",
          ...maps.flatMap(({ wwid, alias }) => [
            `    - wwid: ${scalar(wwid)}`,
            `      alias: ${scalar(alias)} # its name below /dev/mapper on every host`,
          ]),
        ]),
    ...groups,
    ...(hasEvms
      ? ["# volumes: { evms: {} }"]
      : [
          "# What is not named in volumes, the hosts' own LVM no longer sees: name the hosts' own disks too.",
          `# volumes: { lvm: { devices: [${comment(named.join(", ")) || "/dev/mapper/mpath2"}] } }`,
        ]),
  ];
}

/** As YAML writes it on one line. */
function scalar(value: string): string {
  return stringify(value, { lineWidth: 0, defaultStringType: "PLAIN", blockQuote: false }).trimEnd();
}

function comment(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029\uFFFE\uFFFF]/gu, "?");
}
