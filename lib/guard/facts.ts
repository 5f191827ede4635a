import type { DiskAccess } from "../xen/domain.ts";
import type { Presence } from "../xen/presence.ts";
import type { Closure } from "./intake/closure.ts";
import type { Holding, LeaseView, SignOfLife } from "./lease.ts";
import type { OpenOperation } from "./operation.ts";

/** What one host says of one guest and of the guest's disks. */
export type HostReport = {
  /** "absent" was seen twice, longer apart than a guest that reboots is gone. */
  readonly presence: Presence;
  /** Who on this host, other than the guest itself, has one of the guest's disks. */
  readonly uses: DiskUses;
  readonly open: OpenOperation | undefined;
  /** Programs of the toolstack that may still change something about the guest, e.g. "xl migrate-receive (pid 812)". */
  readonly busy: readonly string[];
  /** Why the host takes no guest in; undefined: it does. */
  readonly closed: Closure | undefined;
};

export type DiskUses =
  | { readonly kind: "known"; readonly uses: readonly DiskUse[] }
  | { readonly kind: "unknown"; readonly reason: string };

/** One device that the guest wants and something else has. */
export type DiskUse = {
  /** As the guest's configuration names it. */
  readonly disk: string;
  readonly wanted: DiskAccess;
  /** For a sentence: "domain web1", "a mount on /mnt". */
  readonly user: string;
  /** Undefined: not known, so it counts as writing. */
  readonly access: DiskAccess | undefined;
};

export type HostAnswer =
  | { readonly kind: "answered"; readonly report: HostReport }
  /** `reason`: one clause without the final stop. `lives`: the machine reacted all the same, so it is not dead. */
  | { readonly kind: "silent"; readonly reason: string; readonly lives?: true };

/** Of the membership, as seen from the asking host. */
export type Standing = "member" | "gone" | "unknown";

/** All that a decision about one guest is made from, gathered after the asker wrote down what it wants to do. */
export type Survey = {
  readonly guest: string;
  /** The asking host. */
  readonly here: string;
  /** Every host of the cluster file, the asking one included. */
  readonly answers: ReadonlyMap<string, HostAnswer>;
  readonly membership: ReadonlyMap<string, Standing>;
  /** Hosts of which the administrator said that they are dead. A word, no evidence. */
  readonly confirmedDead: readonly string[];
  readonly lease: LeaseFacts;
};

export type LeaseFacts =
  | { readonly kind: "none" }
  | {
      readonly kind: "volume";
      readonly view: LeaseView;
      /** Of the asking host. */
      readonly holding: Holding;
      readonly signsOfLife: ReadonlyMap<string, SignOfLife>;
    };

/**
 * A program at work with this very guest, if there is one. A receiver does not say whose copy it receives: it counts only
 * where a hand-over of the guest is settled.
 */
export function atWorkIn({ busy }: HostReport): string | undefined {
  return busy.find(
    (program) => !/^(?:x[lm] (?:migrate-receive|restore) \(|libxl-save-helper|xc_restore)/.test(program),
  );
}

/** What one host said; silent where it was not asked. */
export function answerOf(survey: Survey, host: string): HostAnswer {
  return survey.answers.get(host) ?? { kind: "silent", reason: "it was not asked" };
}

/** Every host but these, with its answer, in the cluster file's order. */
export function othersThan(survey: Survey, hosts: readonly string[]): readonly [string, HostAnswer][] {
  return [...survey.answers].filter(([host]) => !hosts.includes(host));
}
