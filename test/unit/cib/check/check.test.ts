import { describe, expect, test } from "vitest";
import { checkCib } from "../../../../cib/check/check.ts";
import { readXml } from "../../../../cib/read-xml.ts";

/** "line code: what", one for each finding. */
function check(text: string): readonly string[] {
  const report = checkCib(readXml(text));
  if (report.kind === "refused") return [`refused: ${report.reason}`];
  return report.findings.map(({ code, line, what }) => `${line} ${code}: ${what}`);
}

const options = (values: { readonly [name: string]: string }) =>
  Object.entries(values)
    .map(([name, value], index) => `<nvpair id="o${index}" name="${name}" value="${value}"/>`)
    .join("");
const good = { "no-quorum-policy": "freeze", "stop-orphan-resources": "false", "stonith-enabled": "false" };

/** A guest that is as it must be, plus what a case adds to it. */
function guest(meta: { readonly [name: string]: string } = {}, inside = ""): string {
  const pairs = options({ "is-managed": "false", "multiple-active": "block", ...meta }).replaceAll(
    'id="o',
    'id="g',
  );
  return `<primitive id="nfs1" class="ocf" provider="xensan" type="XenVM"><meta_attributes id="gm">${pairs}</meta_attributes>${inside}</primitive>`;
}

function pacemaker(
  resources: string,
  { config = options(good), constraints = "", defaults = "" } = {},
): string {
  return `<cib validate-with="pacemaker-3.0"><configuration>
<crm_config><cluster_property_set id="s">${config}</cluster_property_set></crm_config>${defaults}<nodes/>
<resources>${resources}</resources>
<constraints>${constraints}</constraints></configuration></cib>`;
}

function heartbeat2(
  resources: string,
  values: { readonly [name: string]: string } = good,
  constraints = "",
): string {
  return `<cib have_quorum="true"><configuration>
<crm_config><cluster_property_set id="s"><attributes>${options(values)}</attributes></cluster_property_set></crm_config><nodes/>
<resources>${resources}</resources>
<constraints>${constraints}</constraints></configuration><status/></cib>`;
}

const evms = '<clone id="set"><primitive id="evms" class="ocf" provider="xensan" type="EvmsSCC"/></clone>';
const oldGuest = (attributes: string) =>
  `<primitive id="nfs1" class="ocf" provider="heartbeat" type="Xen" ${attributes}/>`;

describe("a CIB that keeps its hands off guests is clean", () => {
  test("in both forms, and in parts", () => {
    expect(check(pacemaker(guest() + evms))).toEqual([]);
    expect(check(heartbeat2(oldGuest('is_managed="false" multiple_active="block"') + evms))).toEqual([]);
    expect(check(guest())).toEqual([]);
    expect(check(evms)).toEqual([]);
    expect(check("<resources/>")).toEqual([]);
  });

  test("and says what it looked at", () => {
    expect(checkCib(readXml(pacemaker(guest() + evms)))).toEqual({
      kind: "checked",
      dialect: "pacemaker",
      findings: [],
      lookedAt: { resources: 2, guests: 1, evms: 1, constraints: 0, clusterOptions: true },
    });
  });

  test("also where the guest's values stand in a set elsewhere, in a template or around it as defaults", () => {
    const meta =
      '<meta_attributes id="m"><nvpair id="a" name="is-managed" value="false"/><nvpair id="b" name="multiple-active" value="block"/></meta_attributes>';
    const other = `<primitive id="x" class="ocf" provider="y" type="Dummy">${meta}</primitive>`;
    expect(
      check(
        pacemaker(
          `${other}<primitive id="nfs1" class="ocf" type="XenVM" provider="xensan"><meta_attributes id-ref="m"/></primitive>`,
        ),
      ),
    ).toEqual([]);
    expect(
      check(
        pacemaker(
          `<template id="t" class="ocf" type="XenVM" provider="xensan">${meta}</template><primitive id="nfs1" template="t"/>`,
        ),
      ),
    ).toEqual([]);
    const bare = '<primitive id="nfs1" class="ocf" type="XenVM" provider="xensan"/>';
    expect(check(pacemaker(bare, { defaults: `<rsc_defaults>${meta}</rsc_defaults>` }))).toEqual([]);
  });
});

