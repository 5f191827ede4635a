import { declareAgent } from "../../lib/ocf/agent.ts";
import { choice, flag, list, seconds, text, wholeNumber } from "../../lib/ocf/parameter.ts";
import { guestNameProblem } from "../../lib/xen/guest-name.ts";
import { carriedOver, configPath } from "./carried-over.ts";

export const xenVm = declareAgent({
  name: "XenVM",
  version: "1.0",
  shortdesc:
    "Watches a Xen guest on shared disks; starts, stops and moves it only if nothing speaks against it",
  longdesc:
    "A guest whose disks several hosts can see may run on one of them only. By default (policy=manual) the cluster " +
    "just watches it: start, stop and migration are refused unless an administrator permitted that one action on " +
    "that node with xensan permit. With policy=cluster the cluster may act; even then every action asks all hosts " +
    "and the lease volume first, and is refused in doubt. The guest and all hosts must stand in " +
    "/etc/xensan/cluster.yaml. The monitor says not running only where that is certain. At check level 10 it also " +
    "asks the other hosts whether the guest runs there, and whether it has its lease here. The command xensan cib " +
    "domain prints the resource for a guest.",
  parameters: {
    config: text({
      name: "config",
      ...configPath,
      shortdesc: "The guest's configuration file",
      longdesc:
        "Absolute path of the guest's xl or xm configuration, the same on every node. Default: the one that " +
        "the cluster file names for the guest.",
    }),
    name: text({
      name: "name",
      allows: (name) => guestNameProblem(name) === undefined,
      accepts: "a guest's name: at most 17 letters, digits and _ + . -, not only digits, such as nfs1",
      shortdesc: "The guest's name in Xen",
      longdesc:
        "The guest's name in Xen, as in its configuration. Default: the name that stands there, else the one that " +
        "the cluster file has for that configuration. Set it: then the guest is watched also on a node where the " +
        "configuration is missing. The name of the resource is never taken for it.",
    }),
    policy: choice({
      name: "policy",
      choices: ["manual", "cluster"],
      default: "manual",
      shortdesc: "Who starts, stops and moves the guest",
      longdesc:
        "Who starts, stops and moves the guest. manual: administrators; the cluster needs a permit for each action " +
        "(xensan permit), and never destroys the guest. cluster: the cluster manager too, as far as the guard " +
        "allows it. Default: manual.",
    }),
    toolstack: choice({
      name: "toolstack",
      choices: ["auto", "xl", "xm"],
      default: "auto",
      shortdesc: "Xen's tools",
      longdesc: "Xen's tools: xl, xm, or auto, which takes xl where it is installed, else xm. Default: auto.",
    }),
    shutdownTimeoutSeconds: seconds({
      name: "shutdown_timeout",
      most: 86_400,
      shortdesc: "Seconds that the guest gets to shut down",
      longdesc:
        "Seconds that the guest gets to shut down. With policy=cluster, a guest that takes longer, or cannot shut down, " +
        "is destroyed, and with 0 at once. With policy=manual it is left running, and the stop has failed. Default: two thirds of the " +
        "stop's time-out.",
    }),
    shutdownAcpi: flag({
      name: "shutdown_acpi",
      default: true,
      shortdesc: "Press the power button of a guest without Xen's drivers",
      longdesc:
        "Whether a guest that has no paravirtual drivers, and so cannot hear a request to shut down, gets its power " +
        "button pressed instead. Default: true.",
    }),
    monitorScripts: list({
      name: "monitor_scripts",
      item: /^\/[^\s,]+$/,
      accepts: "absolute paths of programs, separated by blanks",
      shortdesc: "Programs that look at the guest's services",
      longdesc:
        "Absolute paths of programs that look at the guest's services, separated by blanks. Each repeated monitor " +
        "runs them one after the other, without arguments and without a shell, while the guest runs. The time that " +
        "is left is shared among them. One that fails, or takes too long, makes the monitor fail; it never means " +
        "that the guest is stopped. A probe does not run them. Default: none.",
    }),
    reservedDom0MemoryMiB: wholeNumber({
      name: "reserved_dom0_memory",
      least: 0,
      most: 16_777_216,
      default: 0,
      shortdesc: "MiB of memory that the host keeps",
      longdesc:
        "MiB of memory that the host keeps: the guest is not started on a node where the memory that is free, with " +
        "what the host has above this number, is less than the guest's. Default: 0, which leaves it to Xen.",
    }),
    migrationAddress: list({
      name: "migration_address",
      item: /^[A-Za-z0-9][A-Za-z0-9.-]*=[A-Za-z0-9](?:[A-Za-z0-9.:-]*[A-Za-z0-9])?$/,
      accepts: "NODE=ADDRESS, separated by blanks, such as host1=192.168.20.1 host2=192.168.20.2",
      shortdesc: "Addresses that the guest is moved to",
      longdesc:
        "Addresses that the guest is moved to: NODE=ADDRESS, separated by blanks, for each node that differs from " +
        "the migration address in the cluster file. Default: none, which takes those of the cluster file.",
    }),
    ...carriedOver,
  },
  actions: {
    start: { timeoutSeconds: 300 },
    stop: { timeoutSeconds: 480 },
    monitor: {
      timeoutSeconds: 60,
      intervalSeconds: 30,
      deeper: [{ depth: 10, timeoutSeconds: 120, intervalSeconds: 300 }],
    },
    status: { timeoutSeconds: 30 },
    migrate_to: { timeoutSeconds: 3_600 },
    migrate_from: { timeoutSeconds: 120 },
    "validate-all": { timeoutSeconds: 20, deeper: [{ depth: 10, timeoutSeconds: 30 }] },
  },
});
