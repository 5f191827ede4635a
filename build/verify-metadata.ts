import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Problems with the metadata that an agent prints, one clause each. */
export type SchemaCheck = (agent: string) => string[];

const schemas = [
  ["--dtdvalid", "/usr/share/resource-agents/ra-api-1.dtd"],
  ["--relaxng", "/usr/share/resource-agents/metadata.rng"],
] as const;

/** By the schemas of Debian's resource-agents; where a validator is missing, that is a problem too. */
export const validateMetadata: SchemaCheck = (agent) => {
  const printed = spawnSync(agent, ["meta-data"], { encoding: "utf8", timeout: 20_000 });
  if (printed.error) return [`meta-data cannot be run: ${printed.error.message}`];
  if (printed.status !== 0) return [`meta-data exits with ${printed.status}`];
  return schemas.flatMap(([option, schema]) => {
    if (!existsSync(schema)) return [`${schema} is missing; install the package resource-agents`];
    const lint = spawnSync("xmllint", ["--noout", option, schema, "-"], {
      input: printed.stdout,
      encoding: "utf8",
      timeout: 20_000,
    });
    if (lint.error) return ["xmllint is missing; install the package libxml2-utils"];
    // The first line is a warning that the DOCTYPE's own DTD is not at hand.
    const error = lint.stderr.split("\n").find((line) => / error ?: /.test(line));
    return lint.status === 0 ? [] : [`${schema} refuses its metadata: ${error ?? lint.stderr.trim()}`];
  });
};
