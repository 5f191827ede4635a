import * as z from "zod";
import { fileSchema } from "../lib/cluster/description/schema.ts";

/**
 * The JSON Schema (draft 7, which editors' YAML plugins know) of the cluster file. What concerns more than one place,
 * such as two nodes with one address, it cannot say.
 */
export function clusterFileJsonSchema(): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(fileSchema, { target: "draft-7", io: "input" });
}
