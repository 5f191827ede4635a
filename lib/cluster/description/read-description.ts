import { maxBytes } from "./decode.ts";
import type { HostDescription } from "./description.ts";
import { type EarlierReading, earlierReading } from "./earlier-reading.ts";
import type { FileAccess } from "./file-access.ts";
import type { Problem } from "./problem.ts";
import { readTrusted, type TrustedRead } from "./read-trusted.ts";

export const clusterFile = "/etc/xensan/cluster.yaml";

export type DescriptionReading =
  | { readonly kind: "description"; readonly description: HostDescription }
  /** There is no such file. */
  | { readonly kind: "absent"; readonly problems: readonly Problem[] }
  /** It is not root's alone, cannot be read, or says something wrong. */
  | { readonly kind: "refused"; readonly problems: readonly Problem[] };

/**
 * Reads the cluster file if nobody but root can have written it. What it says is parsed and checked only where the same bytes
 * were not before; the reader of YAML is loaded only then.
 *
 * @param path absolute
 */
export async function readDescription(
  access: FileAccess,
  path: string = clusterFile,
  earlier: EarlierReading = earlierReading(access),
): Promise<DescriptionReading> {
  const read = bytesOf(access, path);
  if (read.kind !== "bytes") return read;
  const known = earlier.recall(read.bytes);
  if (known !== undefined) return { kind: "description", description: known };
  const { parseDescription } = await import("./parse.ts");
  const parsed = parseDescription(read.bytes);
  if (parsed.kind === "description") earlier.keep(read.bytes, parsed.description);
  return parsed;
}

type Bytes = TrustedRead & { readonly kind: "bytes" };

function bytesOf(
  access: FileAccess,
  path: string,
): Bytes | Exclude<DescriptionReading, { readonly kind: "description" }> {
  try {
    const read = readTrusted(access, path, maxBytes);
    return read.kind === "bytes" ? read : { kind: "refused", problems: read.reasons.map(general) };
  } catch (error) {
    return unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown) {
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code !== "string") throw error;
  if (code === "ENOENT") {
    const sentence = `${path} does not exist; xensan init proposes one, which names the hosts, the cluster manager and the lease volume.`;
    return { kind: "absent" as const, problems: [general(sentence)] };
  }
  const mend = code === "EACCES" ? "run this as root" : "look at the path and the disk";
  return { kind: "refused" as const, problems: [general(`${path} cannot be read (${code}); ${mend}.`)] };
}

function general(sentence: string): Problem {
  return { key: "", sentence };
}
