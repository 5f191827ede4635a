/** All that `xensan check order` goes by, gathered once; what could not be read is told as such. */
export type OrderFacts = {
  readonly boot: BootFacts;
  /** The settings that xendomains sources. */
  readonly settings: SettingsFacts;
  readonly promised: Promised;
};

/** Of the cluster file. */
export type Promised = {
  /** How long an evacuation may take. */
  readonly evacuationSeconds: number;
  /** The cluster has a lease volume. */
  readonly hasLeases: boolean;
};

export type BootFacts =
  | {
      readonly kind: "systemd";
      /** Every unit that was asked for, by name. */
      readonly units: ReadonlyMap<string, Unit>;
      /** What is begun in a person's session ends after the evacuation. */
      readonly sessionsWait: boolean;
    }
  | {
      readonly kind: "sysv";
      /** Names of the links, e.g. "S10xend", by runlevel. */
      readonly links: ReadonlyMap<string, readonly string[]>;
    }
  /** One clause. */
  | { readonly kind: "unknown"; readonly reason: string };

export type Unit = {
  readonly isLoaded: boolean;
  readonly isActive: boolean;
  readonly isEnabled: boolean;
  /** The file that it is read from. */
  readonly file: string;
  /** It starts after these, and so stops before them. */
  readonly after: readonly string[];
  /** Whose start stops it. */
  readonly conflictedBy: readonly string[];
  /** Seconds; undefined: no limit. */
  readonly stopSeconds: number | undefined;
  readonly jobSeconds: number | undefined;
  /** Its stop takes this host out of the lease volume first. */
  readonly leavesLeases: boolean;
};

export type SettingsFacts =
  | {
      readonly kind: "read";
      readonly path: string;
      readonly text: string;
      /** What is in the folder of the guests that xendomains starts, by the settings. */
      readonly toStart: readonly string[];
    }
  | { readonly kind: "absent"; readonly path: string }
  | { readonly kind: "unknown"; readonly reason: string };
