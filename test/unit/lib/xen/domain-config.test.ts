import { describe, expect, it } from "vitest";
import { parse, settings, warnings } from "./read-config.ts";

describe("parseDomainConfig reads", () => {
  it("a guest's configuration as people write it", () => {
    const text = `# nfs1, on san2
name = "nfs1"
memory=128 ; vcpus = 0x2
\tkernel = '/boot/vmlinuz-2.6.16-xen'   # its own kernel
disk = [ 'phy:/dev/evms/san2/nfs1,xvda,w',
         "phy:/dev/evms/san2/swap1,xvdb,w",   # swap
       ]
vif = [ '' ]
extra = 'TERM="xterm" it\\'s # no comment\\n'
nested = [ [ 1, 017 ], [ ], [ [ 'x' ] ] ]
empty = []
`;
    expect(settings(text)).toEqual({
      name: "nfs1",
      memory: 128,
      vcpus: 2,
      kernel: "/boot/vmlinuz-2.6.16-xen",
      disk: ["phy:/dev/evms/san2/nfs1,xvda,w", "phy:/dev/evms/san2/swap1,xvdb,w"],
      vif: [""],
      extra: `TERM="xterm" it's # no comment\n`,
      nested: [[1, 15], [], [["x"]]],
      empty: [],
    });
    expect(warnings(text)).toEqual([]);
  });

  it("nothing from nothing, and a last line without its break", () => {
    expect(settings("")).toEqual({});
    expect(settings("\n;;\n # only this\n")).toEqual({});
    expect(settings("a=1;b='x'")).toEqual({ a: 1, b: "x" });
  });

  it("the escapes on which xl and Python agree", () => {
    expect(settings(`a = "\\\\ \\' \\" \\a\\b\\f\\n\\r\\t\\v"`)).toEqual({ a: "\\ ' \" \x07\b\f\n\r\t\v" });
  });

  it("UTF-8 in strings, and any bytes in comments", () => {
    expect(settings("a = 'L\u00f6sung \u{1F600}'")).toEqual({ a: "L\u00f6sung \u{1F600}" });
    const latin1 = Uint8Array.from(Buffer.from("a=1 # L\u00f6sung\nb=2\n", "latin1"));
    expect(settings(latin1)).toEqual({ a: 1, b: 2 });
  });

  it("strings and lists that are added to, as xl does", () => {
    expect(settings("a='x'\na+='y'\nb=['x']\nb+=['y',1]\nc+='new'\n")).toEqual({
      a: "xy",
      b: ["x", "y", 1],
      c: "new",
    });
  });

  it("the places of values, in characters", () => {
    const parsed = parse("# \u00e4\na='\u00e4' ; disk = ['x',\n\t  'y']\n");
    expect(parsed.kind === "read" && parsed.config.settings.get("disk")).toMatchObject({
      at: { line: 2, column: 16 },
      items: [{ at: { line: 2, column: 17 } }, { at: { line: 3, column: 4 } }],
    });
  });
});

describe("parseDomainConfig warns", () => {
  it.each([
    [
      "a='x'\nname='a'\nname='b'\n",
      "/etc/xen/nfs1:3:1: name was already set in line 2; this one, the later, counts.",
    ],
    [
      "a=1\r\nb=2\r\n",
      "/etc/xen/nfs1:1:4: xl refuses lines that end with a carriage return; save the file with Unix line ends.",
    ],
    [
      "\uFEFFa=1\n",
      "/etc/xen/nfs1:1:1: xl refuses a byte order mark at the beginning of the file; save it without one.",
    ],
    [
      "a = \\\n 1\n",
      "/etc/xen/nfs1:1:5: xl does not know the backslash that continues a line; write the setting on one line.",
    ],
    ["a=1\n# end", "/etc/xen/nfs1:2:1: xl refuses a comment in a last line without a line break; add one."],
    ["Name=1\n", "/etc/xen/nfs1:1:1: xl refuses the name Name; it takes small letters."],
  ])("of %j once", (text, warning) => {
    expect(warnings(text)).toEqual([warning]);
  });

  it("and takes the last of two settings", () => {
    expect(settings("disk=['phy:/dev/a,xvda,w']\ndisk=[]\n")).toEqual({ disk: [] });
  });
});