describe("a guest", () => {
  test.each<[string, string, readonly string[]]>([
    [
      "is managed by default",
      pacemaker('<primitive id="nfs1" type="VirtualDomain"/>'),
      [
        "3 guest-managed: guest nfs1 is managed (is-managed is not set)",
        "3 guest-multiple-active: guest nfs1 does not say multiple-active=block",
      ],
    ],
    [
      "is managed by its own word",
      pacemaker(guest({ "is-managed": "true" })),
      ["3 guest-managed: guest nfs1 is managed"],
    ],
    [
      "is managed at some times",
      pacemaker(
        guest(
          {},
          '<meta_attributes id="m2" score="5"><rule id="r"/><nvpair id="x" name="is-managed" value="true"/></meta_attributes>',
        ),
      ),
      ["3 guest-managed: guest nfs1 is managed (by a rule)"],
    ],
    [
      "is managed by its group, although the defaults say no",
      pacemaker(
        `<group id="g"><meta_attributes id="q"><nvpair id="w" name="is-managed" value="true"/><nvpair id="v" name="multiple-active" value="block"/></meta_attributes><primitive id="nfs1" type="Xen"/></group>`,
        {
          defaults:
            '<rsc_defaults><meta_attributes id="d"><nvpair id="e" name="is-managed" value="false"/></meta_attributes></rsc_defaults>',
        },
      ),
      [
        "3 guest-managed: guest nfs1 is managed (not set here, but around it or as a default)",
        "3 guest-group: guest nfs1 is in the group g",
      ],
    ],
    [
      "is only unmanaged in the other spelling",
      pacemaker(
        '<primitive id="nfs1" type="Xen"><meta_attributes id="m"><nvpair id="a" name="is_managed" value="false"/><nvpair id="b" name="multiple-active" value="block"/></meta_attributes></primitive>',
      ),
      [
        "3 mixed-dialects: the option is_managed is spelt as in Heartbeat 2",
        "3 guest-managed: guest nfs1 is managed (is-managed is not set)",
      ],
    ],
    [
      "has a target role",
      pacemaker(guest({ "target-role": "Stopped" })),
      ["3 guest-target-role: guest nfs1 has the target role Stopped"],
    ],
    [
      "has a target role among its parameters",
      pacemaker(
        guest(
          {},
          '<instance_attributes id="i"><nvpair id="x" name="target_role" value="started"/></instance_attributes>',
        ),
      ),
      ["3 guest-target-role: guest nfs1 has the target role started"],
    ],
    [
      "may be migrated",
      pacemaker(guest({ "allow-migrate": "true" })),
      ["3 guest-allow-migrate: guest nfs1 may be migrated by the cluster"],
    ],
    [
      "has options that no cluster knows",
      pacemaker(guest({ "is-managed": "flase", "target-role": "stoped", "allow-migrate": "fales" })),
      [
        '3 guest-managed: of guest nfs1 is-managed is "flase"; it takes true or false',
        '3 guest-target-role: of guest nfs1 target-role is "stoped"; it takes Started, Stopped, Promoted, Unpromoted, Master or Slave',
        '3 guest-allow-migrate: of guest nfs1 allow-migrate is "fales"; it takes true or false',
      ],
    ],
    [
      "leaves to the cluster what it does by default",
      pacemaker(guest({ "target-role": "default", "allow-migrate": "#default" })),
      [],
    ],
    [
      "is stopped when it seems to run twice",
      pacemaker(guest({ "multiple-active": "stop_only" })),
      ["3 guest-multiple-active: guest nfs1 has multiple-active=stop_only"],
    ],
    [
      "is in a clone",
      pacemaker(`<clone id="c">${guest()}</clone>`),
      ["3 guest-clone: guest nfs1 is in the clone c"],
    ],
    [
      "has a monitor for when it is stopped",
      pacemaker(
        guest({}, '<operations><op id="p" name="monitor" role="Stopped" interval="1h"/></operations>'),
      ),
      ["3 guest-stopped-monitor: guest nfs1 has a monitor with role=Stopped"],
    ],
    [
      "of Heartbeat 2 is managed",
      heartbeat2(oldGuest("")),
      [
        "3 guest-managed: guest nfs1 is managed (is-managed is not set)",
        "3 guest-multiple-active: guest nfs1 does not say multiple-active=block",
      ],
    ],
    [
      "of Heartbeat 2 has a target role",
      heartbeat2(
        oldGuest('is_managed="0" multiple_active="block"').replace(
          "/>",
          '><instance_attributes id="i"><attributes><nvpair id="x" name="target_role" value="stopped"/></attributes></instance_attributes></primitive>',
        ),
      ),
      ["3 guest-target-role: guest nfs1 has the target role stopped"],
    ],
  ])("%s", (_, text, findings) => {
    expect(check(text)).toEqual(findings);
  });
});

