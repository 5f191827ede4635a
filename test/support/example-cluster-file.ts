/** A cluster file as a person would write it, which tests start from. */
export const exampleClusterFile = `# The Xen hosts of one cluster and the guests on their shared disks; the same file on every host.
nodes:
  - name: host1 # as "uname -n" prints it
    leaseId: 1 # its own number on the lease volume, for good: never give it to another host
    addresses:
      cluster: 192.168.10.1 # for the cluster manager
      ssh: 192.168.1.1 # these two are the cluster's address where they are left out
      migration: 192.168.20.1
  - name: host2
    leaseId: 2
    addresses:
      cluster: 192.168.10.2
      ssh: 192.168.1.2
      migration: 192.168.20.2

toolstack: auto # auto, xl or xm
dialect: pacemaker # pacemaker or heartbeat2
provider: xensan
lease: /dev/SAN/leases # a small shared volume, or none

guests:
  - name: nfs1
    config: /etc/xen/nfs1.cfg # the same path on every host
    priority: 100 # 0 to 1000: the higher is moved first
    pins: [host1, host2] # the only hosts where it may run; left out: any
`;
