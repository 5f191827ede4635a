import { type Host, type HostFile, wholeFile } from "../host-file.ts";
import {
  type InitSystem,
  type LsbHeader,
  lsbHeaders,
  overridesFolder,
  renderLsbHeader,
} from "../order/lsb-header.ts";
import { systemdOrder } from "../order/systemd-order.ts";
import { platformOf, toolstackOf } from "../settings.ts";

/**
 * In which order the host's services start and stop: Xen, the cluster, xendomains, and back. Debian has systemd, or init scripts
 * in whose place insserv reads a header from a folder of its own; on SLES 10 it reads those of the scripts.
 */
export function order({ description }: Host): readonly HostFile[] {
  if (platformOf(description) === "sles") {
    return headersFor("suse", description).map(([script, header]) => ({
      path: `/etc/init.d/${script}`,
      content: renderLsbHeader(header),
      extent: "header",
      mode: "0755",
    }));
  }
  const { deadlineSeconds, shutdownSeconds } = description.evacuation;
  const units = systemdOrder({
    evacuationSeconds: deadlineSeconds,
    stopSeconds: shutdownSeconds,
    cluster: description.dialect === "heartbeat2" ? "heartbeat" : "corosync",
    leases: description.lease.kind !== "none",
  });
  const overrides = headersFor("debian", description).map(([script, header]) => ({
    path: `${overridesFolder}/${script}`,
    text: renderLsbHeader(header),
  }));
  return [...units, ...overrides].map(({ path, text }) => wholeFile(path, text.trimEnd().split("\n")));
}

function headersFor(
  system: InitSystem,
  description: Host["description"],
): readonly (readonly [string, LsbHeader])[] {
  const cluster = description.dialect === "heartbeat2" ? "heartbeat" : "pacemaker";
  const xen = toolstackOf(description) === "xm" ? "xend" : "xen";
  return [...lsbHeaders(system, { xen, cluster })];
}
