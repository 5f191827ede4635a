import type { FoundNode } from "./found.ts";

/** The nodes of a corosync.conf (corosync.conf(5)): each `node { … }` with its name and its first address. */
export function corosyncNodes(text: string): readonly FoundNode[] {
  const plain = text.replaceAll(/^\s*#.*$/gm, "");
  return [...plain.matchAll(/\bnode\s*\{([^{}]*)\}/g)].flatMap(([, inner = ""]): FoundNode[] => {
    const value = (key: string) => new RegExp(`^\\s*${key}\\s*:\\s*(\\S+)\\s*$`, "m").exec(inner)?.[1];
    const address = value("ring0_addr");
    const name = value("name") ?? address;
    return name === undefined ? [] : [{ name, address }];
  });
}

/** The nodes of Heartbeat's ha.cf; it has no addresses of theirs by name. One line may have several. */
export function heartbeatNodes(text: string): readonly FoundNode[] {
  const names = [...text.matchAll(/^\s*node\s+([^#\n]+)/gm)].flatMap(([, words = ""]) =>
    words.trim().split(/\s+/),
  );
  return [...new Set(names)].map((name) => ({ name, address: undefined }));
}

/** The first address of a name in what `getent ahosts NAME` prints. */
export function firstAddress(printed: string): string | undefined {
  const addresses = printed.split("\n").flatMap((line) => line.trim().split(/\s+/)[0] || []);
  // A loopback address, as Debian's installer gives a host's own name, reaches nobody.
  return addresses.find((each) => !/^127\.|^::1$/.test(each));
}
