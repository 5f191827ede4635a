import * as z from "zod";
import { text } from "../scalars.ts";
import { blockDeviceGlobRule, containerRule, devicePathRule } from "./rules.ts";

const devicesAccepts = "a list with at least one name or pattern of devices below /sys/block";

const evms = z.strictObject(
  {
    devices: z
      .array(text(blockDeviceGlobRule), { error: devicesAccepts })
      .min(1, { error: devicesAccepts })
      .default(["dm-*"])
      .meta({
        description:
          "What EVMS looks at, names or patterns below /sys/block: at most 64 characters each. Default: dm-*, which are multipath's devices.",
      }),
    exclude: z
      .array(text(blockDeviceGlobRule), { error: "a list of names or patterns of devices below /sys/block" })
      .default(["iseries!vcd*"])
      .meta({ description: "What EVMS leaves alone of these. Default: iseries!vcd*." }),
    containers: z
      .array(text(containerRule), { error: "a list of names of EVMS containers" })
      .default([])
      .meta({
        description:
          "The containers whose volumes are activated: at most 127 characters each. Default: all that EVMS finds, also what guests made on LUNs of their own.",
      }),
  },
  { error: "a mapping with the keys devices, exclude and containers" },
);

const lvm = z.strictObject(
  {
    devices: z.array(text(devicePathRule), { error: "a list of paths below /dev" }).default([]).meta({
      description:
        "The only physical volumes that the hosts' own LVM may see: the shared LUNs by their names, and the hosts' own disks. Default: none at all.",
    }),
  },
  { error: "a mapping with the key devices" },
);

export const volumes = z
  .strictObject(
    {
      evms: evms.optional().meta({ description: "evms.conf, and evmsd under Heartbeat. Left out: neither." }),
      lvm: lvm.optional().meta({
        description:
          "The filter in lvm.conf. Left out: where there is evms the hosts' LVM sees nothing, else nothing is written.",
      }),
    },
    { error: "a mapping with the keys evms and lvm" },
  )
  .meta({
    description: "Who manages the shared volumes on the hosts. Left out: nothing is written about it.",
  });
