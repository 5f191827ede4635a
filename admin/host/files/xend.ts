import { type Renderer, wholeFile } from "../host-file.ts";
import { interfaceOf, isIpv4, peersOf, toolstackOf } from "../settings.ts";

/** xend-config.sxp: the other nodes, and nobody else, may send guests here. */
export const xend: Renderer = (host) => {
  const { description, node } = host;
  if (toolstackOf(description) !== "xm") return undefined;
  const { relocationPort, dom0MinMemoryMiB } = description.xen;
  return wholeFile("/etc/xen/xend-config.sxp", [
    "(xend-api-server ((unix none)))",
    "(xend-http-server yes)",
    "(xend-unix-server yes)",
    "(xend-relocation-server yes)",
    `(xend-relocation-port ${relocationPort})`,
    `(xend-relocation-hosts-allow '${["localhost", "localhost.localdomain", ...senders(host)].map(pattern).join(" ")}')`,
    `(network-script 'network-bridge netdev=${interfaceOf(node)}')`,
    "(vif-script vif-bridge)",
    `(dom0-min-mem ${dom0MinMemoryMiB})`,
    "(dom0-cpus 0)",
    "(vncpasswd '')",
  ]);
};

/** xend looks a caller's name up and falls back to its address, which is IPv4. */
function senders(host: Parameters<Renderer>[0]): readonly string[] {
  const { domain } = host.description;
  const each = peersOf(host).flatMap(({ name, addresses: { migration, cluster, ssh } }) => [
    name,
    ...(domain === undefined || name.includes(".") ? [] : [`${name}.${domain}`]),
    ...[migration, cluster, ssh].filter(isIpv4),
  ]);
  return [...new Set(each)];
}

/** A whole name and not a part of one; xend reads the backslash out of a quoted text. */
function pattern(name: string): string {
  return `^${name.replaceAll(".", "\\\\.")}$`;
}
