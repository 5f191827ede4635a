import { lsbHeaders, renderLsbHeader } from "../../../lib/host-files/lsb-header.ts";
import { systemdOrder } from "../../../lib/host-files/systemd-order.ts";
import { type Host, type HostFile, wholeFile } from "../host-file.ts";
import { platformOf, toolstackOf } from "../settings.ts";

/**
 * In which order the host's services start and stop: Xen, the cluster, xendomains, and back. Debian has systemd; on SLES 10
 * insserv reads it from the headers of the init scripts.
 */
export function order({ description }: Host): readonly HostFile[] {
  if (platformOf(description) === "debian") {
    const { deadlineSeconds, shutdownSeconds } = description.evacuation;
    return systemdOrder({ evacuationSeconds: deadlineSeconds, stopSeconds: shutdownSeconds }).map(
      ({ path, text }) => wholeFile(path, text.trimEnd().split("\n")),
    );
  }
  const cluster = description.dialect === "heartbeat2" ? "heartbeat" : "pacemaker";
  const xen = toolstackOf(description) === "xm" ? "xend" : "xen";
  return [...lsbHeaders("suse", { xen, cluster })].map(([script, header]) => ({
    path: `/etc/init.d/${script}`,
    content: renderLsbHeader(header),
    extent: "header",
    mode: "0755",
  }));
}
