import type { HostDescription } from "../../../lib/cluster/description/description.ts";

/** The key with which the cluster's nodes know each other: one file, the same on all of them, and secret. */
export type ClusterKey = {
  /** Absolute. */
  readonly path: string;
  readonly remoteCommand: "heartbeatKey" | "corosyncKey";
  /** The file's content, from bytes of the system's random source. */
  readonly make: (random: (count: number) => Uint8Array) => Uint8Array;
  /** Whether a file's content can be a key. */
  readonly isKey: (content: Uint8Array) => boolean;
};

/** Undefined where the cluster file wants none. */
export function clusterKeyOf({ dialect, corosync }: HostDescription): ClusterKey | undefined {
  if (dialect === "heartbeat2") return heartbeatKey;
  return corosync.cipher === "none" ? undefined : corosyncKey;
}

/** 160 bits, as many as SHA-1 has. Heartbeat refuses the file where others than root may read it. */
const heartbeatKey: ClusterKey = {
  path: "/etc/ha.d/authkeys",
  remoteCommand: "heartbeatKey",
  make: (random) => Buffer.from(`auth 1\n1 sha1 ${Buffer.from(random(20)).toString("hex")}\n`),
  isKey: (content) => {
    const lines = Buffer.from(content).toString("latin1").split("\n");
    const [, number] =
      lines.map((line) => /^auth\s+(\d+)\s*$/.exec(line)).find((found) => found !== null) ?? [];
    return (
      number !== undefined &&
      lines.some((line) => new RegExp(`^${number}\\s+(?:sha1|md5)\\s+\\S+\\s*$`).test(line))
    );
  },
};

/** As corosync-keygen makes it; Corosync takes 128 to 4096 bytes. */
const corosyncKey: ClusterKey = {
  path: "/etc/corosync/authkey",
  remoteCommand: "corosyncKey",
  make: (random) => random(256),
  isKey: (content) => content.length >= 128 && content.length <= 4096,
};
