import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { xenVm } from "../../../agents/XenVM/agent.ts";
import { metadata } from "../../../lib/ocf/metadata.ts";

const golden = readFileSync(new URL("XenVM.xml", import.meta.url), "utf8");

describe("XenVM's meta-data", () => {
  it("is what users and tools were told", () => {
    expect(metadata(xenVm)).toBe(golden);
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

  it("declares every parameter of the stock Xen agent, so that its resources carry over", () => {
    const stock = readFileSync("/usr/lib/ocf/resource.d/heartbeat/Xen", "utf8");
    const parameters = [...stock.matchAll(/<parameter name="(\w+)"/g)].map(([, name]) => name);
    expect(parameters).toHaveLength(10);
    for (const name of parameters) expect(golden).toContain(`<parameter name="${name}" `);
  });
});
