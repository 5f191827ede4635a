import type { AskedDisk } from "./wanted-disk.ts";

/** A disk and for which domain, as xenstore has it. */
export type Request = AskedDisk & { readonly domid: number; readonly domainName: string };

/** The values of these keys, by one question; undefined: one is not there, or they cannot be read. */
export type ReadXenstore = (keys: readonly string[]) => Promise<readonly string[] | undefined>;

/**
 * Reads what the toolstack wrote before it ran the script. `path`: XENBUS_PATH, e.g. backend/vbd/3/51712 (libxl of Xen 4.17,
 * xend of 3.0.4); the domain's name, and with it a migration's suffix, stands in the domain's own folder.
 *
 * @returns a text where it is no request: one clause
 */
export async function readRequest(path: string, read: ReadXenstore): Promise<Request | string> {
  const found = /^(?:\/local\/domain\/0\/)?backend\/vbd\/(\d{1,5})\/\d{1,10}$/.exec(path);
  if (found === null) return `XENBUS_PATH is ${JSON.stringify(path)}, which is no disk of this host's`;
  const [, domid = ""] = found;
  const values = await read([
    ...["params", "mode", "frontend-id"].map((key) => `${path}/${key}`),
    `/local/domain/${domid}/name`,
  ]);
  const [params, mode, frontend, domainName, ...more] = values ?? [];
  if (params === undefined || mode === undefined || domainName === undefined || more.length > 0)
    return `xenstore does not say what ${path} is, or for whom`;
  if (frontend !== domid) return `xenstore does not say for whom ${path} is`;
  if (domainName === "") return `xenstore has no name for domain ${domid}`;
  if (!/^(?:r|ro|w|rw|w!|rw!)$/.test(mode))
    return `xenstore has the mode ${JSON.stringify(mode)} for ${path}`;
  // xend leaves out what the block script puts before it (expand_dev() in block).
  const target = params.startsWith("/") ? params : `/dev/${params}`;
  return { target, writes: mode.includes("w"), domid: Number(domid), domainName };
}
