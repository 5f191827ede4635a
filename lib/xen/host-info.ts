/** This host, as its hypervisor describes it. */
export type HostInfo = {
  /** What `uname -n` says. */
  readonly host: string;
  /** E.g. "4.17.7", or "3.0.4-1" of Xen 3.0.4. */
  readonly version: string;
  readonly totalMemoryMiB: number;
  /** Free for guests. xl has already taken off what other creations have claimed. */
  readonly freeMemoryMiB: number;
};

export type HostInfoAnswer =
  | { readonly kind: "told"; readonly info: HostInfo }
  | { readonly kind: "unknown"; readonly reason: string };

/**
 * Reads `xl info` (Xen 4.17) and `xm info` (Xen 3.0.4), which both print "key : value" lines and memory in MiB. xm has no
 * xen_version, so the version is put together from its parts.
 */
export function parseHostInfo(text: string, command: string): HostInfoAnswer {
  const values = new Map<string, string>();
  for (const line of text.split("\n")) {
    const found = /^([a-z_]+) *:(.*)$/.exec(line);
    const [, key = "", value = ""] = found ?? [];
    // Twice one key is no answer of one host; the first must not silently lose.
    if (found !== null && values.has(key)) return lacks(`one ${key}`);
    if (found !== null) values.set(key, value.trim());
  }
  const number = (key: string) =>
    /^\d{1,9}$/.test(values.get(key) ?? "") ? Number(values.get(key)) : undefined;
  const host = values.get("host") ?? "";
  const [major, minor] = [number("xen_major"), number("xen_minor")];
  const [totalMemoryMiB, freeMemoryMiB] = [number("total_memory"), number("free_memory")];
  // A cut through a number leaves a smaller one, so the line break at the end must be there.
  if (!text.endsWith("\n")) return lacks("its last line break");
  if (host === "") return lacks("host");
  if (major === undefined || minor === undefined) return lacks("xen_major and xen_minor");
  if (totalMemoryMiB === undefined) return lacks("total_memory in MiB");
  if (freeMemoryMiB === undefined) return lacks("free_memory in MiB");
  const version = `${major}.${minor}${values.get("xen_extra") ?? ""}`;
  return { kind: "told", info: { host, version, totalMemoryMiB, freeMemoryMiB } };

  function lacks(what: string): HostInfoAnswer {
    return { kind: "unknown", reason: `what ${command} printed lacks ${what}` };
  }
}
