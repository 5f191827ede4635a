import * as z from "zod";
import { addressSchema } from "../address.ts";
import { whole, word } from "../scalars.ts";

export const timeDaemons = ["chrony", "ntp"] as const;

export const time = z
  .strictObject(
    {
      daemon: word(timeDaemons).optional().meta({
        description: "Who keeps the clock: chrony or ntp. Default: chrony on Debian, ntp on SLES.",
      }),
      servers: z.array(addressSchema, { error: "a list of addresses of time servers" }).default([]).meta({
        description:
          "Time servers, IPv4 or IPv6 addresses or host names; the other nodes are asked besides. Default: none.",
      }),
      localStratum: whole(1, 15).default(5).meta({
        description:
          "Whole number from 1 to 15, no unit: the stratum at which the nodes' own clocks serve when no server answers. Default: 5.",
      }),
    },
    { error: "a mapping with the keys daemon, servers and localStratum" },
  )
  .meta({ description: "Time of the hosts: ntp.conf or chrony.conf. Left out: neither is written." });
