import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AgentDeclaration, declareAgent } from "../../../../lib/ocf/agent.ts";
import { metadata } from "../../../../lib/ocf/metadata.ts";
import { flag, list } from "../../../../lib/ocf/parameter.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "xensan-metadata-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function xmllint(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync("xmllint", args, { encoding: "utf8" });
  return { status, stdout, stderr };
}

const schemas = [
  ["--dtdvalid", "/usr/share/resource-agents/ra-api-1.dtd"],
  ["--relaxng", "/usr/share/resource-agents/metadata.rng"],
] as const;

function agentWith(text: string): AgentDeclaration {
  return declareAgent({
    name: "Example",
    version: text,
    shortdesc: text,
    longdesc: text,
    parameters: {
      wait: flag({ name: "wait", default: true, shortdesc: text, longdesc: text }),
      names: {
        ...list({ name: "names", item: /./, accepts: "x", shortdesc: text, longdesc: text }),
        default: text,
      },
    },
    actions: {
      start: { timeoutSeconds: 90 },
      monitor: { timeoutSeconds: 30, intervalSeconds: 10, deeper: [{ depth: 10, timeoutSeconds: 60 }] },
    },
  });
}

describe("metadata", () => {
  it("holds descriptions, parameters and actions, with both agent and OCF version", () => {
    expect(metadata(agentWith('a & b < c > "d"'))).toBe(`<?xml version="1.0"?>
<!DOCTYPE resource-agent SYSTEM "ra-api-1.dtd">
<resource-agent name="Example" version="a &amp; b &lt; c &gt; &quot;d&quot;">
<version>1.1</version>
<longdesc lang="en">
a &amp; b &lt; c &gt; &quot;d&quot;
</longdesc>
<shortdesc lang="en">a &amp; b &lt; c &gt; &quot;d&quot;</shortdesc>
<parameters>
<parameter name="wait" unique="0" required="0">
<longdesc lang="en">
a &amp; b &lt; c &gt; &quot;d&quot;
</longdesc>
<shortdesc lang="en">a &amp; b &lt; c &gt; &quot;d&quot;</shortdesc>
<content type="boolean" default="true"/>
</parameter>
<parameter name="names" unique="0" required="0">
<longdesc lang="en">
a &amp; b &lt; c &gt; &quot;d&quot;
</longdesc>
<shortdesc lang="en">a &amp; b &lt; c &gt; &quot;d&quot;</shortdesc>
<content type="string" default="a &amp; b &lt; c &gt; &quot;d&quot;"/>
</parameter>
</parameters>
<actions>
<action name="start" timeout="90s"/>
<action name="monitor" timeout="30s" interval="10s" depth="0"/>
<action name="monitor" timeout="60s" depth="10"/>
<action name="meta-data" timeout="5s"/>
</actions>
</resource-agent>
`);
  });

  it("gives every depth a line of its own, with its own times", () => {
    const agent = declareAgent({
      ...agentWith("x"),
      actions: {
        monitor: {
          timeoutSeconds: 30,
          intervalSeconds: 10,
          deeper: [
            { depth: 10, timeoutSeconds: 60, intervalSeconds: 300 },
            { depth: 20, timeoutSeconds: 120, intervalSeconds: 3600 },
          ],
        },
      },
    });
    expect(metadata(agent).match(/<action name="monitor".*>/g)).toEqual([
      '<action name="monitor" timeout="30s" interval="10s" depth="0"/>',
      '<action name="monitor" timeout="60s" interval="300s" depth="10"/>',
      '<action name="monitor" timeout="120s" interval="3600s" depth="20"/>',
    ]);
  });

  it("leaves the default out where a parameter has none", () => {
    const { default: _, ...required } = list({
      name: "names",
      item: /./,
      accepts: "x",
      shortdesc: "X",
      longdesc: "X",
    });
    expect(metadata({ ...agentWith("x"), parameters: { required } })).toContain('<content type="string"/>');
  });

  it("is read back by a parser as it was written, with U+FFFD for what XML cannot hold", () => {
    const hostile = `]]> & &amp; &#0; <!-- --> <?x?> %x; "'\u0000\u0008\u001b[31m\ufffe\ud800 \u{1f4be}é`;
    const path = join(folder, "hostile.xml");
    writeFileSync(path, metadata(agentWith(hostile)));
    const read = xmllint("--xpath", "string(/resource-agent/shortdesc)", path);
    expect(read.status).toBe(0);
    expect(read.stdout.trimEnd()).toBe(
      `]]> & &amp; &#0; <!-- --> <?x?> %x; "'\ufffd\ufffd\ufffd[31m\ufffd\ufffd \u{1f4be}é`,
    );
  });

  it.each(schemas)("is accepted with any description by xmllint %s %s", (option, schema) => {
    const hostile = fc.oneof(
      fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
      fc
        .array(fc.constantFrom("<", ">", "&", '"', "'", "]]>", "<!--", "\0", "\n", "x", "\ud800", "&lt"))
        .map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 10, maxLength: 30 }), (texts) => {
        const paths = texts.map((text, index) => {
          const path = join(folder, `${index}.xml`);
          writeFileSync(path, metadata(agentWith(text)));
          return path;
        });
        const { status, stderr } = xmllint("--noout", option, schema, ...paths);
        expect({ status, errors: stderr.match(/.*error.*/g) }).toEqual({ status: 0, errors: null });
      }),
      { numRuns: 4 },
    );
  });

  it.each(schemas)(
    "would not be accepted with an unescaped description by xmllint %s %s",
    (option, schema) => {
      const path = join(folder, "broken.xml");
      writeFileSync(
        path,
        metadata(agentWith("x")).replace('<shortdesc lang="en">x<', '<shortdesc lang="en"><b/><'),
      );
      expect(xmllint("--noout", option, schema, path).status).not.toBe(0);
    },
  );
});
