/** A volume that the volume manager knows of, active or not. */
export type Volume = {
  /** "container/volume" or "volume group/logical volume", as people name it in `volumes`. */
  readonly name: string;
  /** The device path that guests are configured with. */
  readonly path: string;
};

export type Outcome = { readonly kind: "done" } | { readonly kind: "failed"; readonly reason: string };

export type Listing =
  | { readonly kind: "listed"; readonly volumes: readonly Volume[] }
  | { readonly kind: "failed"; readonly reason: string };

/** One volume manager of this host, EVMS or LVM2. Reasons are one sentence without the final stop. */
export type VolumeManager = {
  readonly title: "EVMS" | "LVM2";
  /** The program that must be installed, e.g. "evms_activate". */
  readonly program: string;
  /** What must come before an activation and is not there yet, as one clause; undefined: nothing. */
  readonly waitsFor: () => string | undefined;
  /**
   * Makes volumes usable on this node only; an active volume is left as it is.
   * @param wanted names or device paths as in `volumes`; empty: all
   */
  readonly activate: (wanted: readonly string[], timeoutMs: number) => Promise<Outcome>;
  /**
   * Has active volumes as they are now, where another node has changed one. Absent where an activation does that.
   * @param wanted as for `activate`
   */
  readonly refresh?: (wanted: readonly string[], timeoutMs: number) => Promise<Outcome>;
  readonly list: (timeoutMs: number) => Promise<Listing>;
  /**
   * Of volumes that were active earlier, those that `list` would leave out while they are not: without them, a
   * volume that is lost would look like one that never was. None where `list` knows inactive volumes too.
   */
  readonly recall: (paths: readonly string[]) => readonly Volume[];
  /** Takes one volume away unless it is open. Absent where the volume manager cannot do that. */
  readonly deactivate?: (path: string, timeoutMs: number) => Promise<Outcome>;
};
