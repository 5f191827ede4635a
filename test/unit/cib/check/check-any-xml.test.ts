import fc from "fast-check";
import { expect, test } from "vitest";
import { checkCib } from "../../../../cib/check/check.ts";
import { configuration } from "../../../../cib/configuration.ts";
import { renderers } from "../../../../cib/dialect/renderers.ts";
import { element, type XmlElement, type XmlNode } from "../../../../cib/element.ts";
import { readXml } from "../../../../cib/read-xml.ts";
import { upgradeCib } from "../../../../cib/upgrade/upgrade.ts";
import { xmlText } from "../../../../cib/xml-text.ts";
import { dialects } from "../../../../lib/cluster/dialect.ts";
import { heartbeat2Cib } from "../upgrade/random-heartbeat2.ts";

/** Elements of a CIB in any disorder. */
const disorder: fc.Arbitrary<XmlElement> = fc.letrec<{ node: XmlNode; element: XmlElement }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 6, depthSize: "medium" },
    fc.constant<XmlNode>({ kind: "comment", text: "" }),
    tie("element"),
  ),
  element: fc
    .tuple(
      fc.constantFrom(
        ...[
          "cib",
          "configuration",
          "crm_config",
          "cluster_property_set",
          "attributes",
          "nvpair",
          "rsc_defaults",
          "resources",
        ],
        ...[
          "primitive",
          "group",
          "clone",
          "master",
          "template",
          "meta_attributes",
          "instance_attributes",
          "operations",
          "op",
        ],
        ...[
          "constraints",
          "rsc_order",
          "rsc_location",
          "resource_set",
          "resource_ref",
          "rule",
          "tag",
          "obj_ref",
          "status",
        ],
        ...[
          "node",
          "nodes",
          "lifetime",
          "date_expression",
          "date_spec",
          "duration",
          "expression",
          "master_slave",
        ],
      ),
      fc.dictionary(
        fc.constantFrom(
          "id",
          "id-ref",
          "name",
          "value",
          "type",
          "template",
          "first",
          "rsc",
          "from",
          "to",
          "score",
          "interval",
          "is_managed",
          "class",
        ),
        fc.constantFrom(
          "a",
          "b",
          "Xen",
          "EvmsSCC",
          "is-managed",
          "is_managed",
          "false",
          "target-role",
          "Stopped",
          "",
          "ocf",
          "monitor",
          "start",
        ),
      ),
      fc.array(tie("node"), { maxLength: 4 }),
    )
    .map(([name, attributes, children]) => element(name, { ...attributes }, children)),
})).element;

test("no CIB, however broken, makes the check or the upgrade throw", () => {
  fc.assert(
    fc.property(disorder, (root) => {
      expect(["checked", "refused"]).toContain(checkCib(root).kind);
      expect(["upgraded", "refused"]).toContain(upgradeCib(root).kind);
    }),
    { numRuns: 1000 },
  );
});

test("what an upgrade writes is in one form only, and no id is there twice", () => {
  fc.assert(
    fc.property(heartbeat2Cib(), (root) => {
      const upgraded = upgradeCib(root);
      if (upgraded.kind === "refused") throw new Error(upgraded.reason);
      const report = checkCib(upgraded.output);
      const codes = report.kind === "checked" ? report.findings.map(({ code }) => code) : [];
      expect(report.kind === "checked" && report.dialect).toBe("pacemaker");
      expect(codes).not.toContain("duplicate-id");
    }),
  );
});

test.each(dialects)(
  "a CIB of 1,000 guests is built, written, read and checked within a second or so (%s)",
  (dialect) => {
    const started = performance.now();
    const guests = Array.from({ length: 1000 }, (_, n) => ({
      kind: "primitive" as const,
      id: `vm${n}`,
      provider: "xensan",
      type: "XenVM",
      options: { managed: false, multipleActive: "block" as const },
      parameters: { xmfile: `/etc/xen/vm${n}` },
      operations: [{ name: "monitor", intervalMs: 30_000, timeoutMs: 60_000 }],
    }));
    const text = xmlText(renderers[dialect].cib(configuration({ resources: guests })));
    const report = checkCib(readXml(text));
    const elapsedMs = performance.now() - started;
    expect(report.kind === "checked" && report.lookedAt.guests).toBe(1000);
    expect(
      report.kind === "checked" && report.findings.filter(({ code }) => code.startsWith("guest")),
    ).toEqual([]);
    // Under 0.5 s where nothing else runs; the margin is for a machine that is busy.
    expect(elapsedMs).toBeLessThan(5_000);
  },
);
