import { disksOfConfig } from "../../lib/xen/disk-config.ts";
import type { ConfigDisk } from "../../lib/xen/disk-spec.ts";
import type { ConfigValue, DomainConfig } from "../../lib/xen/domain-config.ts";
import { parseDomainConfig } from "../../lib/xen/domain-config.ts";

export type WithScript =
  | {
      readonly kind: "written";
      readonly bytes: Uint8Array;
      /** Disks, by the guest's name for them, that did not have the script and now do. */
      readonly added: readonly string[];
      /** Disks that are written to and cannot have it; each a clause. */
      readonly left: readonly string[];
    }
  /** One sentence with file, line and column. */
  | { readonly kind: "failed"; readonly reason: string };

/**
 * A guest's configuration with a script added to each disk that it writes to; every other byte stays as it is. `config`:
 * what was read from these bytes.
 */
export function withScript(config: DomainConfig, bytes: Uint8Array, script: string): WithScript {
  const found = disksOfConfig(config);
  if (found.kind === "failed") return { kind: "failed", reason: found.reasons[0] };
  const setting = config.settings.get("disk");
  const items = setting?.kind === "list" ? setting.items : [];
  const changes: Change[] = [];
  const added: string[] = [];
  const left: string[] = [];
  for (const [index, disk] of found.disks.entries()) {
    const item = items[index];
    if (item === undefined || disk.access === "read" || disk.script === script) continue;
    const why = whyNot(disk);
    if (why === undefined) {
      changes.push(changeOf(item, bytes, script));
      added.push(disk.vdev);
    } else left.push(`${disk.vdev} ${why}`);
  }
  const changed = carriedOut(bytes, changes);
  const problem = difference(config, changed, found.disks, script);
  return problem === undefined
    ? { kind: "written", bytes: changed, added, left }
    : { kind: "failed", reason: problem };
}

/** Completes "xvda …". libxl runs a script only for what the kernel's backend opens (disk_try_backend() of Xen 4.17). */
function whyNot({ script, format, backendtype }: ConfigDisk): string | undefined {
  if (script !== undefined) return `has the script ${script} already`;
  if (format !== "raw") return `has the format ${format}, for which Xen runs no script`;
  if (backendtype === undefined || backendtype === "phy") return undefined;
  return `has the backendtype ${backendtype}, for which Xen runs no script`;
}

type Change = { readonly offset: number; readonly text: string };

/** At the end of the disk's text, or before `target=`, which takes all that follows it. */
function changeOf({ at }: ConfigValue, bytes: Uint8Array, script: string): Change {
  const start = offsetOf(bytes, at);
  const end = endOfString(bytes, start);
  const text = new TextDecoder("latin1").decode(bytes.subarray(start + 1, end));
  const target = /(?:^|,)[ \t]*(?=target=)/.exec(text);
  if (target !== null) {
    return { offset: start + 1 + target.index + target[0].length, text: `script=${script},` };
  }
  return { offset: end, text: text.trimEnd().endsWith(",") ? `script=${script}` : `,script=${script}` };
}

/** Of a place that is given in characters. What comes before a setting on its line is UTF-8: only comments may be else. */
function offsetOf(bytes: Uint8Array, { line, column }: ConfigValue["at"]): number {
  let start = 0;
  for (let passed = 1; passed < line; passed += 1) start = bytes.indexOf(newline, start) + 1;
  if (line === 1 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) start = 3;
  let offset = start;
  for (let characters = 1; characters < column; characters += 1) {
    do offset += 1;
    while (isContinuation(bytes[offset]));
  }
  return offset;
}

const newline = 10;
const backslash = 92;

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

function endOfString(bytes: Uint8Array, start: number): number {
  const quote = bytes[start];
  let offset = start + 1;
  while (offset < bytes.length && bytes[offset] !== quote) offset += bytes[offset] === backslash ? 2 : 1;
  return offset;
}

function carriedOut(bytes: Uint8Array, changes: readonly Change[]): Uint8Array {
  const inOrder = changes.toSorted((a, b) => a.offset - b.offset);
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const { offset, text } of inOrder) {
    parts.push(bytes.subarray(from, offset), new TextEncoder().encode(text));
    from = offset;
  }
  parts.push(bytes.subarray(from));
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let length = 0;
  for (const part of parts) {
    whole.set(part, length);
    length += part.length;
  }
  return whole;
}

/** Read again, it must be the same guest with the script and nothing else: else it is not given out. */
function difference(
  { file }: DomainConfig,
  changed: Uint8Array,
  before: readonly ConfigDisk[],
  script: string,
): string | undefined {
  const read = parseDomainConfig(file, changed);
  const now = read.kind === "read" ? disksOfConfig(read.config) : read;
  const wanted = before.map((disk) =>
    disk.access === "read" || whyNot(disk) !== undefined ? disk : { ...disk, script },
  );
  if (now.kind === "disks" && same(now.disks, wanted)) return undefined;
  return `${file}: its disks are written in a way that nothing can be added to here: add script=${script} by hand.`;
}

function same(a: readonly ConfigDisk[], b: readonly ConfigDisk[]): boolean {
  const words = (disk: ConfigDisk) => JSON.stringify(Object.entries(disk).sort());
  return a.length === b.length && a.every((disk, index) => words(disk) === words(b[index] ?? disk));
}
