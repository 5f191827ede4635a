/** One line of `lvm lvs`. */
export type LogicalVolume = {
  /** "volume group/logical volume". */
  readonly name: string;
  readonly volumeGroup: string;
  /** "/dev/SAN/nfs1" */
  readonly path: string;
  /** "/dev/mapper/SAN-nfs1" */
  readonly mapperPath: string;
  /** "dlm" or "sanlock" under lvmlockd, else empty. */
  readonly lockType: string;
};

export type ParsedLvs =
  | { readonly kind: "listed"; readonly volumes: readonly LogicalVolume[] }
  | { readonly kind: "failed"; readonly reason: string };

export const lvsColumns = "vg_name,lv_name,lv_path,lv_dm_path,lv_skip_activation,vg_lock_type";

/**
 * Reads `lvm lvs --reportformat json` (LVM 2.03). Left out are volumes without a device path, such as thin pools,
 * and those that an administrator told LVM2 not to activate (--setactivationskip).
 */
export function parseLvs(text: string): ParsedLvs {
  const rows = rowsOf(text);
  if (rows === undefined) return unreadable;
  const volumes: LogicalVolume[] = [];
  for (const row of rows) {
    const [volumeGroup, volume, path, mapperPath, skip, lockType] = lvsColumns
      .split(",")
      .map((column) => (isObject(row) ? row[column] : undefined));
    if (typeof volumeGroup !== "string" || typeof volume !== "string" || typeof path !== "string") {
      return unreadable;
    }
    if (path === "" || (skip ?? "") !== "") continue;
    volumes.push({
      name: `${volumeGroup}/${volume}`,
      volumeGroup,
      path,
      mapperPath: typeof mapperPath === "string" ? mapperPath : "",
      lockType: typeof lockType === "string" && lockType !== "none" ? lockType : "",
    });
  }
  return { kind: "listed", volumes };
}

const unreadable: ParsedLvs = {
  kind: "failed",
  reason: "lvm lvs printed something other than its JSON report",
};

function rowsOf(text: string): readonly unknown[] | undefined {
  try {
    const document: unknown = JSON.parse(text);
    const reports = isObject(document) ? document["report"] : undefined;
    if (!Array.isArray(reports)) return undefined;
    const rows = reports.map((report: unknown) => (isObject(report) ? report["lv"] : undefined));
    return rows.every(Array.isArray) ? rows.flat() : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