describe("a constraint on a guest", () => {
  test.each<[string, string, string]>([
    ["order", '<rsc_order id="o" first="set" then="nfs1"/>', "4 guest-order: an order names the guest nfs1"],
    [
      "order of sets",
      '<rsc_order id="o"><resource_set id="r"><resource_ref id="set"/><resource_ref id="nfs1"/></resource_set></rsc_order>',
      "4 guest-order: an order names the guest nfs1",
    ],
    [
      "colocation",
      '<rsc_colocation id="c" rsc="nfs1" with-rsc="set"/>',
      "4 guest-colocation: a colocation names the guest nfs1",
    ],
    [
      "location",
      '<rsc_location id="l" rsc="nfs1" node="host1" score="1"/>',
      "4 guest-location: a location names the guest nfs1",
    ],
    [
      "location by pattern",
      '<rsc_location id="l" rsc-pattern="n.*" node="host1" score="1"/>',
      "4 guest-location: a location by pattern, n.*, may stand for a guest",
    ],
    ["ticket", '<rsc_ticket id="t" rsc="nfs1" ticket="a"/>', "4 guest-ticket: a ticket names the guest nfs1"],
  ])("%s", (_, constraints, finding) => {
    expect(check(pacemaker(guest() + evms, { constraints }))).toEqual([finding]);
  });

  test("also through a tag or its group, and in Heartbeat 2's form", () => {
    const tags = '<tags><tag id="all"><obj_ref id="nfs1"/></tag></tags>';
    expect(
      check(
        pacemaker(guest(), {
          constraints: '<rsc_location id="l" rsc="all" node="host1" score="1"/>',
        }).replace("</configuration>", `${tags}</configuration>`),
      ),
    ).toEqual(["4 guest-location: a location names the guest all"]);
    const group = `<group id="g">${oldGuest('is_managed="false" multiple_active="block"')}</group>`;
    expect(check(heartbeat2(group, good, '<rsc_order id="o" from="g" to="x"/>'))).toEqual([
      "3 guest-group: guest nfs1 is in the group g",
      "4 guest-order: an order names the guest g",
    ]);
  });

  test("what does not name a guest is none of our business", () => {
    expect(
      check(pacemaker(guest() + evms, { constraints: '<rsc_order id="o" first="set" then="fs"/>' })),
    ).toEqual([]);
  });
});

describe("cluster options", () => {
  test.each<[string, string, readonly string[]]>([
    [
      "none at all",
      pacemaker("", { config: "" }),
      [
        "2 no-quorum-policy: no-quorum-policy is not set, and its default is stop",
        "2 orphans-stopped: stop-orphan-resources is not set, and its default is true",
        "2 fencing: stonith-enabled is not set, and its default is true",
      ],
    ],
    [
      "none at all in Heartbeat 2, which fences nobody by default",
      heartbeat2("", {}),
      [
        "2 no-quorum-policy: no-quorum-policy is not set, and its default is stop",
        "2 orphans-stopped: stop-orphan-resources is not set, and its default is true",
      ],
    ],
    [
      "all of them bad",
      pacemaker("", {
        config: options({
          "no-quorum-policy": "suicide",
          "stop-orphan-resources": "true",
          "stonith-enabled": "true",
          "maintenance-mode": "true",
          "stop-all-resources": "yes",
        }),
      }),
      [
        "2 no-quorum-policy: no-quorum-policy is suicide",
        "2 orphans-stopped: stop-orphan-resources is true",
        "2 fencing: stonith-enabled is true",
        "2 maintenance-mode: maintenance-mode is true",
        "2 stop-all: stop-all-resources is yes",
      ],
    ],
    [
      "Heartbeat 2's older names",
      heartbeat2("", { no_quorum_policy: "stop", stop_orphan_resources: "false" }),
      ["2 no-quorum-policy: no-quorum-policy is stop"],
    ],
    [
      "one of them twice",
      pacemaker("", { config: `${options(good)}<nvpair id="z" name="no-quorum-policy" value="ignore"/>` }),
      ["2 option-twice: no-quorum-policy is set to freeze in line 2 and to ignore here"],
    ],
    [
      "unmanaged by default, which stops the EVMS clone",
      heartbeat2(evms, { ...good, "is-managed-default": "false" }),
      ["2 managed-default: resources are unmanaged by default"],
    ],
    [
      "unmanaged by default in Pacemaker",
      pacemaker(evms, {
        defaults:
          '<rsc_defaults><meta_attributes id="d"><nvpair id="e" name="is-managed" value="false"/></meta_attributes></rsc_defaults>',
      }),
      ["2 managed-default: resources are unmanaged by default"],
    ],
  ])("%s", (_, text, findings) => {
    expect(check(text)).toEqual(findings);
  });

  const takes = "it takes ignore, freeze, stop, demote, fence or suicide";
  test.each(["frezee", "freeze ", "", "fenced"])('a policy that is none, "%s", counts as stop', (value) => {
    const text = pacemaker("", { config: options({ ...good, "no-quorum-policy": value }) });
    expect(check(text)).toEqual([`2 no-quorum-policy: no-quorum-policy is "${value}"; ${takes}`]);
    const report = checkCib(readXml(text));
    expect(report.kind === "checked" ? report.findings[0] : undefined).toMatchObject({
      why: "the cluster goes by its default, stop: on a host that loses quorum the volumes are taken away under its running guests, or the host is shot",
      mend: "set no-quorum-policy=freeze (xensan cib policy)",
    });
  });

  test("Heartbeat 2 knows fewer policies, and its older name is judged like the new one", () => {
    const { "no-quorum-policy": _, ...others } = good;
    expect(check(heartbeat2("", { ...others, no_quorum_policy: "frozen" }))).toEqual([
      '2 no-quorum-policy: no-quorum-policy is "frozen"; it takes ignore, freeze or stop',
    ]);
  });

  test.each(["ignore", "Freeze"])("a policy that stops nothing, %s, is clean in both forms", (value) => {
    const values = { ...good, "no-quorum-policy": value };
    expect(check(pacemaker("", { config: options(values) }))).toEqual([]);
    expect(check(heartbeat2("", values))).toEqual([]);
  });

  test("a slip of the pen in a flag is never taken for what is harmless", () => {
    const config = options({
      ...{ "no-quorum-policy": "freeze", "stop-orphan-resources": "flase", "stonith-enabled": "false " },
      ...{ "maintenance-mode": "ture", "stop-all-resources": "", "is-managed-default": "treu" },
    });
    expect(check(pacemaker(evms, { config }))).toEqual([
      '2 orphans-stopped: stop-orphan-resources is "flase"; it takes true or false',
      '2 fencing: stonith-enabled is "false "; it takes true or false',
      '2 maintenance-mode: maintenance-mode is "ture"; it takes true or false',
      '2 stop-all: stop-all-resources is ""; it takes true or false',
      '2 managed-default: is-managed-default is "treu"; it takes true or false',
    ]);
    const clone = evms.replace('id="set"', 'id="set" is_managed="ture"');
    expect(check(heartbeat2(clone))).toEqual([
      '3 evms-unmanaged: of EvmsSCC evms is-managed is "ture"; it takes true or false',
    ]);
  });

  test("unmanaged by default is fine where the EVMS clone says otherwise", () => {
    const clone = evms.replace('id="set"', 'id="set" is_managed="true"');
    expect(check(heartbeat2(clone, { ...good, "is-managed-default": "false" }))).toEqual([]);
  });
});

