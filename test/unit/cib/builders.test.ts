import { describe, expect, test } from "vitest";
import { type CloneSpec, clone } from "../../../cib/clone.ts";
import { type ConfigurationSpec, configuration } from "../../../cib/configuration.ts";
import { type Constraint, constraint } from "../../../cib/constraint.ts";
import { type PrimitiveSpec, primitive } from "../../../cib/primitive.ts";
import { type ClusterOptions, clusterOptions } from "../../../cib/property.ts";
import { refusal } from "./refusal.ts";

/** Values as they come from JSON, which TypeScript has not seen. */
function anyOf<T>(value: unknown): T {
  return value as T;
}

const nfs1: PrimitiveSpec = { id: "nfs1", provider: "xensan", type: "XenVM" };

describe("a primitive", () => {
  test("has defaults for all that may be left out, and can be built again from itself", () => {
    const built = primitive({ ...nfs1, options: { managed: false } });
    expect(built).toEqual({
      ...nfs1,
      kind: "primitive",
      options: { managed: false },
      parameters: {},
      operations: [],
    });
    expect(primitive(built)).toEqual(built);
  });

  test.each<[string, object, string]>([
    [
      "an id with a blank",
      { id: "nfs 1" },
      'primitive "nfs 1": the id "nfs 1" is not allowed; take letters, digits and _ . -, with a letter or _ first',
    ],
    [
      "an id that begins with a digit",
      { id: "1" },
      'primitive "1": the id "1" is not allowed; take letters, digits and _ . -, with a letter or _ first',
    ],
    [
      "an id of 65 characters",
      { id: "a".repeat(65) },
      `primitive "${"a".repeat(65)}": the id has 65 characters; a resource's has at most 64`,
    ],
    [
      "a provider with a slash",
      { provider: "../x" },
      'primitive "nfs1": the provider "../x" is not allowed; take letters, digits and _ . -',
    ],
    [
      "a type that is missing",
      { type: undefined },
      'primitive "nfs1": the type "undefined" is not allowed; take letters, digits and _ . -',
    ],
    [
      "an unknown option of the builder",
      { managd: true },
      'primitive "nfs1": unknown option "managd"; there are kind, id, provider, type, description, options, parameters, operations',
    ],
    [
      "an unknown resource option",
      { options: { ismanaged: true } },
      'primitive "nfs1": unknown option "ismanaged"; there are managed, multipleActive, targetRole, stickiness, failureTimeoutMs',
    ],
    [
      "a clone's option",
      { options: { notify: true } },
      'primitive "nfs1": unknown option "notify"; there are managed, multipleActive, targetRole, stickiness, failureTimeoutMs',
    ],
    [
      "a word for a flag",
      { options: { managed: "no" } },
      'primitive "nfs1": managed is "no"; it takes true or false',
    ],
    [
      "an unknown word",
      { options: { multipleActive: "stop" } },
      'primitive "nfs1": multipleActive is "stop"; it takes block, stop-only, stop-start',
    ],
    [
      "a broken stickiness",
      { options: { stickiness: 1.5 } },
      'primitive "nfs1": stickiness is 1.5; it takes a whole number or INFINITY',
    ],
    [
      "a parameter's name with a blank",
      { parameters: { "a b": "1" } },
      'primitive "nfs1" > parameter "a b": a parameter\'s name has letters, digits, _ and -, with a letter or _ first',
    ],
    [
      "a line end in a parameter",
      { parameters: { xmfile: "a\nb" } },
      'primitive "nfs1" > parameter "xmfile": the value holds the character U+000A, which a CIB cannot hold',
    ],
    [
      "a number as a parameter",
      { parameters: { n: 1 } },
      'primitive "nfs1" > parameter "n": the value is 1; it takes text',
    ],
    [
      "a time that is text",
      { operations: [{ name: "monitor", intervalMs: "30s" }] },
      'primitive "nfs1" > op "monitor": intervalMs is "30s"; it takes whole milliseconds from 0 to 2147483647',
    ],
    [
      "a time-out of nothing",
      { operations: [{ name: "start", timeoutMs: 0 }] },
      'primitive "nfs1" > op "start": timeoutMs is 0; it takes whole milliseconds from 1 to 2147483647',
    ],
    [
      "a start that is repeated",
      { operations: [{ name: "start", intervalMs: 1000 }] },
      'primitive "nfs1" > op "start": intervalMs is 1000; only a monitor is repeated',
    ],
    [
      "an operation twice",
      { operations: [{ name: "stop" }, { name: "stop", intervalMs: 0 }] },
      'primitive "nfs1" > op "stop": there is another one with the same name and interval',
    ],
    [
      "an operation's name with a blank",
      { operations: [{ name: "st op" }] },
      'primitive "nfs1" > op "st op": an operation\'s name has small letters, _ and -',
    ],
    [
      "an unknown on-fail",
      { operations: [{ name: "stop", onFail: "standby" }] },
      'primitive "nfs1" > op "stop": onFail is "standby"; it takes ignore, block, stop, restart, fence',
    ],
  ])("refuses %s", (_, changes, message) => {
    expect(refusal(() => primitive(anyOf({ ...nfs1, ...changes })))).toBe(message);
  });
});

