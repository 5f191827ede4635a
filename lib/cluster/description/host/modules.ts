import * as z from "zod";
import { text } from "../scalars.ts";
import { moduleOptionRule, moduleRule } from "./rules.ts";

const optionsAccepts = "a list with at least one option";

const module = z.strictObject(
  {
    name: text(moduleRule).meta({ description: "The module's name: at most 55 characters." }),
    options: z
      .array(text(moduleOptionRule), { error: optionsAccepts })
      .min(1, { error: optionsAccepts })
      .meta({ description: "Its options, each as name=value: at most 255 characters." }),
  },
  { error: "a mapping with the keys name and options" },
);

export const modules = z.array(module, { error: "a list of kernel modules" }).default([]).meta({
  description:
    "Options of kernel modules, such as the host bus adapter's. Default: none, and no file is written.",
});
