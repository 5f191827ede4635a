import { describe, expect, test } from "vitest";
import { configuration } from "../../../../cib/configuration.ts";
import { renderers } from "../../../../cib/dialect/renderers.ts";
import { primitive } from "../../../../cib/primitive.ts";
import { clusterOptions } from "../../../../cib/property.ts";
import { xmlText } from "../../../../cib/xml-text.ts";

const nfs1 = primitive({
  id: "nfs1",
  provider: "xensan",
  type: "XenVM",
  options: { managed: false, multipleActive: "stop-only", targetRole: "Started", stickiness: "INFINITY" },
  parameters: { xmfile: "/etc/xen/nfs1" },
  operations: [
    {
      name: "monitor",
      intervalMs: 1_500,
      timeoutMs: 60_000,
      startDelayMs: 1000,
      role: "Started",
      onFail: "block",
      enabled: false,
    },
  ],
});

describe("a primitive with everything", () => {
  test("in Heartbeat 2's form", () => {
    expect(xmlText(renderers.heartbeat2.resource(nfs1))).toBe(
      `<primitive id="nfs1" class="ocf" type="XenVM" provider="xensan" is_managed="false" multiple_active="stop_only" resource_stickiness="INFINITY">
  <operations>
    <op id="nfs1-monitor-1500ms" name="monitor" interval="1500ms" timeout="60s" start_delay="1s" disabled="true" role="Started" on_fail="block"/>
  </operations>
  <instance_attributes id="nfs1">
    <attributes>
      <nvpair id="nfs1-01" name="target_role" value="Started"/>
      <nvpair id="nfs1-02" name="xmfile" value="/etc/xen/nfs1"/>
    </attributes>
  </instance_attributes>
</primitive>
`,
    );
  });

  test("in Pacemaker's form", () => {
    expect(xmlText(renderers.pacemaker.resource(nfs1))).toBe(
      `<primitive id="nfs1" class="ocf" type="XenVM" provider="xensan">
  <meta_attributes id="nfs1-meta_attributes">
    <nvpair id="nfs1-meta_attributes-is-managed" name="is-managed" value="false"/>
    <nvpair id="nfs1-meta_attributes-multiple-active" name="multiple-active" value="stop_only"/>
    <nvpair id="nfs1-meta_attributes-target-role" name="target-role" value="Started"/>
    <nvpair id="nfs1-meta_attributes-resource-stickiness" name="resource-stickiness" value="INFINITY"/>
  </meta_attributes>
  <instance_attributes id="nfs1-instance_attributes">
    <nvpair id="nfs1-instance_attributes-xmfile" name="xmfile" value="/etc/xen/nfs1"/>
  </instance_attributes>
  <operations>
    <op id="nfs1-monitor-1500ms" name="monitor" interval="1500ms" timeout="60s" start-delay="1s" enabled="false" role="Started" on-fail="block"/>
  </operations>
</primitive>
`,
    );
  });
});

describe("what a dialect cannot say is refused", () => {
  test("Heartbeat 2: forgetting a failure", () => {
    const resource = primitive({ ...nfs1, options: { failureTimeoutMs: 1000 } });
    expect(() => renderers.heartbeat2.resource(resource)).toThrow(
      'primitive "nfs1": Heartbeat 2 never forgets a failure by itself: it has no word for failureTimeoutMs',
    );
  });

  test.each(["&", "<", ">", '"', "'", "\\"])("Heartbeat 2: the character %s in a value", (character) => {
    const resource = primitive({ ...nfs1, parameters: { xmfile: `a${character}b` } });
    expect(() => renderers.heartbeat2.resource(resource)).toThrow(
      `nvpair "nfs1-02" > value: Heartbeat 2 cannot read & < > " ' or \\ in a value: a${character}b`,
    );
    expect(xmlText(renderers.pacemaker.resource(resource))).toContain('name="xmfile"');
  });

  test("Pacemaker: a cluster option for is-managed", () => {
    expect(() => renderers.pacemaker.clusterOptions(clusterOptions({ isManagedDefault: true }))).toThrow(
      "crm_config: Pacemaker has no cluster option for isManagedDefault; is-managed stands in rsc_defaults there",
    );
  });

  test("ids that a renderer makes and that are taken", () => {
    const other = primitive({ id: "nfs1-instance_attributes", provider: "xensan", type: "XenVM" });
    expect(() => renderers.pacemaker.cib(configuration({ resources: [other, nfs1] }))).toThrow(
      'primitive "nfs1" > instance_attributes "nfs1-instance_attributes": the id "nfs1-instance_attributes" is there twice; the first is primitive "nfs1-instance_attributes"',
    );
  });
});
