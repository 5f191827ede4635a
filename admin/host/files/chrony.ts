import { type Renderer, wholeFile } from "../host-file.ts";
import { isNumeric, peersOf, platformOf } from "../settings.ts";
import { timeDaemonOf } from "./time-daemon.ts";

/** chrony.conf: the servers, the other nodes as peers, and of the nodes one whose clock serves when none answers. */
export const chrony: Renderer = (host) => {
  const { time } = host.description;
  if (time === undefined || timeDaemonOf(host.description) !== "chrony") return undefined;
  const peers = peersOf(host).map(({ addresses }) => addresses.cluster);
  const path = platformOf(host.description) === "sles" ? "/etc/chrony.conf" : "/etc/chrony/chrony.conf";
  return wholeFile(path, [
    ...time.servers.map((server) => `server ${server} iburst`),
    ...peers.map((peer) => `peer ${peer}`),
    `local stratum ${time.localStratum} orphan`,
    ...allowed(peers),
    "driftfile /var/lib/chrony/chrony.drift",
    "logdir /var/log/chrony",
    "makestep 1 3",
    "rtcsync",
    "leapsectz right/UTC",
  ]);
};

/** chronyd does not start where it cannot look up a name here, so that a name opens it for all. */
function allowed(peers: readonly string[]): readonly string[] {
  return peers.every(isNumeric) ? peers.map((peer) => `allow ${peer}`) : ["allow"];
}
