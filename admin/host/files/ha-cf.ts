import { type Renderer, wholeFile } from "../host-file.ts";
import { interfaceOf, peersOf } from "../settings.ts";

/**
 * Heartbeat's ha.cf. Directives hold from their line on, so that the port comes before the media and the times before
 * all; evmsd is started again whenever it ends otherwise than with 100.
 */
export const haCf: Renderer = (host) => {
  const { description, node } = host;
  if (description.dialect !== "heartbeat2") return undefined;
  const { udpPort, keepaliveMs, warnMs, deadMs, initialDeadMs } = description.heartbeat;
  const evms = description.volumes?.evms !== undefined;
  return wholeFile("/etc/ha.d/ha.cf", [
    "use_logd yes",
    ...timing("keepalive", keepaliveMs),
    ...timing("warntime", warnMs),
    ...timing("deadtime", deadMs),
    ...timing("initdead", initialDeadMs),
    ...(udpPort === undefined ? [] : [`udpport ${udpPort}`]),
    "autojoin any",
    "crm true",
    "auto_failback off",
    ...peersOf(host).map(({ addresses }) => `ucast ${interfaceOf(node)} ${addresses.cluster}`),
    ...description.nodes.map(({ name }) => `node ${name}`),
    ...(evms ? ["respawn root /sbin/evmsd", "apiauth evms uid=hacluster,root"] : []),
  ]);
};

function timing(directive: string, ms: number | undefined): readonly string[] {
  return ms === undefined ? [] : [`${directive} ${ms}ms`];
}
