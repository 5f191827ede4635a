import * as z from "zod";
import { text, whole } from "../scalars.ts";
import { interfaceRule } from "./rules.ts";

export const xen = z
  .strictObject(
    {
      relocationPort: whole(1, 65_535).default(8002).meta({
        description:
          "TCP port at which xend takes guests from other hosts, whole number from 1 to 65535, no unit. Default: 8002.",
      }),
      dom0MinMemoryMiB: whole(64, 1_048_576, "a whole number from 64 to 1048576 (MiB)").default(196).meta({
        description:
          "MiB, whole number from 64 to 1048576: xend takes dom0 no lower than this. Default: 196.",
      }),
      bridge: text(interfaceRule).optional().meta({
        description:
          "The bridge that xl puts guests on that name none: at most 15 characters. Default: xl's own.",
      }),
    },
    { error: "a mapping with the keys relocationPort, dom0MinMemoryMiB and bridge" },
  )
  .prefault({})
  .meta({ description: "xend-config.sxp or xl.conf, by the toolstack. Default: as its keys say." });