describe("a clone", () => {
  test("names the path to what is wrong inside", () => {
    const spec = anyOf<CloneSpec>({
      id: "evmscloneset",
      primitive: {
        id: "evmsclone",
        provider: "xensan",
        type: "EvmsSCC",
        operations: [{ name: "monitor", timeoutMs: -1 }],
      },
    });
    expect(refusal(() => clone(spec))).toBe(
      'clone "evmscloneset" > primitive "evmsclone" > op "monitor": timeoutMs is -1; it takes whole milliseconds from 1 to 2147483647',
    );
  });

  test("refuses a count that is none", () => {
    expect(refusal(() => clone({ id: "a", options: { cloneNodeMax: -1 }, primitive: nfs1 }))).toBe(
      'clone "a": cloneNodeMax is -1; it takes a whole number from 0',
    );
  });
});

describe("a constraint", () => {
  test.each<[string, object, string]>([
    [
      "an unknown kind",
      { kind: "ticket", id: "t" },
      'ticket "t": a constraint is an order, a colocation or a location',
    ],
    [
      "a foreign option",
      { kind: "order", id: "o", first: "a", next: "b", mandatory: true, score: 1 },
      'order "o": unknown option "score"; there are kind, id, first, next, mandatory',
    ],
    [
      "a score that is text",
      { kind: "location", id: "l", resource: "a", node: "host1", score: "high" },
      'location "l": the score is "high"; it takes a whole number or ±INFINITY',
    ],
    [
      "a bad reference",
      { kind: "colocation", id: "c", resource: "a b", with: "b", score: 1 },
      'colocation "c": the id "a b" is not allowed; take letters, digits and _ . -, with a letter or _ first',
    ],
  ])("refuses %s", (_, spec, message) => {
    expect(refusal(() => constraint(anyOf<Constraint>(spec)))).toBe(message);
  });
});

describe("cluster options", () => {
  test("refuse what there is not", () => {
    expect(refusal(() => clusterOptions(anyOf<ClusterOptions>({ noQuorumPolicy: "suicide" })))).toBe(
      'crm_config: noQuorumPolicy is "suicide"; it takes ignore, freeze, stop',
    );
    expect(refusal(() => clusterOptions(anyOf<ClusterOptions>({ quorum: 1 })))).toBe(
      'crm_config: unknown option "quorum"; there are noQuorumPolicy, stopOrphanResources, stonithEnabled, symmetricCluster, isManagedDefault',
    );
  });
});

describe("a configuration", () => {
  const evms: CloneSpec & { kind: "clone" } = {
    kind: "clone",
    id: "set",
    primitive: { ...nfs1, id: "evms" },
  };
  const order: Constraint = { kind: "order", id: "o", first: "set", next: "nfs1", mandatory: true };

  test("holds what its parts hold", () => {
    const built = configuration({ resources: [{ kind: "primitive", ...nfs1 }, evms], constraints: [order] });
    expect(built.resources.map(({ id }) => id)).toEqual(["nfs1", "set"]);
    expect(built.constraints).toEqual([order]);
  });

  test.each<[string, ConfigurationSpec, string]>([
    [
      "a resource twice",
      { resources: [evms, { ...evms, primitive: { ...nfs1, id: "x" } }] },
      'resources > clone "set": the id "set" is there twice',
    ],
    [
      "an id in a clone twice",
      { resources: [evms, { kind: "primitive", ...nfs1, id: "evms" }] },
      'resources > primitive "evms": the id "evms" is there twice',
    ],
    [
      "a constraint with a resource's id",
      { resources: [evms], constraints: [{ ...order, id: "set", next: "evms" }] },
      'constraints > order "set": the id "set" is there twice',
    ],
    [
      "a constraint on nothing",
      { resources: [evms], constraints: [order] },
      'constraints > order "o": there is no resource "nfs1"',
    ],
    [
      "a broken resource",
      { resources: [{ kind: "primitive", ...nfs1, id: "" }] },
      'resources > primitive "": the id "" is not allowed; take letters, digits and _ . -, with a letter or _ first',
    ],
  ])("refuses %s", (_, spec, message) => {
    expect(refusal(() => configuration(spec))).toBe(message);
  });
});
