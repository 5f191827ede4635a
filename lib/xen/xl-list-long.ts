import type { AttachedDisk, Domain } from "./domain.ts";
import type { Listing } from "./presence.ts";

/**
 * Reads `xl list -l`, the configuration of the domains as JSON (Xen 4.17), for their disks and as the second witness of
 * an absence. It knows no states, so they are "unclear" here, and it may lack domains that `xl list` shows. Narrowed
 * by hand: on XenVM's monitor path a schema library would cost more time than all else.
 */
export function parseXlListLong(text: string): Listing {
  const entries = jsonOf(text);
  if (!Array.isArray(entries)) return unreadable("it is not one whole JSON array");
  const domains: Domain[] = [];
  for (const entry of entries as readonly unknown[]) {
    const domain = domainOf(entry);
    if (domain === undefined) return unreadable("an entry is no domain with its id and configuration");
    domains.push(domain);
  }
  return { kind: "listed", domains };
}

/** libxl's number for "no domain yet" is 2^32-1; c_info has it as its own "domid", beside the entry's real one. */
const largestDomid = 0xffff;

function domainOf(entry: unknown): Domain | undefined {
  if (!isObject(entry) || !isObject(entry["config"])) return undefined;
  const { domid, config } = entry;
  const created = config["c_info"];
  const built = config["b_info"];
  if (!isNatural(domid) || domid > largestDomid || !isObject(created) || !isObject(built)) return undefined;
  const { name, uuid } = created;
  if (name !== undefined && name !== null && typeof name !== "string") return undefined;
  const memoryKiB = built["target_memkb"] ?? built["max_memkb"] ?? 0;
  const vcpus = built["max_vcpus"] ?? 0;
  if (!isNatural(memoryKiB) || !isNatural(vcpus)) return undefined;
  const disks = disksOf(config["disks"]);
  return {
    domid,
    name: name === null || name === "(null)" ? undefined : name,
    ...(typeof uuid === "string" ? { uuid } : {}),
    state: "unclear",
    memoryMiB: Math.round(memoryKiB / 1024),
    vcpus,
    ...(disks === undefined ? {} : { disks }),
  };
}

/** Undefined where one disk is not understood: a list without it would look complete. */
function disksOf(entries: unknown = []): readonly AttachedDisk[] | undefined {
  if (!Array.isArray(entries)) return undefined;
  const disks = (entries as readonly unknown[]).map(diskOf);
  return disks.some((disk) => disk === undefined) ? undefined : disks.filter((disk) => disk !== undefined);
}

/** libxl leaves a member out that has its initial value: no "readwrite" is 0, which is read-only. */
function diskOf(entry: unknown): AttachedDisk | undefined {
  if (!isObject(entry)) return undefined;
  const { vdev, script, backend_domname: backend } = entry;
  const { pdev_path: target = "", readwrite = 0, backend_domid: backendId = 0 } = entry;
  if (typeof vdev !== "string" || typeof target !== "string" || !isNatural(readwrite)) return undefined;
  if (script !== undefined && typeof script !== "string") return undefined;
  // Opened by another domain, its path says nothing about this host's devices.
  if (backendId !== 0 || (backend !== undefined && backend !== "0" && backend !== "Domain-0"))
    return undefined;
  const access = readwrite === 0 ? "read" : "write";
  return { target, vdev, access, ...(script === undefined ? {} : { script }) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNatural(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function unreadable(why: string): Listing {
  return { kind: "unknown", reason: `xl list -l printed something other than its report (${why})` };
}
