import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { clusterFileJsonSchema } from "../../../../../../build/cluster-json-schema.ts";
import { articleText, describing, heartbeatText, todayText } from "../../../../../support/host/clusters.ts";
import { complaints } from "../parsing.ts";

const file = (line: string) =>
  `nodes:\n  - { name: host1, addresses: { cluster: 10.0.0.1 } }\ndialect: pacemaker\nlease: none\n${line}\n`;

describe("a section of another kind", () => {
  it.each([
    ["time", "a mapping with the keys daemon, servers and localStratum"],
    ["multipath", "a mapping with the keys form and maps"],
    ["heartbeat", "a mapping with the keys udpPort, keepaliveMs, warnMs, deadMs and initialDeadMs"],
    ["corosync", "a mapping with the keys clusterName, tokenMs and cipher"],
    ["volumes", "a mapping with the keys evms and lvm"],
    ["xen", "a mapping with the keys relocationPort, dom0MinMemoryMiB and bridge"],
    ["sanlock", "a mapping with the key watchdog"],
  ])("%s is refused with what is accepted", (key, accepts) => {
    for (const [written, found] of [
      ["5", "the number 5"],
      ["text", '"text"'],
      ["[a]", "a list"],
      ["~", "the empty value ~"],
      ["", "empty"],
    ]) {
      expect(complaints(file(`${key}: ${written}`))).toEqual([
        expect.stringMatching(/^F, line 5, column \d+: /),
      ]);
      expect(complaints(file(`${key}: ${written}`))[0]).toContain(
        `: ${key} is ${found}, but it must be ${accepts}.`,
      );
    }
  });

  it.each([
    ["modules: { a: 1 }", "modules is a mapping, but it must be a list of kernel modules."],
    ["modules: [a]", 'modules[0] is "a", but it must be a mapping with the keys name and options.'],
    [
      "modules: [{ name: a, options: [] }]",
      "modules[0].options is an empty list, but it must be a list with at least one option.",
    ],
    ["modules: [{ name: a }]", "modules[0].options is missing; it must be a list with at least one option."],
    ["time: { servers: a }", 'time.servers is "a", but it must be a list of addresses of time servers.'],
    ["multipath: { maps: {} }", "multipath.maps is a mapping, but it must be a list of LUNs."],
    [
      "multipath: { maps: [{ wwid: a }] }",
      "multipath.maps[0].alias is missing; it must be a name for /dev/mapper",
    ],
    [
      "volumes: { evms: [] }",
      "volumes.evms is an empty list, but it must be a mapping with the keys devices, exclude and containers.",
    ],
    [
      "volumes: { evms: { devices: [] } }",
      "volumes.evms.devices is an empty list, but it must be a list with at least one name",
    ],
    ["volumes: { lvm: a }", 'volumes.lvm is "a", but it must be a mapping with the key devices.'],
    [
      "volumes: { lvm: { devices: a } }",
      'volumes.lvm.devices is "a", but it must be a list of paths below /dev.',
    ],
  ])("%s is refused", (line, sentence) => {
    const all = complaints(file(line));
    expect(all).toHaveLength(1);
    expect(all[0]).toMatch(/^F, line 5, column \d+: /);
    expect(all[0]).toContain(`: ${sentence}`);
  });

  it("a number where an option is meant is told with its quotes", () => {
    expect(complaints(file("xen: { bridge: 1e3 }"))[0]).toContain('; to have it read as text, write "1e3".');
  });
});

describe("the JSON Schema", () => {
  const schema = z.fromJSONSchema(clusterFileJsonSchema());
  const accepts = (text: string) => schema.safeParse(parse(text)).success;

  it.each([articleText, heartbeatText(20), todayText(2), todayText(20), file("")])(
    "accepts what is accepted",
    (text) => {
      expect(accepts(text)).toBe(true);
      expect(describing(text).nodes.length).toBeGreaterThan(0);
    },
  );

  it.each([
    "time: { server: [] }",
    "modules: [{ name: a, options: [b] }]",
    "xen: { relocationPort: 0 }",
    "volumes: { evms: { devices: [dm-3] } }",
    "sanlock: { watchdog: 1 }",
  ])("refuses %s", (line) => {
    expect(accepts(file(line))).toBe(false);
  });
});
