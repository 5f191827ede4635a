import { describe, expect, test } from "vitest";
import { readXml } from "../../../../cib/read-xml.ts";
import { upgradeCib } from "../../../../cib/upgrade/upgrade.ts";
import { xmlText } from "../../../../cib/xml-text.ts";

/** Output and notes of an upgrade as one text, so that a case reads like a session. */
function upgrade(text: string): string {
  const result = upgradeCib(readXml(text));
  if (result.kind === "refused") return `refused: ${result.reason}\n`;
  const notes = result.notes.map(
    (note) => `${note.kind} ${note.line}: ${note.path}: ${note.what}: ${note.why}; ${note.todo}\n`,
  );
  return xmlText(result.output) + notes.join("");
}

describe("an upgrade from Heartbeat 2 to Pacemaker", () => {
  test("turns the article's clone set into one that Pacemaker loads", () => {
    expect(
      upgrade(`<clone id="evmscloneset" notify="true" globally_unique="false">
<instance_attributes id="evmscloneset">
<attributes>
  <nvpair id="evmscloneset-01" name="clone_node_max" value="1"/>
</attributes>
</instance_attributes>
<primitive id="evmsclone" class="ocf" type="EvmsSCC" provider="heartbeat">
</primitive>
</clone>`),
    ).toBe(`<clone id="evmscloneset">
  <meta_attributes id="evmscloneset-meta_attributes">
    <nvpair id="evmscloneset-meta_attributes-notify" name="notify" value="true"/>
    <nvpair id="evmscloneset-meta_attributes-globally-unique" name="globally-unique" value="false"/>
    <nvpair id="evmscloneset-01" name="clone-node-max" value="1"/>
  </meta_attributes>
  <primitive id="evmsclone" class="ocf" type="EvmsSCC" provider="heartbeat"/>
</clone>
renamed 2: clone "evmscloneset" > instance_attributes "evmscloneset": id "evmscloneset" is now "evmscloneset-meta_attributes": Pacemaker's ids are unique in the whole document, and this one is taken; use the new id in commands
`);
  });

  test("reads the article's file as it was scraped, without <attributes>, just as well", () => {
    const scraped = `<clone id="c" notify="true" globally_unique="false"><instance_attributes id="i"><nvpair id="n" name="clone_node_max" value="1"/></instance_attributes><primitive id="p" class="ocf" type="EvmsSCC" provider="heartbeat"/></clone>`;
    const whole = scraped
      .replace("<nvpair", "<attributes><nvpair")
      .replace("</instance", "</attributes></instance");
    expect(upgrade(scraped)).toBe(upgrade(whole));
  });

  test("separates options from parameters, and writes operations anew", () => {
    expect(
      upgrade(`<primitive id="nfs1" class="ocf" type="Xen" provider="heartbeat" is_managed="false" multiple_active="block">
  <instance_attributes id="nfs1-attributes">
    <attributes>
      <nvpair id="a" name="xmfile" value="/etc/xen/nfs1"/>
      <nvpair id="b" name="target_role" value="stopped"/>
      <nvpair id="c" name="resource_failure_stickiness" value="-10"/>
    </attributes>
  </instance_attributes>
  <operations>
    <op id="start" name="start" timeout="60" prereq="quorum" disabled="false"/>
    <op id="1" name="monitor" interval="10s" start_delay="5s" on_fail="block" role="Started"/>
    <op id="2" name="monitor" interval="10000ms"/>
    <op id="3" name="stop" interval="5s" prereq="nothing"/>
  </operations>
</primitive>`),
    ).toBe(`<primitive id="nfs1" class="ocf" type="Xen" provider="heartbeat">
  <meta_attributes id="nfs1-meta_attributes">
    <nvpair id="nfs1-meta_attributes-is-managed" name="is-managed" value="false"/>
    <nvpair id="nfs1-meta_attributes-multiple-active" name="multiple-active" value="block"/>
    <nvpair id="nfs1-meta_attributes-requires" name="requires" value="quorum"/>
    <nvpair id="b" name="target-role" value="stopped"/>
  </meta_attributes>
  <instance_attributes id="nfs1-attributes">
    <nvpair id="a" name="xmfile" value="/etc/xen/nfs1"/>
  </instance_attributes>
  <operations>
    <op id="start" name="start" interval="0" timeout="60" enabled="true"/>
    <op id="nfs1-monitor-10s" name="monitor" interval="10s" start-delay="5s" role="Started" on-fail="block"/>
    <op id="nfs1-stop-0" name="stop" interval="0"/>
  </operations>
</primitive>
lost 6: primitive "nfs1" > instance_attributes "nfs1-attributes" > nvpair "c": <nvpair id="c" name="resource_failure_stickiness" value="-10">: Pacemaker has no such option; set migration-threshold: Pacemaker counts failures and does not weigh them
renamed 11: primitive "nfs1" > op "1": id "1" is now "nfs1-monitor-10s": Pacemaker's ids have letters, digits and _ . - only, with a letter or _ first; use the new id in commands
lost 12: primitive "nfs1" > op "2": <op id="2" name="monitor" interval="10000ms">: one operation for each name and interval is all that a cluster takes; keep the one that you want
lost 13: primitive "nfs1" > op "3": attribute interval="5s": a stop is not repeated; nothing
renamed 13: primitive "nfs1" > op "3": id "3" is now "nfs1-stop-0": Pacemaker's ids have letters, digits and _ . - only, with a letter or _ first; use the new id in commands
lost 13: primitive "nfs1" > op "3": attribute prereq="nothing": Pacemaker has this for the start only, as the option requires of the resource; set requires on the resource if it matters
`);
  });

  test.each([
    ["after, the default, starts `to` first", 'from="a" to="b"', 'first="b" then="a" kind="Optional"'],
    ["before starts `from` first", 'from="a" to="b" type="before"', 'first="a" then="b" kind="Optional"'],
    [
      "the actions go with their resources",
      'from="a" to="b" action="stop" to_action="start"',
      'first="b" then="a" first-action="start" then-action="stop" kind="Optional"',
    ],
    [
      "one action is for both",
      'from="a" to="b" action="promote"',
      'first="b" then="a" first-action="promote" then-action="promote" kind="Optional"',
    ],
    [
      "with before it is the first one's",
      'from="a" to="b" type="before" action="promote"',
      'first="a" then="b" first-action="promote" kind="Optional"',
    ],
    [
      "a score above 0 binds",
      'from="a" to="b" score="INFINITY" symmetrical="false"',
      'first="b" then="a" kind="Mandatory" symmetrical="false"',
    ],
    ["a score of 0 does not", 'from="a" to="b" score="0"', 'first="b" then="a" kind="Optional"'],
  ])("order: %s", (_, before, after) => {
    expect(upgrade(`<rsc_order id="o" ${before}/>`)).toBe(`<rsc_order id="o" ${after}/>\n`);
  });

  test("colocation: `from` runs where `to` runs, roles in Pacemaker's spelling", () => {
    expect(
      upgrade(
        '<rsc_colocation id="c" from="a" to="b" score="-infinity" to_role="master" symmetrical="true"/>',
      ),
    ).toBe(
      `<rsc_colocation id="c" rsc="a" with-rsc="b" with-rsc-role="Master" score="-INFINITY"/>
lost 1: rsc_colocation "c": attribute symmetrical="true": Pacemaker's colocations have a direction; add a second colocation the other way round
`,
    );
  });

  test("location: every rule, and the lifetime behind them", () => {
    expect(
      upgrade(`<rsc_location id="l" rsc="nfs1">
  <lifetime id="t"><rule id="r0"><date_expression id="d" start="2007-09-14"><duration id="u" hours="2"/></date_expression></rule></lifetime>
  <rule id="r1" score_attribute="ram" boolean_op="or"><expression id="e" attribute="ram" operation="gt" value="4" type="integer"/></rule>
  <rule id="r2"/>
</rsc_location>`),
    ).toBe(`<rsc_location id="l" rsc="nfs1">
  <rule id="r1" score-attribute="ram" boolean-op="or">
    <expression id="e" attribute="ram" operation="gt" value="4" type="number"/>
  </rule>
  <rule id="r2" score="0">
    <date_expression id="r2-constant" operation="gt" start="1970-01-01"/>
  </rule>
  <lifetime>
    <rule id="r0" score="0">
      <date_expression id="d" operation="in_range" start="2007-09-14">
        <duration id="u" hours="2"/>
      </date_expression>
    </rule>
  </lifetime>
</rsc_location>
lost 2: rsc_location "l" > lifetime "t": attribute id="t": Pacemaker's lifetimes have no id; nothing
`);
  });

  test("a master_slave becomes a promotable clone", () => {
    expect(
      upgrade(
        '<master_slave id="m"><instance_attributes id="i"><attributes><nvpair id="n" name="master_max" value="1"/></attributes></instance_attributes><primitive id="p" class="ocf" type="drbd"/></master_slave>',
      ),
    ).toBe(`<clone id="m">
  <meta_attributes id="i">
    <nvpair id="i-promotable" name="promotable" value="true"/>
    <nvpair id="i-globally-unique" name="globally-unique" value="true"/>
    <nvpair id="n" name="promoted-max" value="1"/>
  </meta_attributes>
  <primitive id="p" class="ocf" type="drbd" provider="heartbeat"/>
</clone>
changed 1: master_slave "m": master_slave is written as a clone with promotable=true: that is what Pacemaker 2 and later call it; nothing
changed 1: master_slave "m": globally-unique=true is written out: it was Heartbeat 2's default, and Pacemaker's is false; set it to false if the agent allows
changed 1: master_slave "m" > primitive "p": provider=heartbeat is written out: Heartbeat 2 took it for granted, and Pacemaker wants it said; check that it is the right one
`);
  });

  test("cluster options go where Pacemaker has them, and fencing stays off", () => {
    expect(
      upgrade(`<configuration>
<crm_config><cluster_property_set id="s"><attributes>
<nvpair id="1" name="no_quorum_policy" value="freeze"/>
<nvpair id="b" name="default_resource_stickiness" value="INFINITY"/>
<nvpair id="c" name="default-action-timeout" value="60s"/>
<nvpair id="d" name="is-managed-default" value="true"/>
<nvpair id="e" name="transition_idle_timeout" value="2min"/>
<nvpair id="f" name="stonith_action" value="poweroff"/>
<nvpair id="g" name="our-own" value="x"/>
<nvpair id="h" name="default_resource_failure_stickiness" value="-1"/>
</attributes></cluster_property_set></crm_config><nodes/><resources/><constraints/></configuration>`),
    ).toBe(`<configuration>
  <crm_config>
    <cluster_property_set id="s">
      <nvpair id="s-no-quorum-policy" name="no-quorum-policy" value="freeze"/>
      <nvpair id="e" name="cluster-delay" value="2min"/>
      <nvpair id="f" name="stonith-action" value="off"/>
      <nvpair id="g" name="our-own" value="x"/>
    </cluster_property_set>
    <cluster_property_set id="cib-bootstrap-options">
      <nvpair id="cib-bootstrap-options-stonith-enabled" name="stonith-enabled" value="false"/>
    </cluster_property_set>
  </crm_config>
  <rsc_defaults>
    <meta_attributes id="rsc_defaults-s">
      <nvpair id="b" name="resource-stickiness" value="INFINITY"/>
      <nvpair id="d" name="is-managed" value="true"/>
    </meta_attributes>
  </rsc_defaults>
  <op_defaults>
    <meta_attributes id="op_defaults-s">
      <nvpair id="c" name="timeout" value="60s"/>
    </meta_attributes>
  </op_defaults>
  <nodes/>
  <resources/>
  <constraints/>
</configuration>
changed 2: crm_config: stonith-enabled=false is written out: it was Heartbeat 2's default, and Pacemaker's is true; set it to true only where there are fencing devices
renamed 3: crm_config > cluster_property_set "s" > nvpair "1": id "1" is now "s-no-quorum-policy": Pacemaker's ids have letters, digits and _ . - only, with a letter or _ first; use the new id in commands
lost 10: crm_config > cluster_property_set "s" > nvpair "h": <nvpair id="h" name="default_resource_failure_stickiness" value="-1">: Pacemaker counts failures and does not weigh them; set migration-threshold in rsc_defaults
`);
  });

  test("values that Pacemaker does not take stay as they are and are reported, wherever they stand", () => {
    const text = upgrade(`<configuration><crm_config><cluster_property_set id="s"><attributes>
<nvpair id="a" name="no-quorum-policy" value="frezee"/>
<nvpair id="b" name="stonith_enabled" value="perhaps"/>
<nvpair id="c" name="transition_idle_timeout" value="abc"/>
<nvpair id="d" name="is-managed-default" value="ture"/>
<nvpair id="e" name="dc-deadtime" value="60 sec"/>
<nvpair id="f" name="default-resource-stickiness" value="-INFINITY"/>
</attributes></cluster_property_set></crm_config><nodes/><resources>
<primitive id="p" class="lsb" type="x" is_managed="flase"><instance_attributes id="i"><attributes>
<nvpair id="g" name="target_role" value="stoped"/>
<nvpair id="h" name="resource_stickiness" value="#default"/>
<nvpair id="j" name="colour" value="rde"/>
</attributes></instance_attributes></primitive></resources><constraints/></configuration>`);
    for (const kept of [
      '"no-quorum-policy" value="frezee"',
      '"stonith-enabled" value="perhaps"',
      '"cluster-delay" value="abc"',
    ]) {
      expect(text).toContain(`name=${kept}`);
    }
    const why = "Pacemaker does not take it, and goes by a value of its own; correct it in the output";
    expect(text.split("\n").filter((line) => line.startsWith("wrong"))).toEqual([
      `wrong 2: crm_config > cluster_property_set "s" > nvpair "a": no-quorum-policy is "frezee"; it takes ignore, freeze, stop, demote, fence or suicide: ${why}`,
      `wrong 3: crm_config > cluster_property_set "s" > nvpair "b": stonith-enabled is "perhaps"; it takes true or false: ${why}`,
      `wrong 4: crm_config > cluster_property_set "s" > nvpair "c": cluster-delay is "abc"; it takes a time such as 60s, 2min or 1h: ${why}`,
      `wrong 5: crm_config > cluster_property_set "s" > nvpair "d": is-managed is "ture"; it takes true or false: ${why}`,
      `wrong 9: primitive "p": is-managed is "flase"; it takes true or false: ${why}`,
      `wrong 10: primitive "p" > instance_attributes "i" > nvpair "g": target-role is "stoped"; it takes Started, Stopped, Promoted, Unpromoted, Master or Slave: ${why}`,
    ]);
  });

  test("an XML attribute still counts before a set with a score", () => {
    expect(
      upgrade(
        '<primitive id="p" class="lsb" type="x" is_managed="false"><instance_attributes id="i" score="5"><attributes><nvpair id="n" name="is_managed" value="true"/></attributes></instance_attributes></primitive>',
      ),
    ).toBe(`<primitive id="p" class="lsb" type="x">
  <meta_attributes id="p-meta_attributes" score="INFINITY">
    <nvpair id="p-meta_attributes-is-managed" name="is-managed" value="false"/>
  </meta_attributes>
  <meta_attributes id="i" score="5">
    <nvpair id="n" name="is-managed" value="true"/>
  </meta_attributes>
</primitive>
`);
  });

  test("a rule that Pacemaker cannot say takes along what it limits", () => {
    expect(
      upgrade(
        '<resources><primitive id="p" class="lsb" type="x"><instance_attributes id="i"><rule id="r"><date_expression id="d" operation="lt"/></rule><attributes><nvpair id="n" name="a" value="b"/></attributes></instance_attributes></primitive></resources>',
      ),
    ).toBe(`<resources>
  <primitive id="p" class="lsb" type="x"/>
</resources>
lost 1: primitive "p" > instance_attributes "i": <instance_attributes id="i"> with all in it: Pacemaker cannot say its rule, and without the rule the values would always hold; set the values by hand, with a rule that Pacemaker takes
`);
  });

  test("versions are compared as before, or not at all where Pacemaker's comparison would never end", () => {
    const location = (attribute: string, value: string) =>
      upgrade(
        `<rsc_location id="l" rsc="a"><rule id="r" score="1"><expression id="e" attribute="${attribute}" operation="gt" value="${value}" type="version"/></rule></rsc_location>`,
      );
    expect(location("kernel", "2.6.10")).toContain('operation="gt" value="2.6.10" type="version"/>');
    for (const [attribute, value] of [
      ["kernel", "2.6-xen"],
      ["#uname", "1"],
    ] as const) {
      expect(location(attribute, value)).toBe(
        "refused: nothing of it can be carried over: Pacemaker cannot say its rule, and without the rule it would always hold\n",
      );
    }
  });

  test("comments stay, and what nobody knows is reported and not dropped", () => {
    expect(
      upgrade(
        '<resources>\n<!-- the mail host -->\n<primitive id="p" class="lsb" type="x" colour="red"><shape/></primitive>\n<bundle_of_joy/></resources>',
      ),
    ).toBe(`<resources>
  <!-- the mail host -->
  <primitive id="p" class="lsb" type="x"/>
</resources>
lost 3: primitive "p": attribute colour="red": no version of Heartbeat 2 that this program knows has such an attribute here; look up what it was meant for and set it by hand
lost 3: primitive "p" > shape: <shape>: <primitive> has no such element in Heartbeat 2; look up what it was meant for and set it by hand
lost 4: bundle_of_joy: <bundle_of_joy>: <resources> has no such element in Heartbeat 2; look up what it was meant for and set it by hand
`);
  });

  test("a constraint on what is not there is reported", () => {
    const cib = (rsc: string) =>
      `<configuration><crm_config/><nodes/><resources><clone id="c" globally_unique="false"><primitive id="p" class="lsb" type="x"/></clone></resources><constraints>\n<rsc_location id="l" rsc="${rsc}"><rule id="r" score="1"/></rsc_location></constraints></configuration>`;
    expect(upgrade(cib("c"))).not.toContain("lost");
    for (const rsc of ["gone", "p"]) {
      expect(upgrade(cib(rsc))).toContain(
        `lost 2: rsc_location "l": <rsc_location id="l" rsc="${rsc}"> with all in it: there is no resource "${rsc}" that a constraint can name; write it anew if it is needed\n`,
      );
    }
  });
});

