import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { configuration } from "../../../cib/configuration.ts";
import { renderers } from "../../../cib/dialect/renderers.ts";
import { evmsCloneSet } from "../../../cib/evms-clone-set.ts";
import { manualOnlyPolicy } from "../../../cib/policy.ts";
import { primitive } from "../../../cib/primitive.ts";
import { readXml } from "../../../cib/read-xml.ts";
import { upgradeCib } from "../../../cib/upgrade/upgrade.ts";
import { xenGuest } from "../../../cib/xen-vm.ts";
import { xmlText } from "../../../cib/xml-text.ts";
import { type Dialect, dialects } from "../../../lib/cluster/dialect.ts";
import { heartbeat2Cib } from "../../unit/cib/upgrade/random-heartbeat2.ts";

const never = { retryAfterMs: "never" } as const;
const volumes = { volumes: ["san2", "/dev/evms/san3/vm2"], backend: "evms", monitorMs: 120_000 };

const nfs1 = { name: "nfs1", config: "/etc/xen/nfs1.cfg" };

/** A whole cluster as we would write it: policy, volumes, one guest, and a file system that needs the volumes. */
function whole(dialect: Dialect): string {
  const files = primitive({
    id: "web",
    provider: "heartbeat",
    type: "Dummy",
    options: { stickiness: "INFINITY" },
  });
  const built = configuration({
    clusterOptions: manualOnlyPolicy(dialect),
    resources: [evmsCloneSet(dialect === "heartbeat2" ? never : {}), xenGuest(nfs1), files],
    constraints: [
      { kind: "order", id: "web-after-volumes", first: "evmscloneset", next: "web", mandatory: true },
      {
        kind: "colocation",
        id: "web-with-volumes",
        resource: "web",
        with: "evmscloneset",
        score: "INFINITY",
      },
      { kind: "location", id: "web-on-host1", resource: "web", node: "host1", score: 100 },
    ],
  });
  return xmlText(renderers[dialect].cib(built));
}

const { heartbeat2, pacemaker } = renderers;

test.each([
  [
    "evmscloneset-article.heartbeat2",
    () => xmlText(heartbeat2.resource(evmsCloneSet({ provider: "heartbeat", ...never }))),
  ],
  [
    "evmscloneset-article.pacemaker",
    () => xmlText(pacemaker.resource(evmsCloneSet({ provider: "heartbeat" }))),
  ],
  ["evmscloneset.heartbeat2", () => xmlText(heartbeat2.resource(evmsCloneSet(never)))],
  ["evmscloneset.pacemaker", () => xmlText(pacemaker.resource(evmsCloneSet()))],
  [
    "evmscloneset-volumes.heartbeat2",
    () => xmlText(heartbeat2.resource(evmsCloneSet({ ...volumes, ...never }))),
  ],
  ["evmscloneset-volumes.pacemaker", () => xmlText(pacemaker.resource(evmsCloneSet(volumes)))],
  ["domain.heartbeat2", () => xmlText(heartbeat2.resource(xenGuest(nfs1)))],
  ["domain.pacemaker", () => xmlText(pacemaker.resource(xenGuest(nfs1)))],
  ["whole.heartbeat2", () => whole("heartbeat2")],
  ["whole.pacemaker", () => whole("pacemaker")],
])("%s.xml is what the builders write", (name, build) => {
  expect(build()).toBe(readFileSync(golden(name), "utf8"));
});

test("the article's file is reproduced element for element and attribute for attribute", () => {
  const article = `<clone id="evmscloneset" notify="true" globally_unique="false">
<instance_attributes id="evmscloneset">
<attributes>
  <nvpair id="evmscloneset-01" name="clone_node_max" value="1"/>
</attributes>
</instance_attributes>
<primitive id="evmsclone" class="ocf" type="EvmsSCC" provider="heartbeat">
</primitive>
</clone>`;
  expect(readFileSync(golden("evmscloneset-article.heartbeat2"), "utf8")).toBe(xmlText(readXml(article)));
});

