import { describe, expect, it } from "vitest";
import { complaints, edited } from "./parsing.ts";

describe("what concerns more than one place", () => {
  it.each([
    [
      "two nodes with one name, in any case of letters",
      edited("name: host2", "name: HOST1").replace(", host2]", "]"),
      'F, line 9, column 11: nodes[1].name is "HOST1", which is the name of nodes[0] already; each must have its own.',
    ],
    [
      "two nodes with one address",
      edited("cluster: 192.168.10.2", "cluster: 192.168.10.1"),
      'F, line 12, column 16: nodes[1].addresses.cluster is "192.168.10.1", which is nodes[0].addresses.cluster already; no two nodes may share an address.',
    ],
    [
      "two nodes with one address for two purposes",
      edited("migration: 192.168.20.2", "migration: 192.168.1.1"),
      'F, line 14, column 18: nodes[1].addresses.migration is "192.168.1.1", which is nodes[0].addresses.ssh already; no two nodes may share an address.',
    ],
    [
      "two nodes with one address in two spellings",
      edited("cluster: 192.168.10.1", "cluster: fd00::1").replace(
        "cluster: 192.168.10.2",
        "cluster: FD00:0:0::0:1",
      ),
      'F, line 12, column 16: nodes[1].addresses.cluster is "FD00:0:0::0:1", which is nodes[0].addresses.cluster already; no two nodes may share an address.',
    ],
    [
      "another node's name as an address",
      edited("ssh: 192.168.1.1", "ssh: Host2"),
      'F, line 7, column 12: nodes[0].addresses.ssh is "Host2", which is nodes[1].name already; no two nodes may share an address.',
    ],
    [
      "two guests with one name",
      edited("guests:", "guests:\n  - { name: nfs1, config: /etc/xen/nfs2.cfg }"),
      'F, line 23, column 11: guests[1].name is "nfs1", which is the name of guests[0] already; each must have its own.',
    ],
    [
      "two guests with one configuration",
      edited("guests:", "guests:\n  - { name: nfs2, config: /etc/xen/nfs1.cfg }"),
      'F, line 24, column 13: guests[1].config is "/etc/xen/nfs1.cfg", which is the config file of guests[0] already; each must have its own.',
    ],
    [
      "a guest on a node that the file does not have",
      edited("[host1, host2]", "[host1, host3]"),
      'F, line 25, column 19: guests[0].pins[1] is "host3", but it must be the name of a node of this file (they are host1, host2).',
    ],
    [
      "a guest on one node twice",
      edited("[host1, host2]", "[host1, host1]"),
      'F, line 25, column 19: guests[0].pins[1] is "host1", which stands in this list already; delete one.',
    ],
  ])("%s is refused", (_, text, expected) => {
    expect(complaints(text)).toEqual([expected]);
  });

  it("one node may have one address for all, its own name too", () => {
    const text = edited("ssh: 192.168.1.1", "ssh: host1").replace(
      "migration: 192.168.20.1",
      "migration: 192.168.10.1",
    );
    expect(complaints(text)).toEqual([]);
  });

  it("is told also where something else is wrong", () => {
    const text = edited("name: host2", "name: host1")
      .replace("dialect: pacemaker", "dialect: none")
      .replace(", host2]", "]");
    expect(complaints(text)).toEqual([
      'F, line 9, column 11: nodes[1].name is "host1", which is the name of nodes[0] already; each must have its own.',
      'F, line 17, column 10: dialect is "none", but it must be heartbeat2 or pacemaker.',
    ]);
  });
});