describe("an upgrade refuses", () => {
  test.each([
    [
      "what is Pacemaker's already",
      '<cib validate-with="pacemaker-3.0"/>',
      'it is in Pacemaker\'s form already: validate-with="pacemaker-3.0" (line 1)',
    ],
    [
      "a fragment of Pacemaker's",
      '<primitive id="a" class="ocf" provider="x" type="y">\n<meta_attributes id="m"><nvpair id="n" name="is-managed" value="false"/></meta_attributes></primitive>',
      "it is in Pacemaker's form already: values in <meta_attributes> without <attributes> around them (line 2)",
    ],
    [
      "a mixture",
      '<resources>\n<primitive id="a" is_managed="false"/>\n<master id="m"/></resources>',
      "it mixes two forms: is_managed=\"false\" (line 2) is Heartbeat 2's and <master> (line 3) is Pacemaker's; no cluster loads both, so write all of it in one form first",
    ],
    [
      "what is no CIB",
      "<html/>",
      "<html> is no CIB and no part of one that can be upgraded; there are cib, configuration, crm_config, cluster_property_set, nodes, node, resources, primitive, group, clone, master_slave, constraints, rsc_order, rsc_colocation, rsc_location",
    ],
    [
      "what would leave nothing",
      '<group id="g"/>',
      "nothing of it can be carried over: a group without a resource in it does nothing",
    ],
  ])("%s", (_, text, reason) => {
    expect(upgrade(text)).toBe(`refused: ${reason}\n`);
  });
});
