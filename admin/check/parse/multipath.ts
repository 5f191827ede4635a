export type MultipathMap = {
  readonly alias: string;
  readonly wwid: string;
  readonly paths: readonly { readonly device: string; readonly isUp: boolean }[];
};

export type ParsedMaps =
  | { readonly kind: "listed"; readonly maps: readonly MultipathMap[] }
  | { readonly kind: "unknown"; readonly reason: string };

/**
 * Reads `multipath -ll`: of multipath-tools 0.4.7 (SLES 10), with states in brackets, and of 0.4.9 and later, with a column
 * for each. Complaints that the tool mixes in have a time before them, and are passed over.
 */
export function parseMultipath(text: string): ParsedMaps {
  const maps: { alias: string; wwid: string; paths: { device: string; isUp: boolean }[] }[] = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "" || isAside(line)) continue;
    const map = headOf(line);
    const path = map === undefined ? pathOf(line) : undefined;
    if (map !== undefined) maps.push({ ...map, paths: [] });
    else if (path !== undefined && maps.length > 0) maps.at(-1)?.paths.push(path);
    else if (!isOfAMap(line)) return unreadable(line);
  }
  return { kind: "listed", maps };
}

/** "Aug 30 05:09:18 | …", and of 0.4.7 "error calling out …" and the like without a time. */
function isAside(line: string): boolean {
  return (
    /^(?:[A-Z][a-z]{2} +\d+ \d\d:\d\d:\d\d|\d+\.\d+) \|/.test(line) ||
    /^(?:error|sd\w+:|cciss|libdevmapper)/.test(line)
  );
}

/** "mpath2 (3600…) dm-0 HP,HSV200"; without an alias of its own the WWID alone. */
function headOf(line: string): { readonly alias: string; readonly wwid: string } | undefined {
  const plain = line.replace(/^(?:create|reload|undef|reject|rename|resize|switchpg|unchanged)\b: /, "");
  const [, name, inBrackets] =
    /^([A-Za-z0-9][^\s()]*)(?: \(([^\s()]+)\))?(?: +dm-\d+\b.*|\s*)$/.exec(plain) ?? [];
  if (name === undefined || (inBrackets === undefined && !/ dm-\d+\b/.test(plain))) return undefined;
  return { alias: name, wwid: inBrackets ?? name };
}

function pathOf(line: string): { readonly device: string; readonly isUp: boolean } | undefined {
  const [, device, states = ""] =
    /^[\s|`\\_-]*(?:\d+|#):(?:\d+|#):(?:\d+|#):(?:\d+|#)\s+(\S+)\s+(?:\d+|#):(?:\d+|#)\s+(.*)$/.exec(line) ??
    [];
  if (device === undefined) return undefined;
  const words = states.split(/[\s[\]]+/).filter((word) => word !== "");
  const isDown = words.some((word) => /^(?:failed|faulty|shaky|offline)$/.test(word));
  return { device, isUp: !isDown && (words.includes("active") || words.includes("ready")) };
}

/** The size, and the groups of paths. */
function isOfAMap(line: string): boolean {
  return (
    /^\[?size=/.test(line) ||
    /^[\s|`\\_+-]*(?:policy='|round-robin|queue-length|service-time|historical-service-time)/.test(line)
  );
}

function unreadable(line: string): ParsedMaps {
  const shown = JSON.stringify(line.slice(0, 80));
  return { kind: "unknown", reason: `multipath -ll printed a line that is not understood: ${shown}` };
}