describe("the validators of the real programs", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "xensan-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function file(name: string, text: string): string {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  }

  function xmllint(...files: readonly string[]) {
    const dtd = "test/reference/heartbeat-2.0.8-crm.dtd";
    return spawnSync("xmllint", ["--noout", "--dtdvalid", dtd, ...files], { encoding: "utf8" });
  }

  const epochs = 'admin_epoch="0" epoch="1" num_updates="0"';

  test.each([
    ["evmscloneset-article", "resources"],
    ["evmscloneset", "resources"],
    ["evmscloneset-volumes", "resources"],
    ["domain", "resources"],
    ["policy", "crm_config"],
  ])("Heartbeat 2.0.8's DTD accepts %s.heartbeat2.xml in %s", (name, section) => {
    const sections = ["crm_config", "nodes", "resources", "constraints"].map((each) =>
      each === section
        ? `<${each}>${readFileSync(golden(`${name}.heartbeat2`), "utf8")}</${each}>`
        : `<${each}/>`,
    );
    const text = `<cib ${epochs}><configuration>${sections.join("")}</configuration><status/></cib>`;
    expect(xmllint(file(`${name}.xml`, text))).toMatchObject({ status: 0, stderr: "" });
  });

  test("Heartbeat 2.0.8's DTD accepts the whole CIB, and refuses Pacemaker's", () => {
    expect(xmllint(golden("whole.heartbeat2"))).toMatchObject({ status: 0, stderr: "" });
    expect(xmllint(golden("whole.pacemaker")).status).toBe(3);
  });

  test("crm_verify accepts the whole CIB of Pacemaker, and refuses Heartbeat 2's", () => {
    expect(verify(golden("whole.pacemaker"))).toEqual([]);
    expect(verify(golden("whole.heartbeat2"))).not.toEqual([]);
  });

  test.each(["evmscloneset-article", "evmscloneset", "evmscloneset-volumes", "domain"])(
    "cibadmin -C loads %s.pacemaker.xml, and says the second time that it is there",
    (name) => {
      const cib = file(`${name}-cib.xml`, emptyPacemaker);
      const create = ["-C", "-o", "resources", "-x", golden(`${name}.pacemaker`)];
      expect(cibadmin(cib, ...create)).toMatchObject({ status: 0, stderr: "" });
      expect(verify(cib)).toEqual([
        "(unpack_resources) error: Resource start-up disabled since no STONITH resources have been defined",
        ...stonith,
      ]);
      expect(cibadmin(cib, ...create)).toMatchObject({ status: 108 });
    },
  );

  test("cibadmin loads policy.pacemaker.xml as its comment and its help say, once and again, and also with -C", () => {
    const policy = golden("policy.pacemaker");
    const cib = file("policy-cib.xml", emptyPacemaker);
    expect(readFileSync(policy, "utf8")).toContain("Load it with: cibadmin -M -c -o crm_config -x FILE");
    for (const _ of ["when there is none yet", "when it is there"]) {
      expect(cibadmin(cib, "-M", "-c", "-o", "crm_config", "-x", policy)).toMatchObject({
        status: 0,
        stderr: "",
      });
      expect(verify(cib)).toEqual([]);
    }
    const other = file("policy-cib-2.xml", emptyPacemaker);
    expect(cibadmin(other, "-C", "-o", "crm_config", "-x", policy)).toMatchObject({ status: 0, stderr: "" });
    expect(readFileSync(other, "utf8")).toContain('name="no-quorum-policy" value="freeze"');
  });

  test("the recorded CIB of a live Heartbeat 2.0.8 cluster becomes one that crm_verify and cibadmin accept", () => {
    const recorded = readFileSync("test/captures/heartbeat2/cibadmin-Q.txt", "utf8");
    const upgraded = file("upgraded.xml", upgrade(/<cib[\s\S]*<\/cib>/.exec(recorded)?.[0] ?? ""));
    expect(verify(upgraded)).toEqual([]);
    const cib = file("replaced.xml", emptyPacemaker);
    expect(cibadmin(cib, "--replace", "--xml-file", upgraded)).toMatchObject({ status: 0, stderr: "" });
    expect(readFileSync(cib, "utf8")).toContain('<clone id="evmscloneset">');
  });

  test("any CIB that Heartbeat 2.0.8's DTD accepts becomes one in which crm_verify finds no error", () => {
    const samples = fc.sample(heartbeat2Cib(), 30);
    const inputs = samples.map((root, index) => file(`${index}.in.xml`, xmlText(root)));
    expect(xmllint(...inputs)).toMatchObject({ status: 0, stderr: "" });
    const failed = samples.flatMap((root, index) => {
      const errors = verify(file(`${index}.out.xml`, upgrade(xmlText(root)))).filter((line) =>
        line.includes("error:"),
      );
      return errors.length === 0 ? [] : [{ input: xmlText(root), errors }];
    });
    expect(failed).toEqual([]);
  }, 120_000);
});

/** What every CIB without fencing devices gets while fencing is on: the policy is what turns it off. */
const stonith = [
  "(unpack_resources) error: Either configure some or disable STONITH with the stonith-enabled option",
  "(unpack_resources) error: NOTE: Clusters with shared data need STONITH to ensure data integrity",
  "crm_verify: Errors found during check: config not valid",
];

const emptyPacemaker = `<cib crm_feature_set="3.16.1" validate-with="pacemaker-3.0" admin_epoch="0" epoch="1" num_updates="0">
  <configuration><crm_config/><nodes/><resources/><constraints/></configuration><status/></cib>
`;

function golden(name: string): string {
  return `test/golden/cib/${name}.xml`;
}

function upgrade(text: string): string {
  const result = upgradeCib(readXml(text));
  if (result.kind === "refused") throw new Error(result.reason);
  return xmlText(result.output);
}

/** What crm_verify has to say; a missing program is an error and not an empty answer. */
function verify(path: string): readonly string[] {
  const result = spawnSync("crm_verify", ["-V", "--xml-file", path], { encoding: "utf8", timeout: 20_000 });
  if (result.error) throw result.error;
  const lines = result.stderr.split("\n").filter((line) => line !== "");
  if (result.status !== 0 && lines.length === 0) lines.push(`exit code ${result.status}`);
  return lines.map((line) => line.replaceAll(/\s+/g, " "));
}

function cibadmin(cib: string, ...args: readonly string[]) {
  const result = spawnSync("cibadmin", args, {
    encoding: "utf8",
    timeout: 20_000,
    env: { ...process.env, CIB_file: cib },
  });
  if (result.error) throw result.error;
  return result;
}

test("the validators are installed", () => {
  for (const [program, argument] of [
    ["xmllint", "--version"],
    ["crm_verify", "--version"],
    ["cibadmin", "--version"],
  ] as const) {
    expect(() => execFileSync(program, [argument], { stdio: "ignore" })).not.toThrow();
  }
});

test.each(dialects)("every golden file of %s is read back as it was written", (dialect) => {
  for (const name of ["evmscloneset", "evmscloneset-volumes", "evmscloneset-article", "domain", "whole"]) {
    const text = readFileSync(golden(`${name}.${dialect}`), "utf8");
    expect(xmlText(readXml(text))).toBe(text);
  }
});
