import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { comment, element, notXml, type XmlElement, type XmlNode } from "../../../cib/element.ts";
import { readXml } from "../../../cib/read-xml.ts";
import { maxDepth, xmlText } from "../../../cib/xml-text.ts";
import { refusal } from "./refusal.ts";

describe("writing XML", () => {
  test("writes attributes in their order, children indented and comments where they stand", () => {
    const root = element("clone", { id: "a", notify: "true" }, [
      comment(" why "),
      element("primitive", { id: "b" }),
    ]);
    expect(xmlText(root)).toBe(
      '<clone id="a" notify="true">\n  <!-- why -->\n  <primitive id="b"/>\n</clone>\n',
    );
  });

  test("leaves out attributes that are undefined", () => {
    expect(xmlText(element("op", { id: "a", timeout: undefined }))).toBe('<op id="a"/>\n');
  });

  test("escapes what XML needs, line ends and tabs included", () => {
    expect(xmlText(element("nvpair", { value: "& < > \" ' \t \n \r é 😀" }))).toBe(
      '<nvpair value="&amp; &lt; &gt; &quot; &apos; &#9; &#10; &#13; é 😀"/>\n',
    );
  });

  test("gives back what was written, for any element", () => {
    fc.assert(
      fc.property(anyElement, (root) => {
        expect(withoutLines(readXml(xmlText(root)))).toEqual(root);
      }),
    );
  });

  test.each([
    [
      "a control character in a value",
      () => element("nvpair", { id: "a", value: "x\u0007" }),
      'nvpair "a" > value: the value holds the character U+0007, which a CIB cannot hold',
    ],
    [
      "half of a surrogate pair",
      () => element("nvpair", { value: "\uD800" }),
      "nvpair > value: the value holds the character U+D800, which a CIB cannot hold",
    ],
    ["an element's name with a blank", () => element("a b"), 'a b: "a b" is no name for an XML element'],
    [
      "an attribute's name with a quote",
      () => element("a", { 'x"': "1" }),
      'a: "x"" is no name for an XML attribute',
    ],
    [
      "two hyphens in a comment",
      () => comment("a -- b"),
      'comment: "a -- b" holds "--" or ends in "-", which XML forbids in a comment',
    ],
  ])("refuses %s", (_, build, message) => {
    expect(refusal(build)).toBe(message);
  });

  test("refuses more levels than the reader reads", () => {
    const nested = (depth: number): XmlElement => element("rule", {}, depth > 1 ? [nested(depth - 1)] : []);
    expect(readXml(xmlText(nested(maxDepth))).name).toBe("rule");
    expect(() => xmlText(nested(maxDepth + 1))).toThrow("more than 64 elements inside each other");
  });
});

const names = fc.constantFrom("nvpair", "id", "is-managed", "globally_unique", "a.b", "é", "x:y");
const texts = fc.string({ unit: "binary" }).filter((text) => !notXml.test(text));

const anyElement: fc.Arbitrary<XmlElement> = fc.letrec<{ node: XmlNode; element: XmlElement }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    texts.filter((text) => !/--|-$|\r/.test(text)).map(comment),
    tie("element"),
  ),
  element: fc
    .tuple(names, fc.dictionary(names, texts), fc.array(tie("node"), { maxLength: 3 }))
    .map(([name, attributes, children]) => element(name, { ...attributes }, children)),
})).element;

function withoutLines({ line: _, ...rest }: XmlElement): XmlElement {
  return {
    ...rest,
    children: rest.children.map((each) => (each.kind === "element" ? withoutLines(each) : each)),
  };
}
