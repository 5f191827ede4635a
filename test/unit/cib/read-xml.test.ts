import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { childElements, type XmlElement } from "../../../cib/element.ts";
import { maxTextLength, readXml, XmlError } from "../../../cib/read-xml.ts";

function refusal(text: string): string {
  try {
    readXml(text);
  } catch (error) {
    if (error instanceof XmlError) return error.message;
    throw error;
  }
  return "was read";
}

describe("reading XML from outside", () => {
  test("knows the line of every element, with any line ends", () => {
    for (const end of ["\n", "\r\n", "\r"]) {
      const text = [
        '<?xml version="1.0"?>',
        "<!-- a",
        "b -->",
        "<cib",
        ' epoch="1">',
        " <status/></cib>",
      ].join(end);
      const root = readXml(text);
      expect([root.line, childElements(root)[0]?.line]).toEqual([4, 6]);
    }
  });

  test("decodes the five entities and numeric references once", () => {
    expect(readXml("<a x='&amp;lt;&lt;&gt;&quot;&apos;&#65;&#x1F600;'/>").attributes["x"]).toBe(
      "&lt;<>\"'A😀",
    );
  });

  test("reads line ends and tabs in values as blanks, as XML says", () => {
    expect(readXml('<a x="1\r\n2\t3&#10;"/>').attributes["x"]).toBe("1 2 3\n");
  });

  test("keeps comments inside the outermost element", () => {
    expect(readXml("<!-- out --><a><!-- in --></a><!-- out -->").children).toEqual([
      { kind: "comment", text: " in " },
    ]);
  });

  test.each([
    ["nothing", "", "line 1, column 1: no element at all"],
    ["no XML", "host1", 'line 1, column 1: text where a CIB has elements only: "host1"'],
    [
      "a cut text",
      "<cib>\n<configuration",
      "line 2, column 15: <configuration> is not complete or not well-formed at its end",
    ],
    [
      "the article as it was scraped, without closing tags",
      '<clone id="evmscloneset" notify="true">\n<instance_attributes id="evmscloneset">\n  <nvpair id="evmscloneset-01" name="clone_node_max" value="1"/>\n<primitive id="evmsclone" class="ocf" type="EvmsSCC" provider="heartbeat">\n',
      "line 4, column 1: <clone>, <instance_attributes>, <primitive> are opened and never closed",
    ],
    [
      "tags that cross",
      "<a>\n<b></a></b>",
      "line 2, column 4: </a> where </b> must come: <b> of line 2 is not closed",
    ],
    ["a closing tag too many", "<a/>\n</a>", "line 2, column 1: </a> closes nothing that is open"],
    ["two roots", "<a/><b/>", "line 1, column 5: a second element beside the outermost one"],
    ["text behind the root", "<a/>x", 'line 1, column 5: text where a CIB has elements only: "x"'],
    [
      "text between elements",
      "<a>\n  on</a>",
      'line 2, column 3: text where a CIB has elements only: "on</a>"',
    ],
    ["an attribute twice", '<a x="1"\n x="2"/>', 'line 2, column 2: <a> has the attribute "x" twice'],
    [
      "a value without quotes",
      "<a x=1/>",
      'line 1, column 4: <a> is not complete or not well-formed at "x=1/>"',
    ],
    ["a < in a value", '<a x="<"/>', 'line 1, column 4: <a> is not complete or not well-formed at "x="<"/>"'],
    [
      "an unknown entity",
      '<a x="1&nbsp;"/>',
      'line 1, column 8: "&" begins no reference that is read; write &amp; for a plain "&"',
    ],
    [
      "a plain &",
      '<a x="a & b"/>',
      'line 1, column 9: "&" begins no reference that is read; write &amp; for a plain "&"',
    ],
    ["a reference to nothing", '<a x="&#0;"/>', "line 1, column 7: &#0; stands for no character of XML"],
    ["a comment without end", "<a/>\n<!-- x", 'line 2, column 1: a comment that does not end, or holds "--"'],
    ["CDATA", "<a><![CDATA[x]]></a>", "line 1, column 4: a CDATA section where a CIB has elements only"],
    [
      "a processing instruction",
      "<a><?php x?></a>",
      "line 1, column 4: a processing instruction where a CIB has elements only",
    ],
    [
      "a name of JavaScript's",
      '<a constructor="1"/>',
      'line 1, column 4: no CIB has an attribute "constructor"',
    ],
    ["__proto__", '<__proto__ x="1"/>', 'line 1, column 1: no CIB has an element "__proto__"'],
    [
      "a binary file",
      "\u007FELF\u0002",
      "line 1, column 5: a character that XML cannot hold; is this a binary file?",
    ],
  ])("refuses %s", (_, text, message) => {
    expect(refusal(text)).toBe(message);
  });

  test("refuses a document type before any entity of it is looked at", () => {
    const laughs = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`);
    const bomb = `<?xml version="1.0"?>\n<!DOCTYPE cib [<!ENTITY l0 "lol">${laughs.join("")}]>\n<cib x="&l9;"/>`;
    const message = "a DOCTYPE is not read, because entities in it could blow up or read files; delete it";
    expect(refusal(bomb)).toBe(`line 2, column 1: ${message}`);
    expect(refusal('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>')).toBe(`line 1, column 1: ${message}`);
  });

  test("refuses a text that is too long, and one that is too deep, without using up the stack", () => {
    expect(refusal(" ".repeat(maxTextLength + 1))).toBe(
      "the text has 16777217 characters; at most 16777216 are read",
    );
    expect(refusal("<a>".repeat(1_000_000))).toBe(
      "line 1, column 193: more than 64 elements inside each other",
    );
  });

  test("needs time in proportion to the text for what is almost XML", () => {
    const started = performance.now();
    const million = 1_000_000;
    for (const text of [
      `<a ${" ".repeat(million)}x`,
      `<a><!--${"-a".repeat(million)}`,
      `<a ${"a".repeat(million)}<`,
      `<a${' x="'.repeat(million)}`,
      `<a x="${"&#65;".repeat(million)}`,
    ]) {
      expect(refusal(text)).toMatch(/^line 1/);
    }
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test("answers any text with an element or an XmlError", () => {
    const pieces = fc.constantFrom(
      ..."<>/=\"'&;#!-[]? \n",
      "<cib>",
      "</cib>",
      "<a x='1'/>",
      "<!--",
      "-->",
      "&amp;",
      "\u0000",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 20 }), (parts) => {
        expect(() => refusal(parts.join(""))).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });

  test("reads a CIB of 1,000 guests well within a second", () => {
    const guest = (n: number) =>
      `<primitive id="vm${n}" class="ocf" provider="xensan" type="XenVM"><meta_attributes id="m${n}"><nvpair id="n${n}" name="is-managed" value="false"/></meta_attributes></primitive>`;
    const text = `<resources>\n${Array.from({ length: 1000 }, (_, n) => guest(n)).join("\n")}\n</resources>`;
    const started = performance.now();
    const root: XmlElement = readXml(text);
    expect(childElements(root)).toHaveLength(1000);
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});
