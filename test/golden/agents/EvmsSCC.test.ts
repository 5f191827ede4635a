import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { evmsScc } from "../../../agents/EvmsSCC/agent.ts";
import { metadata } from "../../../lib/ocf/metadata.ts";

const golden = readFileSync(new URL("EvmsSCC.xml", import.meta.url), "utf8");

describe("EvmsSCC's meta-data", () => {
  it("is what users and tools were told", () => {
    expect(metadata(evmsScc)).toBe(golden);
  });

  it.each([
    ["--dtdvalid", "/usr/share/resource-agents/ra-api-1.dtd"],
    ["--relaxng", "/usr/share/resource-agents/metadata.rng"],
  ])("is accepted by xmllint %s %s", (option, schema) => {
    const { status, stderr } = spawnSync("xmllint", ["--noout", option, schema, "-"], {
      input: golden,
      encoding: "utf8",
    });
    expect({ status, errors: stderr.match(/.*error.*/g) }).toEqual({ status: 0, errors: null });
  });

  it("declares every parameter of the stock EvmsSCC", () => {
    const stock = readFileSync("/usr/lib/ocf/resource.d/heartbeat/EvmsSCC", "utf8");
    const parameters = [...stock.matchAll(/<parameter name="(\w+)"/g)].map(([, name]) => name);
    expect(parameters).toEqual(["ignore_deprecation"]);
    for (const name of parameters) expect(golden).toContain(`<parameter name="${name}" `);
  });
});
