import type { DiskAccess, Domain } from "../../xen/domain.ts";
import { belongsTo } from "../../xen/domain.ts";
import type { DiskUse, DiskUses } from "../facts.ts";
import { type Devices, relativesOf, standingOn, type Thing } from "./device.ts";
import type { WantedDisk } from "./wanted.ts";

/** What is at a path on this host. */
export type Place =
  | { readonly kind: "thing"; readonly thing: Thing }
  | { readonly kind: "absent" }
  /** Completes "PATH …", e.g. "is no disk". */
  | { readonly kind: "unclear"; readonly why: string };

/** Somebody who has a thing of this host. */
export type User = {
  readonly thing: Thing;
  /** For a sentence: "domain web1", "a mount on /mnt". */
  readonly who: string;
  readonly access: DiskAccess;
};

/** All that the host shows of its disks at one moment. */
export type DiskFacts = {
  readonly devices: Devices;
  readonly domains: readonly Domain[];
  /** Mounts and swap, in whatever namespace. */
  readonly users: readonly User[];
  readonly placeOf: (path: string) => Place;
};

/**
 * Who, other than the guest itself, has something of the disks that the guest wants. One that cannot be looked at, or one
 * user of whom it is not known what he has, makes all of it unknown: he may have any disk.
 */
export function usesOf(guest: string, wanted: readonly WantedDisk[], facts: DiskFacts): DiskUses {
  const doubts: string[] = [];
  const users = [...facts.users, ...domainUsers(guest, wanted, facts, doubts)];
  const uses = wanted.flatMap((disk) => {
    const place = placeOfDisk(disk, facts);
    if (place.kind === "unclear") doubts.push(`${disk.target} ${place.why}`);
    return place.kind === "thing" ? usesOfDisk(disk, place.thing, users, facts.devices) : [];
  });
  const sameText = sameTexts(guest, wanted, facts);
  const [doubt] = doubts;
  if (doubt !== undefined) return { kind: "unknown", reason: doubt };
  return { kind: "known", uses: eachOnce([...uses, ...sameText]) };
}

function usesOfDisk(
  disk: WantedDisk,
  thing: Thing,
  users: readonly User[],
  devices: Devices,
): readonly DiskUse[] {
  const relatives = relativesOf(thing, devices);
  return [...users.filter((user) => relatives.has(user.thing)), ...arraysOn(thing, devices)].map(
    ({ thing: had, who, access }) => {
      const part =
        had === thing || who.startsWith("the array ") ? "" : ` (of ${devices.get(had)?.name ?? had})`;
      return { disk: disk.target, wanted: disk.access, user: `${who}${part}`, access };
    },
  );
}

/** Where nothing is at a path, the two guests cannot have the same now, but whoever starts second would have it. */
function sameTexts(
  guest: string,
  wanted: readonly WantedDisk[],
  { domains, placeOf }: DiskFacts,
): readonly DiskUse[] {
  return wanted.flatMap((disk) => {
    if (placeOf(disk.target).kind === "thing") return [];
    return others(guest, domains).flatMap((domain) =>
      (domain.disks ?? [])
        .filter(({ target }) => target === disk.target)
        .map(({ access }) => ({ disk: disk.target, wanted: disk.access, user: nameOf(domain), access })),
    );
  });
}

function domainUsers(
  guest: string,
  wanted: readonly WantedDisk[],
  facts: DiskFacts,
  doubts: string[],
): readonly User[] {
  const texts = new Set(wanted.map(({ target }) => target));
  return others(guest, facts.domains).flatMap((domain) => {
    if (domain.disks === undefined) {
      doubts.push(
        `the toolstack does not say what disks ${nameOf(domain)} has: if it is being created, try again after that`,
      );
      return [];
    }
    return domain.disks.flatMap((disk): readonly User[] => {
      if (disk.target === "") return [];
      const place = placeOfDisk(disk, facts);
      if (place.kind === "thing") return [{ thing: place.thing, who: nameOf(domain), access: disk.access }];
      const why = place.kind === "absent" ? "is not there any more" : place.why;
      if (!texts.has(disk.target)) doubts.push(`${nameOf(domain)} has ${disk.target}, which ${why}`);
      return [];
    });
  });
}

/** A script takes a path, or a word of its own; what it then opens for a word, nobody here can tell. */
function placeOfDisk({ target, script }: WantedDisk, { placeOf }: DiskFacts): Place {
  if (target.startsWith("/")) return placeOf(target);
  return {
    kind: "unclear",
    why: `is attached by the script ${script ?? ""}, and what that opens is not known`,
  };
}

/** An array writes to its disks from the moment when it is put together, mounted or not. */
function arraysOn(thing: Thing, devices: Devices): readonly User[] {
  return standingOn(thing, devices)
    .filter(({ name, isReadOnly }) => /^(?:md|bcache|drbd)\d/.test(name) && !isReadOnly)
    .map(({ number, name }) => ({ thing: number, who: `the array ${name}`, access: "write" }));
}

function others(guest: string, domains: readonly Domain[]): readonly Domain[] {
  return domains.filter(({ name }) => !belongsTo(guest, name));
}

function nameOf({ name, domid }: Domain): string {
  return name === undefined ? `domain ${domid}, which has no name at the moment,` : `domain ${name}`;
}

function eachOnce(uses: readonly DiskUse[]): readonly DiskUse[] {
  return [...new Map(uses.map((use) => [JSON.stringify(use), use])).values()];
}
