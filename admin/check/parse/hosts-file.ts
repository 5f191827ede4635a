/** What hosts(5) says: the addresses of each name, in the order of the lines. */
export function parseHosts(text: string): ReadonlyMap<string, readonly string[]> {
  const addresses = new Map<string, string[]>();
  for (const line of text.split("\n")) {
    const [address, ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
    if (address === undefined || address === "") continue;
    for (const name of names.map((each) => each.toLowerCase())) {
      addresses.set(name, [...(addresses.get(name) ?? []), address]);
    }
  }
  return addresses;
}

/** Whether nsswitch.conf(5) has files before dns; what stands between brackets says when to go on. Its default has it so. */
export function filesBeforeDns(text: string): boolean {
  const [, words = "files dns"] = /^\s*hosts:([^#\n]*)/m.exec(text) ?? [];
  const sources = words
    .replaceAll(/\[[^\]]*\]/g, " ")
    .trim()
    .split(/\s+/);
  const files = sources.indexOf("files");
  const dns = sources.findIndex((each) => each === "dns" || each === "resolve");
  return files !== -1 && (dns === -1 || files < dns);
}
