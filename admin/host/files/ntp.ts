import { type Renderer, wholeFile } from "../host-file.ts";
import { peersOf, platformOf } from "../settings.ts";
import { timeDaemonOf } from "./time-daemon.ts";

/**
 * ntp.conf: the servers, the other nodes, and the own clock where none of them answers. SLES 10 has ntpd 4.2; Debian has
 * NTPsec, which takes a peer for a server and has its own word for the local clock.
 */
export const ntp: Renderer = (host) => {
  const { time } = host.description;
  if (time === undefined || timeDaemonOf(host.description) !== "ntp") return undefined;
  const servers = time.servers.map((server) => `server ${server} iburst`);
  const peers = peersOf(host).map(({ addresses }) => addresses.cluster);
  return platformOf(host.description) === "sles"
    ? wholeFile("/etc/ntp.conf", [
        ...servers,
        ...peers.map((peer) => `peer ${peer}`),
        "server 127.127.1.0",
        `fudge 127.127.1.0 stratum ${time.localStratum}`,
        "driftfile /var/lib/ntp/drift/ntp.drift",
        "logfile /var/log/ntp",
      ])
    : wholeFile("/etc/ntpsec/ntp.conf", [
        ...servers,
        ...peers.map((peer) => `server ${peer}`),
        `refclock local stratum ${time.localStratum}`,
        "driftfile /var/lib/ntpsec/ntp.drift",
        "leapfile /usr/share/zoneinfo/leap-seconds.list",
        "restrict default kod nomodify noquery limited",
        "restrict 127.0.0.1",
        "restrict ::1",
      ]);
};
