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
    .filter(({ after }) => paths.some((path) => after.test(path)))
    .map(({ run }) => run);
}

type NextStep = { readonly after: RegExp; readonly run: string };

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
    run: "for each in heartbeat xendomains xend; do insserv -r $each; done; for each in xend heartbeat xendomains; do insserv -d $each; done",
  },
  { after: /^\/etc\/xen\/xend-config\.sxp/, run: "rcxend restart" },
  {
    after: /^\/etc\/ha\.d\//,
    run: "xensan host key    # on the first host; on the others: xensan host key --from HOST. Then rcheartbeat restart, one host at a time",
  },
];
