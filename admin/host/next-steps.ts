import type { Host } from "./host-file.ts";
import { platformOf } from "./settings.ts";

/**
 * What an administrator runs after these files have changed; nothing of it is run by xensan, which does not know when a
 * host may lose its disks, its cluster or its time.
 *
 * @param paths absolute
 */
export function nextSteps(host: Host, paths: readonly string[]): readonly string[] {
  const sles = platformOf(host.description) === "sles";
  return (sles ? slesSteps : debianSteps)
    .map(({ after, run }) => ({ run, changed: paths.filter((path) => after.test(path)) }))
    .filter(({ changed }) => changed.length > 0)
    .map(({ run, changed }) => (typeof run === "string" ? run : run(changed.map(nameOf))));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** `run`: what is told, or made from the names of the files that have changed. */
type NextStep = { readonly after: RegExp; readonly run: string | ((names: readonly string[]) => string) };

const debianSteps: readonly NextStep[] = [
  {
    after: /^\/etc\/(?:modprobe\.d|multipath\.conf|lvm)/,
    run: "update-initramfs -u -k all    # the boot's own copy; it holds from the next boot on",
  },
  {
    after: /^\/etc\/multipath\.conf/,
    run: "multipath -t >/dev/null && systemctl reload multipathd && multipath -ll",
  },
  { after: /^\/etc\/chrony\//, run: "systemctl restart chrony" },
  { after: /^\/etc\/ntpsec\//, run: "systemctl restart ntpsec" },
  {
    after: /^\/etc\/systemd\/system\//,
    run: "systemctl daemon-reload && systemctl enable --now xendomains.service xensan-evacuate.service",
  },
  {
    after: /^\/etc\/insserv\//,
    run: (names) => `${inOrder(names)}    # only where this host boots without systemd`,
  },
  {
    after: /^\/etc\/(?:sanlock\/|default\/(?:sanlock|wdmd))/,
    run: "systemctl enable wdmd sanlock    # and restart them while no guest runs here: its lease goes with sanlock",
  },
  {
    after: /^\/etc\/corosync\//,
    run: "xensan host key    # on the first host; on the others: xensan host key --from HOST. Then restart corosync, one host at a time",
  },
];

const slesSteps: readonly NextStep[] = [
  { after: /^\/etc\/modprobe\.conf\.local/, run: "mkinitrd    # it holds from the next boot on" },
  {
    after: /^\/etc\/multipath\.conf/,
    run: "insserv boot.device-mapper boot.multipath multipathd    # then reboot",
  },
  { after: /^\/etc\/ntp\.conf/, run: "insserv ntp && rcntp restart" },
  {
    after: /^\/etc\/init\.d\//,
    run: inOrder,
  },
  { after: /^\/etc\/xen\/xend-config\.sxp/, run: "rcxend restart" },
  {
    after: /^\/etc\/ha\.d\//,
    run: "xensan host key    # on the first host; on the others: xensan host key --from HOST. Then rcheartbeat restart, one host at a time",
  },
];

/** Out of the order, the last one first, and into it anew. */
function inOrder(names: readonly string[]): string {
  const out = names.toReversed().join(" ");
  return `for each in ${out}; do insserv -r $each; done; for each in ${names.join(" ")}; do insserv -d $each; done`;
}
