import { declareAgent } from "../../lib/ocf/agent.ts";
import { choice, flag, list } from "../../lib/ocf/parameter.ts";
import { volumeNamePattern } from "../../lib/storage/volume-name.ts";

export const evmsScc = declareAgent({
  name: "EvmsSCC",
  version: "1.0",
  shortdesc: "Activates shared EVMS or LVM2 volumes on every node of the cluster",
  longdesc:
    "Makes the volumes of a shared container (EVMS) or volume group (LVM2) usable on the node where it starts. " +
    "Run it as a clone: each node activates its own view at every start, so a node that joins again has its " +
    "volumes again. The monitor looks whether every expected volume is a usable block device; at check level 10 it " +
    "also reads a sector of each. A stop takes no " +
    "volume away unless deactivate_on_stop is set, and never one that is open. The command xensan cib evmscloneset " +
    "prints the clone.",
  parameters: {
    backend: choice({
      name: "backend",
      choices: ["auto", "evms", "lvm"],
      default: "auto",
      shortdesc: "Volume manager",
      longdesc:
        "Which volume manager activates the volumes: evms runs evms_activate, lvm runs lvchange, and auto takes EVMS " +
        "where evms_activate is installed, else LVM2. Default: auto.",
    }),
    volumes: list({
      name: "volumes",
      item: volumeNamePattern,
      accepts:
        "containers, volume groups or device paths, separated by blanks, in letters, digits and _ + . - " +
        "(for example: san2 /dev/evms/san2/vm2)",
      shortdesc: "Volumes that must be active",
      longdesc:
        "Containers, volume groups or device paths that must be active, separated by blanks. A container or " +
        "volume group stands for all volumes in it; EVMS lists only active ones, so there it stands for those " +
        "that were seen since the node booted. Default: all volumes that the volume manager lists at start.",
    }),
    deactivateOnStop: flag({
      name: "deactivate_on_stop",
      default: false,
      shortdesc: "Deactivate the volumes at stop (LVM2 only)",
      longdesc:
        "Whether a stop deactivates the volumes that are not open. LVM2 only: EVMS cannot deactivate. A volume " +
        "that is open, for example by a running guest, stays active in any case. Default: false.",
    }),
    ignoreDeprecation: flag({
      name: "ignore_deprecation",
      default: false,
      shortdesc: "Suppress the deprecation warning for EVMS",
      longdesc:
        "Accepted so that resources written for ocf:heartbeat:EvmsSCC carry over. If true, a start with EVMS does " +
        "not log that EVMS is no longer maintained. Default: false.",
    }),
  },
  actions: {
    start: { timeoutSeconds: 90 },
    stop: { timeoutSeconds: 30 },
    monitor: {
      timeoutSeconds: 30,
      intervalSeconds: 30,
      deeper: [{ depth: 10, timeoutSeconds: 60, intervalSeconds: 300 }],
    },
    status: { timeoutSeconds: 30 },
    notify: { timeoutSeconds: 20 },
    "validate-all": { timeoutSeconds: 20, deeper: [{ depth: 10, timeoutSeconds: 30 }] },
  },
});
