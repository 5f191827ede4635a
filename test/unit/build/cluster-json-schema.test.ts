import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { clusterFileJsonSchema } from "../../../build/cluster-json-schema.ts";
import { hostSections } from "../../../lib/cluster/description/host/sections.ts";
import { exampleClusterFile } from "../../support/example-cluster-file.ts";
import { edited } from "../lib/cluster/description/parsing.ts";

const schema = clusterFileJsonSchema();
/** A validator that knows the JSON Schema only, not the zod schema that it was made from. */
const accepts = (text: string) => z.fromJSONSchema(schema).safeParse(parse(text)).success;

describe("clusterFileJsonSchema", () => {
  it("is plain JSON, of draft 7, with a title", () => {
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
    expect(schema).toMatchObject({
      $schema: "http://json-schema.org/draft-07/schema#",
      title: "xensan cluster file",
      required: ["nodes", "dialect", "lease"],
      additionalProperties: false,
    });
  });

  it("accepts the example", () => {
    expect(accepts(exampleClusterFile)).toBe(true);
    expect(accepts(edited("lease: /dev/SAN/leases", "lease: none").replace("pins: [host1, host2]", ""))).toBe(
      true,
    );
  });

  it.each([
    ["toolstack: auto", "toolstack: xxl"],
    ["toolstack: auto", "toolstak: auto"],
    ["dialect: pacemaker", "# none"],
    ["cluster: 192.168.10.2", "cluster: 127.0.0.1"],
    ["cluster: 192.168.10.2", "cluster: 10.0"],
    ["name: host1", "name: host_1"],
    ["name: nfs1", "name: migrating-nfs1"],
    ["name: nfs1", `name: ${"a".repeat(18)}`],
    ["/etc/xen/nfs1.cfg", "nfs1.cfg"],
    ["/dev/SAN/leases", "SAN/leases"],
    ["priority: 100", "priority: 1001"],
    ["pins: [host1, host2]", "pins: host1"],
    ["toolstack: auto", "evacuation: { leftover: destroy }"],
    ["toolstack: auto", "evacuation: { concurrency: 0 }"],
  ])("refuses %s as %s", (from, to) => {
    expect(accepts(edited(from, to))).toBe(false);
  });

  it("describes every key, with its unit or limit and its default", () => {
    const described: [string, string][] = [];
    const visit = (part: unknown, path: string) => {
      const { properties, items } = part as {
        properties?: Record<string, { description?: string }>;
        items?: unknown;
      };
      for (const [key, value] of Object.entries(properties ?? {})) {
        described.push([`${path}${key}`, value.description ?? ""]);
        visit(value, `${path}${key}.`);
      }
      if (items !== undefined) visit(items, path);
    };
    visit(schema, "");
    const ofHosts = (key: string) => (/^[a-z]+/.exec(key)?.[0] ?? "") in hostSections;
    expect(Object.fromEntries(described.filter(([key]) => !ofHosts(key)))).toEqual({
      nodes: "All Xen hosts of the cluster. One that is missing here is never asked.",
      "nodes.name": 'The node\'s name, exactly as "uname -n" prints it there: at most 64 characters.',
      "nodes.leaseId":
        "Whole number from 1 to 2000, no unit: the host's own number on the lease volume, where there is one. Never give the number of a host, also of one that is gone, to another host.",
      "nodes.interface":
        "The network interface with the cluster's address: at most 15 characters, for what xensan host writes. Default: eth0.",
      "nodes.addresses": "Where the other nodes reach this one. No two nodes may share an address.",
      "nodes.addresses.cluster":
        "Address for the cluster manager's own traffic: an IPv4 or IPv6 address or a host name.",
      "nodes.addresses.ssh":
        "Address for ssh: an IPv4 or IPv6 address or a host name. Default: the cluster's.",
      "nodes.addresses.migration":
        "Address that guests are moved to: an IPv4 or IPv6 address or a host name. Default: the cluster's.",
      migration:
        "How a guest's memory travels to another host. ssh: encrypted; plain: not encrypted, for a network that only these hosts are on. Default: ssh.",
      migrationCipher:
        'One cipher as "ssh -Q cipher" prints it, for migration: ssh. Default: as ssh chooses.',
      toolstack: "How the hosts speak to Xen. auto: whichever of xl and xm a host has. Default: auto.",
      dialect: "The cluster manager: pacemaker, or heartbeat2 for Heartbeat 2.0.8 to 2.1.x.",
      provider: "OCF provider: the folder of the agents below /usr/lib/ocf/resource.d. Default: xensan.",
      lease:
        "Absolute path of the shared volume for sanlock's leases. none: nothing on the disks tells who writes.",
      guests: "Guests on shared disks. Default: none.",
      "guests.name": "The guest's name in Xen, as in its configuration: at most 17 characters.",
      "guests.config": "Absolute path of the guest's xl or xm configuration, the same on every node.",
      "guests.priority": "Whole number from 0 to 1000, no unit: the higher is moved first. Default: 0.",
      "guests.pins": "Names of the only nodes where the guest may run. Default: any node.",
      evacuation: "How a host is emptied, by hand or at its shutdown. Default: as its keys say.",
      "evacuation.leftover":
        "What becomes of a guest that cannot be moved. shutdown: it is shut down cleanly, or not at all; leave: it runs on. Default: shutdown.",
      "evacuation.concurrency":
        "Whole number from 1 to 10, no unit: guests that travel at a time from one host to another; some more are prepared meanwhile. Default: 2.",
      "evacuation.dom0ReserveMiB":
        "MiB, whole number from 0 to 1048576: memory that stays free on every host that guests are moved to. Default: 256.",
      "evacuation.deadlineSeconds":
        "Seconds, whole number from 60 to 86400: how long all of it may take, the shutdown of what is left included. Default: 3600.",
      "evacuation.moveDeadlineSeconds":
        "Seconds, whole number from 10 to 86400: how long one move may take before its guest counts as left. Default: 1800.",
      "evacuation.shutdownSeconds":
        "Seconds, whole number from 5 to 3600 and at most half of deadlineSeconds: how long a guest gets to shut down. Default: 300.",
    });
    for (const [key, text] of described.filter(([key]) => ofHosts(key))) {
      expect(`${key}: ${text}`).toMatch(/\w{3}.*(Default|Left out|at most|name=value)/);
      if (/Ms$|Port$|Stratum$/.test(key)) expect(`${key}: ${text}`).toMatch(/illiseconds from|no unit/);
    }
    expect(described.filter(([key]) => ofHosts(key))).toHaveLength(37);
  });
});
