import { constants, readdirSync } from "node:fs";
import { join, parse } from "node:path";
import { configPathRule } from "../../lib/cluster/description/text-rules.ts";
import { readGuestConfig } from "../../lib/guard/disks/config-file.ts";
import { readBoundedFile } from "../../lib/system/bounded-file.ts";
import { largestConfig, parseDomainConfig } from "../../lib/xen/domain-config.ts";
import { guestNameProblem } from "../../lib/xen/guest-name.ts";
import type { Found, FoundGuest } from "./found.ts";

/** Debian's and SLES's. */
const folders = ["/etc/xen", "/etc/xen/vm"];

/** Of the toolstacks themselves, and their examples. */
const notGuests = /^(?:xl\.conf|xend.*|x[lm]example.*|.*\.sxp|README.*|\..*|cpupool)$/;

/**
 * The guests' configurations on this host. A file is one if it can be read as one and has a name; what ends with .cfg and is
 * none is told.
 * @param root in front of every path that is opened; empty outside of tests
 */
export function guestFiles(root: string): Pick<Found, "guests" | "leftOut"> {
  const guests: FoundGuest[] = [];
  const leftOut: string[] = [];
  const files = folders
    .flatMap((folder) => filesIn(root, folder))
    .map((path) => ({ path, read: lookInto(root, path) }));
  // Of several files for one guest, the one with its name is the guest's, and the others are copies.
  const isNamedSo = ({ path, read }: (typeof files)[number]) =>
    read.kind === "guest" && parse(path).name === read.name;
  for (const { path, read } of files.toSorted((a, b) => Number(isNamedSo(b)) - Number(isNamedSo(a)))) {
    if (read.kind === "no-guest") continue;
    const problem = read.kind === "left-out" ? read.reason : whyNot(read.name, path, guests);
    if (problem !== undefined) leftOut.push(`${path}: ${problem.replace(/\.$/, "")}`);
    else if (read.kind === "guest") guests.push({ name: read.name, config: path });
  }
  return { guests, leftOut };
}

function filesIn(root: string, folder: string): readonly string[] {
  try {
    return readdirSync(root + folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !notGuests.test(entry.name))
      .map(({ name }) => join(folder, name))
      .sort();
  } catch {
    return [];
  }
}

type Read =
  | { readonly kind: "guest"; readonly name: string }
  | { readonly kind: "no-guest" }
  | { readonly kind: "left-out"; readonly reason: string };

function lookInto(root: string, path: string): Read {
  const isMeantAsOne = path.endsWith(".cfg");
  const told = (reason: string): Read => (isMeantAsOne ? { kind: "left-out", reason } : { kind: "no-guest" });
  try {
    const file = readBoundedFile(root + path, largestConfig, constants.O_NOFOLLOW);
    if (file === undefined) return { kind: "no-guest" };
    const parsed = parseDomainConfig(path, file.bytes);
    if (parsed.kind === "failed") return told(parsed.reason);
    const name = parsed.config.settings.get("name");
    if (name?.kind !== "string") return told("it has no name");
    const trusted = readGuestConfig(root + path, name.text);
    return trusted.kind === "config"
      ? { kind: "guest", name: name.text }
      : { kind: "left-out", reason: trusted.reason };
  } catch (error) {
    return told(`it cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function whyNot(name: string, path: string, guests: readonly FoundGuest[]): string | undefined {
  const twin = guests.find((each) => each.name === name);
  if (twin !== undefined) return `its guest ${name} has ${twin.config} already`;
  if (path.length > configPathRule.maxLength || !configPathRule.pattern.test(path)) {
    return `the cluster file takes ${configPathRule.accepts}`;
  }
  return guestNameProblem(name);
}
