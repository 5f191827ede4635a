import * as z from "zod";
import { text, word } from "../scalars.ts";
import { aliasRule, wwidRule } from "./rules.ts";

export const multipathForms = ["hsv200", "plain"] as const;

const map = z.strictObject(
  {
    wwid: text(wwidRule).meta({
      description: "The LUN's WWID, as scsi_id prints it: at most 127 characters.",
    }),
    alias: text(aliasRule).meta({
      description: "The LUN's name below /dev/mapper on every host: at most 64 characters.",
    }),
  },
  { error: "a mapping with the keys wwid and alias" },
);

export const multipath = z
  .strictObject(
    {
      form: word(multipathForms)
        .optional()
        .meta({
          description:
            "hsv200: for HP's EVA with the HSV200 controller under SLES 10; plain: for today's multipath-tools, which know " +
            "the controllers by themselves. Default: hsv200 on SLES, plain on Debian.",
        }),
      maps: z
        .array(map, { error: "a list of LUNs" })
        .default([])
        .meta({ description: "The shared LUNs and their names. Default: none." }),
    },
    { error: "a mapping with the keys form and maps" },
  )
  .meta({ description: "multipath.conf. Left out: it is not written." });
