import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { declareAgent } from "../../../../lib/ocf/agent.ts";
import { choice, flag, list, type Parameter } from "../../../../lib/ocf/parameter.ts";
import { parseParameters } from "../../../../lib/ocf/parse-parameters.ts";
import { recordings } from "./recordings.ts";

const described = { shortdesc: "X", longdesc: "An X." };
const agent = declareAgent({
  name: "Example",
  version: "1.0",
  ...described,
  parameters: {
    backend: choice({ ...described, name: "backend", choices: ["auto", "lvm"], default: "auto" }),
    volumes: list({ ...described, name: "volumes", item: /^[a-z0-9]+$/, accepts: "names" }),
    onStop: flag({ ...described, name: "on_stop", default: true }),
  },
  actions: { start: { timeoutSeconds: 20 } },
});
const defaults = { backend: "auto", volumes: [], onStop: true };

describe("parseParameters", () => {
  it("takes the defaults where nothing is set, and where a value is empty", () => {
    expect(parseParameters(agent, {})).toEqual({ ok: true, values: defaults });
    expect(
      parseParameters(agent, { OCF_RESKEY_backend: "", OCF_RESKEY_volumes: "", OCF_RESKEY_on_stop: "" }),
    ).toEqual({ ok: true, values: defaults });
  });

  it("reads the OCF spelling into the name in code", () => {
    const variables = { OCF_RESKEY_backend: "lvm", OCF_RESKEY_volumes: "a b", OCF_RESKEY_on_stop: "no" };
    expect(parseParameters(agent, variables)).toEqual({
      ok: true,
      values: { backend: "lvm", volumes: ["a", "b"], onStop: false },
    });
  });

  it("names every parameter that cannot be used, in one sentence", () => {
    const variables = {
      OCF_RESKEY_backend: "zfs",
      OCF_RESKEY_volumes: "ok $(x)",
      OCF_RESKEY_on_stop: "maybe",
    };
    expect(parseParameters(agent, variables)).toEqual({
      ok: false,
      problem:
        'backend is "zfs", but it accepts auto or lvm; volumes is "ok $(x)", but it accepts names; ' +
        'on_stop is "maybe", but it accepts true or false.',
    });
  });

  it("leaves alone what is not declared, and names in code are not names of variables", () => {
    expect(
      parseParameters(agent, { OCF_RESKEY_other: "x", OCF_RESKEY_onStop: "maybe", backend: "x" }),
    ).toEqual({
      ok: true,
      values: defaults,
    });
  });

  it("gives empty text to a parameter without a default", () => {
    const asked: string[] = [];
    const required: Parameter<string> = {
      ...described,
      name: "required",
      type: "string",
      accepts: "a name",
      parse: (text) => {
        asked.push(text);
        return { ok: false };
      },
    };
    expect(parseParameters({ ...agent, parameters: { required } }, {})).toEqual({
      ok: false,
      problem: 'required is "", but it accepts a name.',
    });
    expect(asked).toEqual([""]);
  });

  it("ignores all that Pacemaker adds on its own (recorded)", () => {
    expect(recordings.length).toBeGreaterThan(30);
    for (const { variables } of recordings) {
      expect(parseParameters(agent, variables)).toEqual({ ok: true, values: defaults });
    }
  });

  it("never throws, and its values are always of the declared kinds", () => {
    const text = fc.option(fc.string(), { nil: undefined });
    fc.assert(
      fc.property(text, text, text, (backend, volumes, onStop) => {
        const parsed = parseParameters(agent, {
          OCF_RESKEY_backend: backend,
          OCF_RESKEY_volumes: volumes,
          OCF_RESKEY_on_stop: onStop,
        });
        if (parsed.ok) {
          expect(["auto", "lvm"]).toContain(parsed.values.backend);
          expect(typeof parsed.values.onStop).toBe("boolean");
          expect(parsed.values.volumes.every((name) => /^[a-z0-9]+$/.test(name))).toBe(true);
        } else {
          expect(parsed.problem).toMatch(/ is ".*", but it accepts .*\.$/s);
        }
      }),
    );
  });
});
