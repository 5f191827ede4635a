import { describe, expect, it } from "vitest";
import { wrongIn } from "../../../../../lib/cluster/refresh/picture.ts";
import type { ShownResource } from "../../../../../lib/cluster/resources/resources.ts";

const shown = (
  id: string,
  startedOn: readonly string[],
  failedOn: readonly string[] = [],
): ShownResource => ({
  ...{ id, agent: "XenVM", startedOn },
  failedOn: failedOn.map((node) => ({ node, reason: undefined })),
});

describe("wrongIn", () => {
  it("finds nothing where a guest is shown on its host, or nowhere and is stopped, or nobody watches it", () => {
    expect(wrongIn([shown("a", ["host2"]), shown("b", ["host2"])], ["a", "b"], ["host2"])).toBeUndefined();
    expect(wrongIn([shown("a", [])], ["a"], [])).toBeUndefined();
    expect(wrongIn([shown("c", ["host1"])], [], ["host2"])).toBeUndefined();
  });

  it.each([
    ["on another host", shown("a", ["host1"]), ["host1", "host2"]],
    ["on two hosts", shown("a", ["host1", "host2"]), ["host1", "host2"]],
    ["nowhere", shown("a", []), ["host2"]],
    ["failed elsewhere", shown("a", ["host2"], ["host1"]), ["host2", "host1"]],
    ["not at all", shown("b", ["host2"]), ["host2"]],
  ])(
    "finds a guest of host2 that is shown %s, and names the hosts that are to look",
    (_, resource, hosts) => {
      expect(wrongIn([resource], ["a"], ["host2"])).toEqual({
        ...{ ids: ["a"], hosts },
        isNowhere: hosts.length === 1,
      });
    },
  );

  it("finds a stopped guest that is shown somewhere, and of several resources only those that are wrong", () => {
    const both = [shown("a", ["host1"]), shown("b", [])];
    expect(wrongIn(both, ["a", "b"], [])).toEqual({ ids: ["a"], hosts: ["host1"], isNowhere: false });
  });
});
