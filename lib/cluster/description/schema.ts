import * as z from "zod";
import { dialects } from "../dialect.ts";
import { addressSchema } from "./address.ts";
import { migrationTransports, toolstacks } from "./description.ts";
import { evacuation } from "./evacuation-schema.ts";
import { interfaceRule } from "./host/rules.ts";
import { hostSections } from "./host/sections.ts";
import { text, whole, word } from "./scalars.ts";
import {
  cipherRule,
  configPathRule,
  guestNameRule,
  leasePathRule,
  nodeNameRule,
  providerRule,
} from "./text-rules.ts";

/**
 * Every `error` here completes "it must be …": from it, the path and the place, the sentence for a person is made.
 * Every `description` is what an editor shows; it names the unit, or that there is none.
 */

const addresses = z
  .strictObject(
    {
      cluster: addressSchema.meta({
        description: "Address for the cluster manager's own traffic: an IPv4 or IPv6 address or a host name.",
      }),
      ssh: addressSchema.optional().meta({
        description: "Address for ssh: an IPv4 or IPv6 address or a host name. Default: the cluster's.",
      }),
      migration: addressSchema.optional().meta({
        description:
          "Address that guests are moved to: an IPv4 or IPv6 address or a host name. Default: the cluster's.",
      }),
    },
    { error: "a mapping with the keys cluster, ssh and migration" },
  )
  .meta({ description: "Where the other nodes reach this one. No two nodes may share an address." });

const leaseId = whole(1, 2000, "a whole number from 1 to 2000 that no other node has");

const node = z.strictObject(
  {
    name: text(nodeNameRule).meta({
      description: 'The node\'s name, exactly as "uname -n" prints it there: at most 64 characters.',
    }),
    leaseId: leaseId.optional().meta({
      description:
        "Whole number from 1 to 2000, no unit: the host's own number on the lease volume, where there is one. Never " +
        "give the number of a host, also of one that is gone, to another host.",
    }),
    interface: text(interfaceRule).optional().meta({
      description:
        "The network interface with the cluster's address: at most 15 characters, for what xensan host writes. Default: eth0.",
    }),
    addresses,
  },
  { error: "a mapping with the keys name, leaseId, interface and addresses" },
);

const guest = z.strictObject(
  {
    name: text(guestNameRule).meta({
      description: "The guest's name in Xen, as in its configuration: at most 17 characters.",
    }),
    config: text(configPathRule).meta({
      description: "Absolute path of the guest's xl or xm configuration, the same on every node.",
    }),
    priority: whole(0, 1000)
      .default(0)
      .meta({ description: "Whole number from 0 to 1000, no unit: the higher is moved first. Default: 0." }),
    pins: z
      .array(text(nodeNameRule), { error: "a list of names of nodes" })
      .default([])
      .meta({ description: "Names of the only nodes where the guest may run. Default: any node." }),
  },
  { error: "a mapping with the keys name, config, priority and pins" },
);

const nodesAccepts = "a list with at least one node";

/** The cluster file, one key after the other: later sections are keys beside these. */
export const fileSchema = z
  .strictObject(
    {
      nodes: z
        .array(node, { error: nodesAccepts })
        .min(1, { error: nodesAccepts })
        .meta({ description: "All Xen hosts of the cluster. One that is missing here is never asked." }),
      toolstack: word(toolstacks).default("auto").meta({
        description: "How the hosts speak to Xen. auto: whichever of xl and xm a host has. Default: auto.",
      }),
      dialect: word(dialects).meta({
        description: "The cluster manager: pacemaker, or heartbeat2 for Heartbeat 2.0.8 to 2.1.x.",
      }),
      provider: text(providerRule).default("xensan").meta({
        description: "OCF provider: the folder of the agents below /usr/lib/ocf/resource.d. Default: xensan.",
      }),
      lease: z.union([z.literal("none"), text(leasePathRule)], { error: leasePathRule.accepts }).meta({
        description:
          "Absolute path of the shared volume for sanlock's leases. none: nothing on the disks tells who writes.",
      }),
      migration: word(migrationTransports).default("ssh").meta({
        description:
          "How a guest's memory travels to another host. ssh: encrypted; plain: not encrypted, for a network that only these hosts are on. Default: ssh.",
      }),
      migrationCipher: text(cipherRule).optional().meta({
        description: 'One cipher as "ssh -Q cipher" prints it, for migration: ssh. Default: as ssh chooses.',
      }),
      guests: z
        .array(guest, { error: "a list of guests" })
        .default([])
        .meta({ description: "Guests on shared disks. Default: none." }),
      evacuation,
      ...hostSections,
    },
    { error: "a mapping with the keys nodes, dialect and lease" },
  )
  .meta({
    title: "xensan cluster file",
    description: "The hosts and guests of one Xen cluster: /etc/xensan/cluster.yaml, the same on every node.",
  });

export type ClusterFile = z.output<typeof fileSchema>;
