import type { XenHost } from "../../support/xenlab/host.ts";
import type { XenLab } from "../../support/xenlab/lab.ts";

/** What all points play on. */
export type Scene = {
  readonly lab: XenLab;
  readonly host1: XenHost;
  readonly host2: XenHost;
  /** Where nfs1's volume begins on the shared disk, in bytes. */
  readonly volumeByte: number;
  /** How often the guest was started anew because QEMU broke its kernel. */
  startedAnew: number;
};

export const guest = "nfs1";
export const guestAddress = "10.9.0.101";

export const clusterFile = `nodes:
  - name: host1
    leaseId: 1
    addresses: { cluster: 10.9.0.1 }
  - name: host2
    leaseId: 2
    addresses: { cluster: 10.9.0.2 }
dialect: pacemaker
lease: /dev/SAN/leases
migrationCipher: aes128-ctr # the fastest under emulation
corosync: { clusterName: xenlab, tokenMs: 10000, cipher: none } # as it runs already
sanlock: { watchdog: false } # these machines have none
guests:
  - { name: nfs1, config: /etc/xen/nfs1.cfg }
`;
