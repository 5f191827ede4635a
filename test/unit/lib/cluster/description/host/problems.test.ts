import { describe, expect, it } from "vitest";
import { complaints } from "../parsing.ts";

const file = (more: string, dialect = "pacemaker", second = "10.0.0.2") =>
  `nodes:
  - { name: host1, addresses: { cluster: 10.0.0.1 } }
  - { name: host2, addresses: { cluster: "${second}" } }
dialect: ${dialect}
lease: none
${more}
`;

describe("what stands twice", () => {
  it.each([
    [
      "time: { servers: [A.example, a.example] }",
      'time.servers[1] is "a.example", which stands in this list already; delete one.',
    ],
    [
      "multipath: { maps: [{ wwid: w1, alias: a }, { wwid: w1, alias: b }] }",
      'multipath.maps[1].wwid is "w1", which is the WWID of multipath.maps[0] already; each must have its own.',
    ],
    [
      "multipath: { maps: [{ wwid: w1, alias: a }, { wwid: w2, alias: a }] }",
      'multipath.maps[1].alias is "a", which is the name of multipath.maps[0] already; each must have its own.',
    ],
    [
      "modules: [{ name: a-b, options: [x=1] }, { name: a_b, options: [x=1] }]",
      'modules[1].name is "a_b", which is the name of modules[0] already; each must have its own.',
    ],
    [
      "modules: [{ name: a, options: [x=1, x=2] }]",
      'modules[0].options[1] is "x=2", which stands in this list already; delete one.',
    ],
    [
      "volumes: { evms: { devices: [sda, sda] } }",
      'volumes.evms.devices[1] is "sda", which stands in this list already; delete one.',
    ],
    [
      "volumes: { evms: { containers: [a, a] } }",
      'volumes.evms.containers[1] is "a", which stands in this list already; delete one.',
    ],
    [
      "volumes: { lvm: { devices: [/dev/sda, /dev/sda] } }",
      'volumes.lvm.devices[1] is "/dev/sda", which stands in this list already; delete one.',
    ],
  ])("%s is refused", (line, sentence) => {
    expect(complaints(file(line))).toEqual([expect.stringMatching(/^F, line 6, column \d+: /)]);
    expect(complaints(file(line))[0]).toContain(`: ${sentence}`);
  });

  it("a key in a section is refused", () => {
    expect(complaints(file("time:\n  localStratum: 4\n  localStratum: 5"))).toEqual([
      'F, line 8, column 3: time has the key "localStratum" a second time, after line 7; keep one.',
    ]);
  });
});

describe("Heartbeat's times", () => {
  it.each([
    [
      "{ warnMs: 1000 }",
      "heartbeat.warnMs is 1000, but it must be more than keepaliveMs, which is 1000 where it is left out.",
    ],
    [
      "{ keepaliveMs: 600, deadMs: 1000 }",
      "heartbeat.deadMs is 1000, but it must be at least twice keepaliveMs, which is 600.",
    ],
    [
      "{ initialDeadMs: 59999 }",
      "heartbeat.initialDeadMs is 59999, but it must be at least twice deadMs, which is 30000 where it is left out.",
    ],
    [
      "{ warnMs: 5000, deadMs: 5000 }",
      "heartbeat.deadMs is 5000, but it must be more than warnMs, which is 5000.",
    ],
  ])("%s is refused", (written, sentence) => {
    expect(complaints(file(`heartbeat: ${written}`))).toEqual([expect.stringContaining(`: ${sentence}`)]);
  });

  it("that follow each other are taken", () => {
    expect(
      complaints(file("heartbeat: { keepaliveMs: 200, warnMs: 1000, deadMs: 2000, initialDeadMs: 5000 }")),
    ).toEqual([]);
  });
});

describe("IPv6", () => {
  it("is refused for a cluster of Heartbeat's, and only there", () => {
    expect(complaints(file("", "pacemaker", "fd00::2"))).toEqual([]);
    expect(complaints(file("", "heartbeat2", "fd00::2"))).toEqual([
      'F, line 3, column 42: nodes[1].addresses.cluster is "fd00::2", but where dialect is heartbeat2 it must be an IPv4 address or a host name: Heartbeat 2 speaks no IPv6.',
    ]);
  });
});
