import { type ParsedDisk, parseDiskSpec } from "./disk-spec.ts";
import type { AttachedDisk, Domain, DomainState } from "./domain.ts";
import type { Listing } from "./presence.ts";
import { parseSxp, type Sxp } from "./sxp.ts";

/**
 * Reads `xm list --long` of Xen 3.0.4: one (domain …) after the other (xm_list() in main.py, to_sxp() in XendConfig.py).
 * A domain without an id is one that xend only manages (`xm new`) and that does not run: it is left out.
 */
export function parseXmListLong(text: string): Listing {
  const values = parseSxp(text);
  if (values === undefined) return unreadable("--long", "its parentheses or quotes are not closed");
  const domains: Domain[] = [];
  for (const value of values) {
    if (typeof value === "string" || value[0] !== "domain")
      return unreadable("--long", "there is no (domain …)");
    if (value.some(holdsDomain)) return unreadable("--long", "a domain is within another one");
    const domain = domainOf(value);
    if (domain === undefined) return unreadable("--long", "a domain lacks its id, name or state");
    if (domain !== "managed") domains.push(domain);
  }
  return { kind: "listed", domains };
}

function domainOf(value: readonly Sxp[]): Domain | "managed" | undefined {
  const [domid, name, state] = [wordOf(value, "domid"), wordOf(value, "name"), wordOf(value, "state")];
  // One that is paused or runs, by its power state, has lost its id and state on the way.
  const isHere = ["1", "2"].includes(wordOf(value, "status") ?? "");
  if (domid === undefined && name !== undefined && state === undefined && !isHere) return "managed";
  if (!isNumber(domid) || name === undefined || !/^[-r][-b][-p][-s][-c][-d]$/.test(state ?? ""))
    return undefined;
  const uuid = wordOf(value, "uuid");
  const disks = disksOf(value);
  return {
    domid: Number(domid),
    name: name === "None" || name === "" ? undefined : name,
    ...(uuid === undefined ? {} : { uuid }),
    state: stateOf(state ?? ""),
    // xend rounds; with a fraction or without it, it is MiB.
    memoryMiB: Math.round(Number(wordOf(value, "memory_dynamic_min") ?? wordOf(value, "memory") ?? 0)) || 0,
    vcpus: Math.round(Number(wordOf(value, "online_vcpus") ?? wordOf(value, "vcpus") ?? 0)) || 0,
    ...(disks === undefined ? {} : { disks }),
  };
}

/**
 * Reads the table of `xm list` (xm_brief_list() in Xen 3.0.4's main.py), the second witness of an absence. Names have no
 * blanks there (_checkName()), so the columns are told apart by blanks and not by their places.
 */
export function parseXmList(text: string): Listing {
  const [header = "", ...lines] = text.split("\n");
  if (!/^Name +ID +Mem +VCPUs +State +Time\(s\)$/.test(header)) {
    return unreadable("", "it does not begin with the heading of its columns");
  }
  if (lines.pop() !== "") return unreadable("", "it ends in the middle of a line");
  const domains: Domain[] = [];
  for (const line of lines) {
    const active = /^(\S+) +(\d{1,5}) +(\d{1,9}) +(\d{1,5}) +([-r][-b][-p][-s][-c][-d]) +\d+\.\d$/.exec(line);
    // No id and no state: managed by xend, and not running.
    if (active === null && /^\S+ +\d{1,9} +\d{1,5} +\d+\.\d$/.test(line)) continue;
    if (active === null) return unreadable("", `there is a line that is no domain: ${line.slice(0, 80)}`);
    const [, name, domid, memory, vcpus, flags = ""] = active;
    const state = stateOf(flags);
    domains.push({ domid: Number(domid), name, state, memoryMiB: Number(memory), vcpus: Number(vcpus) });
  }
  return { kind: "listed", domains };
}

/** A parenthesis that got lost would make the domain that follows a part of the one before, and it would look absent. */
function holdsDomain(value: Sxp): boolean {
  return typeof value === "object" && (value[0] === "domain" || value.some(holdsDomain));
}

/** The flags stand for running, blocked, paused, shutdown, crashed, dying (CONFIG_OLD_DOM_STATES in XendConfig.py). */
function stateOf(flags: string): DomainState {
  if (flags[5] === "d") return "dying";
  if (flags[4] === "c") return "crashed";
  if (flags[3] === "s") return "shut-down";
  if (flags[2] === "p") return "paused";
  if (flags[1] === "b") return "blocked";
  return flags[0] === "r" ? "running" : "runnable";
}

/** Undefined where one disk is not understood: a list without it would look complete. */
function disksOf(domain: readonly Sxp[]): readonly AttachedDisk[] | undefined {
  const disks: AttachedDisk[] = [];
  for (const device of domain.filter((each) => each[0] === "device")) {
    const disk = device[1];
    if (typeof disk !== "object" || (disk[0] !== "vbd" && disk[0] !== "tap")) continue;
    const [uname, dev, mode] = [wordOf(disk, "uname"), wordOf(disk, "dev"), wordOf(disk, "mode")];
    const backend = wordOf(disk, "backend") ?? "0";
    const spec: ParsedDisk | undefined =
      uname === undefined ||
      dev === undefined ||
      mode === undefined ||
      (backend !== "0" && backend !== "Domain-0")
        ? undefined
        : parseDiskSpec(`${uname},${dev},${mode}`);
    if (spec?.kind !== "disk") return undefined;
    const { target, vdev, access, script } = spec.disk;
    disks.push({ target, vdev, access, ...(script === undefined ? {} : { script }) });
  }
  return disks;
}

/** The value of the first (key value) in a list, as sxp.child_value() of Xen 3.0.4 finds it. */
function wordOf(list: readonly Sxp[], key: string): string | undefined {
  const child = list.find((each) => typeof each === "object" && each[0] === key);
  return typeof child === "object" && typeof child[1] === "string" ? child[1] : undefined;
}

function isNumber(word: string | undefined): word is string {
  return word !== undefined && /^\d{1,5}$/.test(word);
}

function unreadable(option: "--long" | "", why: string): Listing {
  const command = option === "" ? "xm list" : "xm list --long";
  return { kind: "unknown", reason: `${command} printed something other than its report (${why})` };
}
