import { type DiskParts, takeDiskApart } from "./disk-parts.ts";
import type { DiskAccess } from "./domain.ts";

/** One disk of a guest's configuration. */
export type ConfigDisk = {
  /**
   * The device's or file's absolute path on this host; with a `script`, what that script takes (a path, the name of a
   * DRBD resource); empty for a drive without a medium.
   */
  readonly target: string;
  /** As the guest calls it, e.g. "xvda". */
  readonly vdev: string;
  readonly access: DiskAccess;
  readonly format: DiskFormat;
  readonly cdrom: boolean;
  /** Only where the configuration names one. */
  readonly backendtype?: DiskBackendType;
  /** Xen's hotplug script: named, or meant by one of the prefixes drbd:, iscsi:, nbd: and enbd:. */
  readonly script?: string;
};

const diskFormats = ["raw", "qcow", "qcow2", "vhd", "qed", "empty"] as const;
export type DiskFormat = (typeof diskFormats)[number];

const diskBackendTypes = ["phy", "tap", "qdisk", "standalone"] as const;
export type DiskBackendType = (typeof diskBackendTypes)[number];

/** The reason is a clause: "expected …, found …". */
export type ParsedDisk =
  | { readonly kind: "disk"; readonly disk: ConfigDisk }
  | { readonly kind: "failed"; readonly reason: string };

/**
 * Reads a disk as it stands in a configuration, in xl's syntax (xl-disk-configuration(5) of Xen 4.17) or xm's
 * (`uname,dev,mode`, Xen 3.0.4). Stricter than both: what one of them ignores, overrules or leaves to its working
 * directory is an error here, because a disk that is misread is a disk that two guests write to.
 */
export function parseDiskSpec(spec: string): ParsedDisk {
  if (/(?!\t)\p{Cc}/u.test(spec)) return failed("a disk on one line, found a control character");
  const parts = takeDiskApart(spec);
  if (typeof parts === "string") return failed(parts);
  const problem = contradictionIn(parts);
  return problem === undefined ? assemble(parts) : failed(problem);
}

function assemble(parts: DiskParts): ParsedDisk {
  const { values } = parts;
  const vdev = values.get("vdev") ?? "";
  if (!vdevPattern.test(vdev)) return failed(`a vdev like xvda, found ${vdev || "none"}`);
  const cdrom = values.get("devtype") === "cdrom";
  const target = targetOf(parts);
  if (target === undefined)
    return failed(`a target's whole path, beginning with /, found ${values.get("target")}`);
  if (target === "" && !cdrom) return failed("a target like /dev/evms/san2/nfs1, found none");
  const format = formatOf(values.get("format"), target === "");
  if (format === undefined)
    return failed(`a format that goes with the target, found ${values.get("format")}`);
  const given = values.get("access") ?? "";
  const access = cdrom && given === "" ? "read" : accesses.get(given);
  if (access === undefined) return failed(`access r, ro, w, rw or w!, found ${given}`);
  if (cdrom && access !== "read") return failed(`a cdrom that is only read, found ${given}`);
  const backendtype = diskBackendTypes.find((each) => each === values.get("backendtype"));
  const script = values.get("script");
  return {
    kind: "disk",
    disk: {
      ...{ target, vdev, access, format, cdrom },
      ...(backendtype === undefined ? {} : { backendtype }),
      ...(script === undefined ? {} : { script }),
    },
  };
}

/** As in xen-vbd-interface(7). */
const vdevPattern = /^(?:(?:xvd|hd|sd)[a-z]{1,3}\d{0,3}|d\d{1,5}(?:p\d{1,3})?|0x[0-9a-f]{1,8}|\d{1,10})$/;

/** "w!" and "rw!" are xm's (canonicalise_mode() in the block script of Xen 3.0.4); xl 4.17 refuses them. */
const accesses = new Map<string, DiskAccess>([
  ["", "write"],
  ["r", "read"],
  ["ro", "read"],
  ["w", "write"],
  ["rw", "write"],
  ["w!", "write-shared"],
  ["rw!", "write-shared"],
]);

/** Values that stand in a list of their own. */
function contradictionIn({ values }: DiskParts): string | undefined {
  const { devtype, backendtype, specification, backend } = Object.fromEntries(values);
  if (devtype !== undefined && devtype !== "cdrom" && devtype !== "disk") {
    return `devtype=cdrom or devtype=disk, found ${devtype}`;
  }
  if (backendtype !== undefined && !diskBackendTypes.some((each) => each === backendtype)) {
    return `backendtype ${diskBackendTypes.join(", ")}, found ${backendtype}`;
  }
  if (specification !== undefined && specification !== "xen" && specification !== "virtio") {
    return `specification=xen or specification=virtio, found ${specification}`;
  }
  if (backend !== undefined && backend !== "0" && backend !== "Domain-0") {
    return `a disk of this host, found one that the domain ${backend} opens`;
  }
  return undefined;
}

/** Undefined for a path that xl and xm complete in different ways. Only for phy: both agree on /dev/ (block script). */
function targetOf({ prefixes, values }: DiskParts): string | undefined {
  const target = values.get("target") ?? "";
  if (target === "" || target.startsWith("/") || values.has("script")) return target;
  return prefixes.includes("phy") && /^[A-Za-z0-9]/.test(target) ? `/dev/${target}` : undefined;
}

function formatOf(text: string | undefined, isEmpty: boolean): DiskFormat | undefined {
  const format = diskFormats.find((each) => each === (text ?? "raw"));
  if (isEmpty) return format === undefined ? undefined : "empty";
  return format === "empty" ? undefined : format;
}

function failed(reason: string): ParsedDisk {
  return { kind: "failed", reason: `expected ${reason}` };
}
