import { describe, expect, test } from "vitest";
import { xensanCib } from "./session.ts";

const managed =
  '<primitive id="nfs1" class="ocf" provider="xensan" type="XenVM">\n<meta_attributes id="m">\n<nvpair id="n" name="is-managed" value="true"/>\n<nvpair id="b" name="multiple-active" value="block"/></meta_attributes></primitive>';

describe("xensan cib check", () => {
  test("prints one line and ends with 0 for a clean CIB", async () => {
    expect(await xensanCib(["check", "-"], { standardInput: managed.replace("true", "false") })).toEqual({
      out: "clean: Pacemaker's form; 1 resource (1 guest, 0 EvmsSCC), 0 constraints, no cluster options\n",
      err: "",
      code: 0,
    });
  });

  test("says where, what, why and how to mend it, and ends with 1", async () => {
    expect(await xensanCib(["check", "-"], { standardInput: managed })).toEqual({
      out: `line 3         primitive "nfs1" > meta_attributes "m" > nvpair "n"
guest-managed  guest nfs1 is managed
  why          the cluster starts it, stops it and moves it by itself, also when it was moved by
               hand: then it runs twice and its file systems are destroyed
  mend         set the meta attribute is-managed=false on the primitive

1 finding: Pacemaker's form; 1 resource (1 guest, 0 EvmsSCC), 0 constraints, no cluster options
`,
      err: "",
      code: 1,
    });
  });

  test("gives programs the same in JSON", async () => {
    const { out, code } = await xensanCib(["check", "--json", "-"], { standardInput: managed });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      dialect: "pacemaker",
      lookedAt: { resources: 1, guests: 1, evms: 0, constraints: 0, clusterOptions: false },
      findings: [
        {
          code: "guest-managed",
          line: 3,
          path: 'primitive "nfs1" > meta_attributes "m" > nvpair "n"',
          what: "guest nfs1 is managed",
          why: "the cluster starts it, stops it and moves it by itself, also when it was moved by hand: then it runs twice and its file systems are destroyed",
          mend: "set the meta attribute is-managed=false on the primitive",
        },
      ],
    });
  });

  test.each([
    ["no XML", "nfs1", 'standard input: line 1, column 1: text where a CIB has elements only: "nfs1"'],
    ["no CIB", "<html/>", "standard input: <html> is no CIB and no part of one that can be checked"],
  ])("ends with 2 for %s", async (_, standardInput, reason) => {
    expect(await xensanCib(["check", "-"], { standardInput })).toEqual({
      out: "",
      err: `xensan: ${reason}\n`,
      code: 2,
    });
  });

  test("ends with 2 without a file", async () => {
    expect(await xensanCib(["check"])).toEqual({
      out: "",
      err: "error: missing required argument 'file'\n",
      code: 2,
    });
  });
});
