/**
 * What Xen says of a domain's life. Only "running", "blocked" and "runnable" execute; a domain in any other state is
 * still here: it holds its memory, its devices and its name.
 */
export type DomainState =
  | "running"
  | "blocked"
  /** Ready to run, at the moment on no processor: no letter at all in the toolstack's column. */
  | "runnable"
  | "paused"
  /** Stopped by a migration or a save; it goes on only when somebody resumes it. */
  | "suspended"
  /** Has shut down and is not cleared away yet. Xen 3.0.4's xm says this of a suspended domain too. */
  | "shut-down"
  | "rebooting"
  | "crashed"
  | "dying"
  /** The toolstack did not say, or said what this program does not know: it may execute. */
  | "unclear";

/** A disk that a domain has open. */
export type AttachedDisk = {
  /** A device or file on this host; with a script, what that script takes. Empty for a drive without a medium. */
  readonly target: string;
  /** As the guest calls it, e.g. "xvda". */
  readonly vdev: string;
  readonly access: DiskAccess;
  readonly script?: string;
};

/** "write-shared" is Xen's `w!`: whoever wrote that has taken it on himself that others write too. */
export type DiskAccess = "read" | "write" | "write-shared";

export type Domain = {
  readonly domid: number;
  /** Undefined while it has none: right after its creation, and at the end of its destruction. */
  readonly name: string | undefined;
  readonly uuid?: string;
  readonly state: DomainState;
  /** What it has now; of a domain that arrives by migration it grows. */
  readonly memoryMiB: number;
  /** Processors online; 0 while a domain arrives. */
  readonly vcpus: number;
  /** Undefined where the toolstack did not say, or said something that is not understood. */
  readonly disks?: readonly AttachedDisk[];
};

/** Why a domain has the name that it has. */
export type DomainRole =
  | "itself"
  /** xl: the copy that a migration is filling on its destination. */
  | "arriving"
  /** xl: the source, after the destination was allowed to start its copy. */
  | "left"
  /** xm: the source, from the beginning of a migration or a save on. */
  | "leaving"
  /** xm before 3.0.4: destroyed, but something still holds it. */
  | "zombie";

/**
 * Every name under which a guest's domain can be here: --incoming and --migratedaway are xl's (xl_migrate.c), migrating-
 * is xend's (XendCheckpoint.py of Xen 3.0.4), Zombie- is xend's up to Xen 3.0.3.
 */
export function namesOf(guest: string): readonly { readonly name: string; readonly role: DomainRole }[] {
  return [
    { name: guest, role: "itself" },
    { name: `${guest}--incoming`, role: "arriving" },
    { name: `${guest}--migratedaway`, role: "left" },
    { name: `migrating-${guest}`, role: "leaving" },
    { name: `Zombie-${guest}`, role: "zombie" },
  ];
}

/** The part that a domain of this name plays for the guest; undefined: it is not the guest's. */
export function roleOf(guest: string, domainName: string | undefined): DomainRole | undefined {
  return namesOf(guest).find(({ name }) => name === domainName)?.role;
}

export function belongsTo(guest: string, domainName: string | undefined): boolean {
  return roleOf(guest, domainName) !== undefined;
}

/** Whether a domain in this state can write to its disks. */
export function mayExecute(state: DomainState): boolean {
  return state === "running" || state === "blocked" || state === "runnable" || state === "unclear";
}
