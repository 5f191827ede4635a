import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultEvacuation } from "../../../../../lib/cluster/description/description.ts";
import type { HostSections } from "../../../../../lib/cluster/description/host/sections.ts";
import { parseDescription } from "../../../../../lib/cluster/description/parse.ts";
import { exampleClusterFile } from "../../../../support/example-cluster-file.ts";
import { complaints, edited } from "./parsing.ts";

const parse = (text: string) => parseDescription(new TextEncoder().encode(text));

const small = `
nodes:
  - { name: host1, addresses: { cluster: host1.san.example } }
dialect: heartbeat2
lease: none
`;

/** What a file says of its hosts' configuration that says nothing. */
const hostDefaults: HostSections = {
  modules: [],
  heartbeat: {},
  corosync: { clusterName: "xensan", tokenMs: 3000, cipher: "aes256" },
  xen: { relocationPort: 8002, dom0MinMemoryMiB: 196 },
  sanlock: { watchdog: true },
};

describe("parseDescription", () => {
  it("reads the example", () => {
    expect(parse(exampleClusterFile)).toEqual({
      kind: "description",
      description: {
        nodes: [
          {
            name: "host1",
            leaseId: 1,
            addresses: { cluster: "192.168.10.1", ssh: "192.168.1.1", migration: "192.168.20.1" },
          },
          {
            name: "host2",
            leaseId: 2,
            addresses: { cluster: "192.168.10.2", ssh: "192.168.1.2", migration: "192.168.20.2" },
          },
        ],
        toolstack: "auto",
        dialect: "pacemaker",
        provider: "xensan",
        lease: { kind: "volume", path: "/dev/SAN/leases" },
        migration: "ssh",
        guests: [{ name: "nfs1", config: "/etc/xen/nfs1.cfg", priority: 100, pins: ["host1", "host2"] }],
        evacuation: {
          leftover: "shutdown",
          concurrency: 2,
          dom0ReserveMiB: 256,
          deadlineSeconds: 3600,
          moveDeadlineSeconds: 1800,
          shutdownSeconds: 300,
        },
        ...hostDefaults,
      },
    });
  });

  it("fills in what is left out, also for a guest, and takes CRLF and a byte order mark", () => {
    const addresses = {
      cluster: "host1.san.example",
      ssh: "host1.san.example",
      migration: "host1.san.example",
    };
    const description = {
      nodes: [{ name: "host1", addresses }],
      toolstack: "auto",
      dialect: "heartbeat2",
      provider: "xensan",
      lease: { kind: "none" },
      migration: "ssh",
      guests: [],
      evacuation: defaultEvacuation,
      ...hostDefaults,
    };
    expect(parse(small)).toEqual({ kind: "description", description });
    expect(parse(`\uFEFF${small.replaceAll("\n", "\r\n")}`)).toEqual({ kind: "description", description });
    expect(parse(`${small}guests: [{ name: nfs1, config: /etc/xen/nfs1 }]\n`)).toMatchObject({
      description: { guests: [{ name: "nfs1", priority: 0, pins: [] }] },
    });
  });

  it("takes no and on for text, as YAML 1.2 does", () => {
    const text = small.replace("name: host1", "name: no").replace("host1.san.example", "on");
    expect(parse(text)).toMatchObject({ description: { nodes: [{ name: "no", addresses: { ssh: "on" } }] } });
  });

  it("tells all problems at once, in the file's order", () => {
    const text = edited("toolstack: auto", "toolstack: xxl")
      .replace("  - name: host2", "  - name: host1")
      .replace("cluster: 192.168.10.2", "cluster: 192.168.10.300")
      .replace("192.168.20.2", "192.168.20.1")
      .replace("lease: /dev/SAN/leases", "leas: none")
      .replace("priority: 100", "priority: -1")
      .replace("[host1, host2]", "[host3]");
    expect(complaints(text)).toEqual([
      "F, line 2, column 1: lease is missing; it must be none, or the absolute path of the lease volume in letters, digits and _ + . - /, at most 255 characters, such as /dev/SAN/leases.",
      'F, line 9, column 11: nodes[1].name is "host1", which is the name of nodes[0] already; each must have its own.',
      'F, line 12, column 16: nodes[1].addresses.cluster is "192.168.10.300", but it must be an IPv4 or IPv6 address or a host name by which the other nodes reach this one, such as 192.168.10.1 (no loopback, link-local, multicast or unspecified address).',
      'F, line 14, column 18: nodes[1].addresses.migration is "192.168.20.1", which is nodes[0].addresses.migration already; no two nodes may share an address.',
      'F, line 16, column 12: toolstack is "xxl", but it must be auto, xl or xm.',
      'F, line 19, column 1: the file has the unknown key "leas"; did you mean lease (accepted: nodes, toolstack, dialect, provider, lease, migration, migrationCipher, guests, evacuation, platform, domain, time, multipath, modules, heartbeat, corosync, volumes, xen, sanlock)?',
      "F, line 24, column 15: guests[0].priority is the number -1, but it must be a whole number from 0 to 1000.",
      'F, line 25, column 12: guests[0].pins[0] is "host3", but it must be the name of a node of this file (they are host1).',
    ]);
  });

  it("never throws, and accepts nothing that a shell, SXP or a configuration would take for more than a word", () => {
    const lines = exampleClusterFile.split("\n");
    const values = [
      "10.0",
      "1e3",
      "~",
      "&a x",
      "*a",
      "!!str x",
      "'",
      '"',
      "[",
      "{",
      "|",
      "$(reboot)",
      "a b",
      "-x",
    ];
    const changed = fc
      .array(fc.tuple(fc.nat(lines.length - 1), fc.oneof(fc.constantFrom(...values), fc.string())), {
        maxLength: 3,
      })
      .map((changes) => {
        const copy = [...lines];
        for (const [index, value] of changes)
          copy[index] = copy[index]?.replace(/: [^#]*/, `: ${value}`) ?? "";
        return copy.join("\n");
      });
    const shuffled = fc.shuffledSubarray(lines).map((some) => some.join("\n"));
    const cut = fc.nat(exampleClusterFile.length).map((length) => exampleClusterFile.slice(0, length));
    fc.assert(
      fc.property(fc.oneof(changed, shuffled, cut, fc.string()), (text) => {
        const parsed = parse(text);
        if (parsed.kind === "refused") return parsed.problems.length > 0;
        const { nodes, guests, lease, provider } = parsed.description;
        const words = [
          provider,
          ...nodes.flatMap(({ name, addresses }) => [name, ...Object.values(addresses)]),
          ...guests.flatMap(({ name, config, pins }) => [name, config, ...pins]),
          ...(lease.kind === "volume" ? [lease.path] : []),
        ];
        return words.every((word) => /^[A-Za-z0-9_/:][A-Za-z0-9_/:+.-]*$/.test(word));
      }),
      { numRuns: 1_000 },
    );
  });

  it("never throws on bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => parseDescription(bytes).kind !== undefined),
    );
  });
});
