import { readBoundedFile } from "../../lib/system/bounded-file.ts";
import { largestConfig, parseDomainConfig, type ReadConfig } from "../../lib/xen/domain-config.ts";

/** Reads a guest's configuration. What cannot be read is a sentence; only a file that is not there is missing. */
export function readConfigFile(path: string): ReadConfig | { readonly kind: "missing" } {
  try {
    const file = readBoundedFile(path, largestConfig);
    if (file === undefined) return { kind: "failed", reason: `${path} cannot be read (it is no file).` };
    return parseDomainConfig(path, file.bytes);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG") return { kind: "missing" };
    return { kind: "failed", reason: `${path} cannot be read (${code ?? String(error)}).` };
  }
}
