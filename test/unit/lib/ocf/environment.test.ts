import { describe, expect, it } from "vitest";
import { checkLevel, type Environment, parseEnvironment } from "../../../../lib/ocf/environment.ts";
import { OcfError } from "../../../../lib/ocf/ocf-error.ts";
import { recorded, recordings } from "./recordings.ts";

const nothing: Environment = {
  instance: "default",
  node: undefined,
  timeoutMs: undefined,
  intervalMs: 0,
  checkLevelText: "",
  globallyUnique: false,
};

describe("parseEnvironment", () => {
  it("does with nothing at all, as when a person calls the agent", () => {
    expect(parseEnvironment({})).toEqual(nothing);
    const empty = { OCF_RESOURCE_INSTANCE: "", OCF_CHECK_LEVEL: "", OCF_RESKEY_CRM_meta_on_node: "" };
    expect(parseEnvironment(empty)).toEqual(nothing);
  });

  it("reads a probe of Pacemaker, which has no interval (recorded)", () => {
    const probe = recorded("clone/n2_demo_monitor");
    expect(probe).not.toHaveProperty("OCF_RESKEY_CRM_meta_interval");
    expect(parseEnvironment(probe)).toEqual({ ...nothing, instance: "demo", node: "n2", timeoutMs: 20_000 });
  });

  it("reads a recurring monitor's milliseconds (recorded)", () => {
    const recurring = recordings
      .filter(({ name }) => name === "clone/n2_demo_monitor")
      .map(({ variables }) => parseEnvironment(variables).intervalMs);
    expect(recurring).toEqual([0, 10_000]);
  });

  it("reads every recorded call: the node is the one that it ran on, and the time-out is set", () => {
    for (const { name, variables } of recordings) {
      const { node, timeoutMs, instance } = parseEnvironment(variables);
      expect(`${node}_${instance}`).toBe(/\/(n\d_[a-z0-9]+)_/.exec(name)?.[1]);
      expect([20_000, 60_000]).toContain(timeoutMs);
    }
  });

  it("takes what is no whole number of milliseconds as not set", () => {
    for (const text of ["20s", "-1", "1.5", "", " 20", "1e3", "9999999999999"]) {
      const { timeoutMs, intervalMs } = parseEnvironment({
        OCF_RESKEY_CRM_meta_timeout: text,
        OCF_RESKEY_CRM_meta_interval: text,
      });
      expect({ timeoutMs, intervalMs }).toEqual({ timeoutMs: undefined, intervalMs: 0 });
    }
  });

  it("reads the check level, and refuses one that is no number", () => {
    expect(checkLevel(parseEnvironment({ OCF_CHECK_LEVEL: "10" }))).toBe(10);
    for (const text of ["deep", "-10", "1.5", "10 ", "12345"]) {
      expect(() => checkLevel(parseEnvironment({ OCF_CHECK_LEVEL: text }))).toThrow(
        new OcfError(
          6,
          `OCF_CHECK_LEVEL is "${text}", but it must be a number such as 0 or 10; correct it in the operation's definition.`,
        ),
      );
    }
  });

  it("knows a clone whose instances have numbers", () => {
    expect(parseEnvironment({ OCF_RESKEY_CRM_meta_globally_unique: "true" }).globallyUnique).toBe(true);
    expect(parseEnvironment(recorded("clone/n2_demo_start")).globallyUnique).toBe(false);
  });
});
