import * as z from "zod";
import { truth } from "../scalars.ts";

export const sanlock = z
  .strictObject(
    {
      watchdog: truth().default(true).meta({
        description:
          "true or false: whether a host that loses the lease volume is reset by its watchdog (wdmd). Default: true.",
      }),
    },
    { error: "a mapping with the key watchdog" },
  )
  .prefault({})
  .meta({ description: "sanlock and wdmd, where lease is a volume. Default: with the watchdog." });
