/** Everything that Corosync and Pacemaker are told before their first start. Pure text. */

/** The address of host1, host2, … in the lab's own network, which no other one can see. */
export function addressOf(nodeNumber: number): string {
  return `10.77.0.${nodeNumber}`;
}

/** A token of one second makes a lost node known in about two. */
export function corosyncConf(nodeCount: number): string {
  // Two nodes have no majority without each other; votequorum then needs both options (see votequorum(5)).
  const twoNodes = nodeCount === 2 ? "\n  two_node: 1\n  wait_for_all: 0" : "";
  const numbers = Array.from({ length: nodeCount }, (_, index) => index + 1);
  return `totem {
  version: 2
  cluster_name: xensan-lab
  transport: knet
  crypto_cipher: none
  crypto_hash: none
  token: 1000
}
system {
  # /sys shows the machine's control groups, which are not the lab's to change.
  move_to_root_cgroup: no
}
logging {
  to_stderr: no
  to_syslog: no
  to_logfile: yes
  logfile: /var/log/corosync/corosync.log
  timestamp: hires
}
quorum {
  provider: corosync_votequorum${twoNodes}
}
nodelist {
${numbers.map(nodeEntry).join("")}}
`;
}

function nodeEntry(number: number): string {
  return `  node {
    name: host${number}
    nodeid: ${number}
    ring0_addr: ${addressOf(number)}
  }
`;
}

/**
 * The first CIB of every node. Without dc-deadtime=2s each waits 20 seconds before it elects a coordinator (measured
 * with Pacemaker 2.1.5), and without stonith-enabled=false it starts nothing. The set has an id of its own, so that
 * what a test loads does not collide with it.
 */
export const seedCib = `<cib validate-with="pacemaker-3.0" epoch="1" num_updates="0" admin_epoch="0">
  <configuration>
    <crm_config>
      <cluster_property_set id="lab-options">
        <nvpair id="lab-stonith-enabled" name="stonith-enabled" value="false"/>
        <nvpair id="lab-dc-deadtime" name="dc-deadtime" value="2s"/>
      </cluster_property_set>
    </crm_config>
    <nodes/>
    <resources/>
    <constraints/>
  </configuration>
  <status/>
</cib>
`;
