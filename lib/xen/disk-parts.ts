/** What a disk's text consists of; one entry for what was given, by position or by name. */
export type DiskParts = {
  /** In their order, e.g. ["tap", "aio"]. */
  readonly prefixes: readonly string[];
  readonly values: ReadonlyMap<DiskKey, string>;
};

export type DiskKey = "target" | (typeof keys)[number];

/** COLO's keys are not among them: its hidden and active disks are written to as well, and nothing here knows them. */
const keys = [
  "format",
  "vdev",
  "access",
  "devtype",
  "backendtype",
  "backend",
  "script",
  "specification",
] as const;

const flags: readonly string[] = ["direct-io-safe", "discard", "no-discard"];

/** COLO opens further disks; of the others, Xen 4.17.7's sources know what its own generated parser takes for a target. */
const refusedFlags: readonly string[] = ["colo", "no-colo", "trusted", "untrusted"];

const formatPrefixes: readonly string[] = ["raw", "qcow", "qcow2", "vhd"];
const scriptPrefixes: readonly string[] = ["drbd", "iscsi", "nbd", "enbd"];
const plainPrefixes: readonly string[] = ["phy", "file", "tap", "tap2", "tapdisk", "aio", "ioemu"];

/**
 * Takes a disk's text apart from left to right, as xl's lexer does (libxlu_disk_l.l of Xen 4.17): prefixes before the
 * target, `key=value`, flags, and what has no name in the order target, format (not after a prefix), vdev, access;
 * `target=` takes all that is left. Unlike xl, nothing may be given twice.
 *
 * @returns the problem as a text where there is one: what was expected, and what was found
 */
export function takeDiskApart(spec: string): DiskParts | string {
  const prefixes: string[] = [];
  const values = new Map<DiskKey, string>();
  let rest = spec;
  for (;;) {
    rest = rest.replace(/^[ \t]+/, "");
    if (rest === "") return { prefixes, values };
    const prefix = values.has("target") ? undefined : /^([a-z][a-z0-9]*):/.exec(rest)?.[1];
    let problem: string | undefined;
    if (prefix !== undefined) {
      problem = takePrefix(prefix, prefixes, values);
      rest = rest.slice(prefix.length + 1);
    } else if (rest.startsWith("target=")) {
      // xl takes one comma off the end.
      problem = give(values, "target", rest.slice("target=".length).replace(/,$/, ""));
      rest = "";
    } else {
      const [part = ""] = rest.split(",", 1);
      problem = takePart(part, values, prefixes.length > 0);
      rest = rest.slice(part.length + 1);
    }
    if (problem !== undefined) return problem;
  }
}

type Values = Map<DiskKey, string>;

function takePrefix(prefix: string, prefixes: string[], values: Values): string | undefined {
  prefixes.push(prefix);
  if (formatPrefixes.includes(prefix)) return give(values, "format", prefix);
  if (scriptPrefixes.includes(prefix)) return give(values, "script", `block-${prefix}`);
  return plainPrefixes.includes(prefix) ? undefined : `a target, found the unknown prefix ${prefix}:`;
}

function takePart(part: string, values: Values, hasPrefix: boolean): string | undefined {
  const named = /^([^=]*)=(.*)$/.exec(part);
  if (named !== null) {
    const [, key, value = ""] = named;
    const known = keys.find((each) => each === key);
    if (known === undefined) return `one of ${[...keys, "target"].join(", ")}, found ${key}=`;
    return value === "" ? `a value after ${key}=, found none` : give(values, known, value);
  }
  if (part === "cdrom") return give(values, "devtype", "cdrom");
  if (flags.includes(part)) return undefined;
  if (refusedFlags.includes(part)) return `another flag than ${refusedFlags.join(", ")}, found ${part}`;
  return givePosition(part, values, hasPrefix);
}

function givePosition(part: string, values: Values, hasPrefix: boolean): string | undefined {
  if (!values.has("target")) return give(values, "target", part);
  if (!hasPrefix && !values.has("format")) {
    // ",hdc:cdrom,r": a drive without a medium has no format between its target and its vdev.
    const emptyDrive = values.get("target") === "" && part.includes(":");
    if (!emptyDrive) return give(values, "format", part === "" ? "raw" : part);
    return give(values, "format", "empty") ?? giveVdev(part, values);
  }
  if (!values.has("vdev")) return giveVdev(part, values);
  if (!values.has("access")) return give(values, "access", part);
  return `no further part after target, format, vdev and access, found ${part === "" ? "an empty one" : part}`;
}

/** "hdc:cdrom" is known by position only: after `vdev=`, xl keeps the colon and makes it a disk that is written to. */
function giveVdev(part: string, values: Values): string | undefined {
  const [, ioemu = "", vdev = part, type] = /^(ioemu:)?(.*?)(?::(cdrom|disk))?$/.exec(part) ?? [];
  const problem = type === undefined ? undefined : give(values, "devtype", type);
  return problem ?? give(values, "vdev", vdev === "" ? ioemu : vdev);
}

/** Only an empty target may be followed by another: by the manual page, `target=` then has it. */
function give(values: Values, key: DiskKey, value: string): string | undefined {
  if (values.has(key) && !(key === "target" && values.get(key) === "")) return `one ${key}, found a second`;
  values.set(key, value);
  return undefined;
}
