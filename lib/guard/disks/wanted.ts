import type { ConfigDisk } from "../../xen/disk-spec.ts";
import type { AttachedDisk, Domain } from "../../xen/domain.ts";

/** A disk that a guest is to have: of a host only what is at this place there matters. */
export type WantedDisk = Pick<AttachedDisk, "target" | "access"> & {
  /** Xen's hotplug script, which may make something else of the target than a path. */
  readonly script?: string;
};

export type WantedDisks =
  | { readonly kind: "known"; readonly disks: readonly WantedDisk[] }
  /** One clause without the final stop. */
  | { readonly kind: "unknown"; readonly reason: string };

/** What a configuration or a running domain gives a guest; a drive without a medium is no disk. */
export function wantedOf(disks: readonly (ConfigDisk | AttachedDisk)[]): readonly WantedDisk[] {
  return disks
    .filter(({ target }) => target !== "")
    .map(({ target, access, script }) => ({ target, access, ...(script === undefined ? {} : { script }) }));
}

/** The disks that somebody asked for, with those that the guest has been given besides while it runs here. */
export function withAttached(asked: WantedDisks, domains: readonly Domain[]): WantedDisks {
  if (asked.kind === "unknown") return asked;
  const nameless = domains.find(({ disks }) => disks === undefined);
  if (nameless !== undefined) {
    return { kind: "unknown", reason: `the toolstack does not say what disks domain ${nameless.domid} has` };
  }
  const all = [...asked.disks, ...wantedOf(domains.flatMap(({ disks = [] }) => disks))];
  const byText = new Map(all.map((disk) => [`${disk.target} ${disk.access} ${disk.script ?? ""}`, disk]));
  return { kind: "known", disks: [...byText.values()] };
}
