import { type Renderer, wholeFile } from "../host-file.ts";
import { platformOf } from "../settings.ts";

/** With a name of its own making, a host that comes back waits minutes for its own number on the lease volume. */
export const sanlockConf: Renderer = ({ description, node }) =>
  description.lease.kind === "none"
    ? undefined
    : wholeFile("/etc/sanlock/sanlock.conf", [
        `our_host_name = ${node.name}`,
        `use_watchdog = ${description.sanlock.watchdog ? 1 : 0}`,
      ]);

/** How the daemon is started. Debian's own file switches the watchdog off on the command line, which sanlock.conf cannot undo. */
export const sanlockStart: Renderer = ({ description }) => {
  if (description.lease.kind === "none") return undefined;
  const options = description.sanlock.watchdog ? "" : "-w 0";
  return platformOf(description) === "sles"
    ? wholeFile("/etc/sysconfig/sanlock", [`SANLOCKOPTS="${options}"`])
    : wholeFile("/etc/default/sanlock", ["enabled=1", `sanlock_opts="${options}"`]);
};

/** The watchdog's daemon, without which sanlock with a watchdog does not join. */
export const wdmd: Renderer = ({ description }) => {
  if (description.lease.kind === "none") return undefined;
  return platformOf(description) === "sles"
    ? wholeFile("/etc/sysconfig/wdmd", ['WDMDOPTS=""'])
    : wholeFile("/etc/default/wdmd", [`enabled=${description.sanlock.watchdog ? 1 : 0}`, 'wdmd_opts=""']);
};