describe("EvmsSCC", () => {
  test.each<[string, string, readonly string[]]>([
    [
      "twice",
      pacemaker(evms + evms.replaceAll(/id="(\w+)"/g, 'id="$12"')),
      ["3 evms-twice: EvmsSCC evms2 is a second one; the first is evms"],
    ],
    [
      "in no clone",
      pacemaker('<primitive id="evms" class="ocf" provider="xensan" type="EvmsSCC"/>'),
      ["3 evms-no-clone: EvmsSCC evms is in no clone"],
    ],
    [
      "unmanaged",
      pacemaker(
        evms.replace(
          "<primitive",
          '<meta_attributes id="m"><nvpair id="n" name="is-managed" value="false"/></meta_attributes><primitive',
        ),
      ),
      ["3 evms-unmanaged: EvmsSCC evms is not managed"],
    ],
    [
      "the stock agent with a repeated monitor",
      '<clone id="c"><primitive id="evms" class="ocf" provider="heartbeat" type="EvmsSCC"><operations>\n<op id="a" name="monitor" interval="10s"/>\n<op id="b" name="monitor" interval="0"/><op id="d" name="start" interval="0"/></operations></primitive></clone>',
      ["2 evms-stock-monitor: EvmsSCC evms of the provider heartbeat has a repeated monitor"],
    ],
  ])("%s", (_, text, findings) => {
    expect(check(text)).toEqual(findings);
  });
});

describe("a document", () => {
  test("with both forms, or an id twice, is told so", () => {
    expect(check('<resources>\n<primitive id="a" is_managed="true"/>\n<master id="a"/></resources>')).toEqual(
      [
        "3 mixed-dialects: is_managed=\"true\" (line 2) is Heartbeat 2's form, <master> (line 3) is Pacemaker's",
        '3 duplicate-id: the id "a" is there twice; the first is a primitive (line 2)',
      ],
    );
    expect(
      check('<clone id="x" notify="true"><instance_attributes id="x"/><primitive id="p"/></clone>'),
    ).toEqual([]);
  });

  test("that is no CIB is refused", () => {
    expect(check("<html/>")).toEqual(["refused: <html> is no CIB and no part of one that can be checked"]);
  });
});
