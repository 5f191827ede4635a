import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { xensanCib } from "./session.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "xensan-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const order = '<rsc_order id="o" from="a" to="b"/>\n';
const lossy = '<rsc_colocation id="c" from="a" to="b" score="1" symmetrical="false"/>\n';

describe("xensan cib upgrade", () => {
  test("ends with 0 and says so when all of it is carried over", async () => {
    expect(await xensanCib(["upgrade", "-"], { standardInput: order })).toEqual({
      out: '<rsc_order id="o" first="b" then="a" kind="Optional"/>\n',
      err: "All of it is carried over.\n",
      code: 0,
    });
  });

  test("ends with 1 and lists what is lost, with line, place, reason and what to do", async () => {
    expect(await xensanCib(["upgrade", "-"], { standardInput: `\n${lossy}` })).toEqual({
      out: '<rsc_colocation id="c" rsc="a" with-rsc="b" score="1"/>\n',
      err: `lost (not in the output): 1

  line 2  rsc_colocation "c"
          attribute symmetrical="false"
  why     Pacemaker's colocations have a direction
  to do   nothing

1 thing could not be carried over.
`,
      code: 1,
    });
  });

  test("ends with 1 and names what is accepted where Pacemaker does not take a value", async () => {
    const standardInput =
      '<cluster_property_set id="s"><attributes>\n<nvpair id="a" name="no-quorum-policy" value="frezee"/></attributes></cluster_property_set>';
    expect(await xensanCib(["upgrade", "-"], { standardInput })).toEqual({
      out: `<cluster_property_set id="s">
  <nvpair id="a" name="no-quorum-policy" value="frezee"/>
</cluster_property_set>
`,
      err: `wrong (in the output as it was, and not accepted by Pacemaker): 1

  line 2  cluster_property_set "s" > nvpair "a"
          no-quorum-policy is "frezee"; it takes ignore, freeze, stop, demote, fence or suicide
  why     Pacemaker does not take it, and goes by a value of its own
  to do   correct it in the output

All of it is carried over, and Pacemaker does not take 1 value of it.
`,
      code: 1,
    });
  });

  test("writes a new file that only its owner reads", async () => {
    const [input, output] = [join(folder, "old.xml"), join(folder, "new.xml")];
    writeFileSync(input, order);
    expect(await xensanCib(["upgrade", input, "--output", output])).toEqual({
      out: "",
      err: "All of it is carried over.\n",
      code: 0,
    });
    expect(readFileSync(output, "utf8")).toBe('<rsc_order id="o" first="b" then="a" kind="Optional"/>\n');
    expect(statSync(output).mode & 0o777).toBe(0o600);
  });

  test("overwrites nothing, not even what a link names", async () => {
    const [output, link] = [join(folder, "there.xml"), join(folder, "link.xml")];
    writeFileSync(output, "mine");
    symlinkSync(join(folder, "nowhere"), link);
    for (const each of [output, link]) {
      expect(await xensanCib(["upgrade", "-", "--output", each])).toEqual({
        out: "",
        err: `xensan: ${each} is there already and is not overwritten; name a new file\n`,
        code: 2,
      });
    }
    expect(readFileSync(output, "utf8")).toBe("mine");
  });

  test("takes an empty name for none", async () => {
    const { out, err, code } = await xensanCib(["upgrade", "-", "--output", ""]);
    expect({ out, code }).toEqual({ out: "", code: 2 });
    expect(err).toContain("option '--output <file>' argument '' is invalid. It is empty: name a path;");
  });

  test("takes - for no file, which it is for the input", async () => {
    expect(await xensanCib(["upgrade", "-", "--output", "-"])).toEqual({
      out: "",
      err: "xensan: --output - is no name here: without --output it goes to standard output; a file of that name is ./-.\n",
      code: 2,
    });
  });

  test("writes nothing for an input that it refuses", async () => {
    const output = join(folder, "new.xml");
    for (const standardInput of ["<cib", "<html/>", '<cib validate-with="pacemaker-3.0"/>']) {
      expect((await xensanCib(["upgrade", "-", "--output", output], { standardInput })).code).toBe(2);
      expect(existsSync(output)).toBe(false);
    }
  });

  test("names the folder that it cannot write to", async () => {
    const output = join(folder, "none", "new.xml");
    const { err, code } = await xensanCib(["upgrade", "-", "--output", output], { standardInput: order });
    expect(code).toBe(2);
    expect(err).toMatch(new RegExp(`^xensan: ${output} cannot be written: ENOENT`));
  });

  test.each([
    [
      "Pacemaker's form",
      '<cib validate-with="pacemaker-3.0"/>',
      'standard input: it is in Pacemaker\'s form already: validate-with="pacemaker-3.0" (line 1)',
    ],
    ["a cut text", "<cib>\n", "standard input: line 1, column 1: <cib> is opened and never closed"],
  ])("ends with 2 for %s", async (_, standardInput, reason) => {
    expect(await xensanCib(["upgrade", "-"], { standardInput })).toEqual({
      out: "",
      err: `xensan: ${reason}\n`,
      code: 2,
    });
  });
});

describe("reading a file", () => {
  test("that is not there, not UTF-8 or too large ends with 2 and names it", async () => {
    const [binary, large, missing] = [join(folder, "binary"), join(folder, "large"), join(folder, "missing")];
    writeFileSync(binary, Buffer.from([0x3c, 0xff, 0xfe]));
    writeFileSync(large, Buffer.alloc(16 * 1024 * 1024 + 1, 0x20));
    const of = async (file: string) => (await xensanCib(["check", file])).err;
    expect(await of(binary)).toBe(
      `xensan: ${binary} is no text in UTF-8; convert it first (iconv -t UTF-8)\n`,
    );
    expect(await of(large)).toBe(`xensan: ${large} has 16777217 bytes; at most 16777216 are read\n`);
    const instead = "name an XML file, or - for standard input";
    expect(await of(missing)).toBe(`xensan: ${missing} is not there; ${instead}\n`);
    expect(await of(folder)).toBe(`xensan: ${folder} is a folder; ${instead}\n`);
    expect((await xensanCib(["check", missing])).code).toBe(2);
  });
});
