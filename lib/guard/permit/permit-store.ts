import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomically } from "../../system/atomic-file.ts";
import { codeOf } from "../../system/error-code.ts";
import { guestNameProblem } from "../../xen/guest-name.ts";
import {
  type BootTime,
  decodePermit,
  encodePermit,
  longestTtlMs,
  type Permit,
  type PermitAction,
  type Standing,
  shortestTtlMs,
  standingOf,
} from "./permit.ts";
import { distrustOfFolder, readPermitFile } from "./permit-file.ts";

/** On a file system that is empty after a boot. */
export const permitsFolder = "/run/xensan/permits";

export type Issued =
  | { readonly kind: "issued"; readonly permit: Permit }
  /** One sentence. */
  | { readonly kind: "failed"; readonly reason: string };

export type Found = Standing | { readonly kind: "none" };

/** The permits of this node: one file for each guest and action, 0600, in a folder of this user's, 0700. */
export type PermitStore = {
  /** Gives leave for one action; an earlier permit for the same is replaced. `ttlMs`: 1 s to 1 h. */
  readonly issue: (guest: string, action: PermitAction, ttlMs: number, issuer: string) => Issued;
  /** Takes the permit away and says what it was worth. Of two that consume at once, exactly one gets it. */
  readonly consume: (guest: string, action: PermitAction) => Found;
  /** The same without taking it away. */
  readonly peek: (guest: string, action: PermitAction) => Found;
};

/** Nothing is thrown for what a disk may hold: what cannot be read or trusted is no permit. */
export function permitStore(now: () => BootTime, folder: string = permitsFolder): PermitStore {
  const pathOf = (guest: string, action: PermitAction) => join(folder, `${action}.${guest}`);
  return {
    issue: (guest, action, ttlMs, issuer) => {
      const problem = guestNameProblem(guest);
      if (problem !== undefined) return { kind: "failed", reason: problem };
      if (!Number.isInteger(ttlMs) || ttlMs < shortestTtlMs || ttlMs > longestTtlMs) {
        return { kind: "failed", reason: "A permit lasts from 1 second to 1 hour; choose a time between." };
      }
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        const distrust = distrustOfFolder(folder);
        if (distrust !== undefined) return { kind: "failed", reason: refusalOf(distrust) };
        const { bootId, nowMs } = now();
        const permit = { guest, action, bootId, issuedMs: nowMs, expiresMs: nowMs + ttlMs, issuer };
        writeFileAtomically(pathOf(guest, action), encodePermit(permit), 0o600);
        return { kind: "issued", permit };
      } catch (error) {
        return { kind: "failed", reason: `The permit cannot be written to ${folder}: ${codeOf(error)}.` };
      }
    },
    consume: (guest, action) =>
      guarded(guest, folder, () => {
        const path = pathOf(guest, action);
        const taken = join(folder, `.${action}.${guest}.${Math.random().toString(36).slice(2)}.taken`);
        if (!renamed(path, taken)) return { kind: "none" };
        try {
          return read(taken, guest, action, now());
        } finally {
          rmSync(taken, { force: true, recursive: true });
        }
      }),
    peek: (guest, action) => guarded(guest, folder, () => read(pathOf(guest, action), guest, action, now())),
  };
}

function guarded(guest: string, folder: string, work: () => Found): Found {
  const problem = guestNameProblem(guest);
  if (problem !== undefined) return unusable(problem.replace(/\.$/, ""));
  try {
    const distrust = distrustOfFolder(folder);
    return distrust === undefined ? work() : unusable(distrust);
  } catch (error) {
    return unusable(`it cannot be read: ${codeOf(error)}`);
  }
}

/** rename(2) is what makes it one-shot: the name goes to one caller, and whoever comes later finds none. */
function renamed(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

function read(path: string, guest: string, action: PermitAction, now: BootTime): Found {
  const found = readPermitFile(path);
  if (found.kind === "none") return found;
  if (found.kind === "refused") return unusable(found.reason);
  const permit = decodePermit(found.text);
  if (permit === undefined) return unusable("it is damaged");
  if (permit.guest !== guest || permit.action !== action) {
    return unusable(`it is for ${permit.action} of ${permit.guest}`);
  }
  return standingOf(permit, now);
}

function unusable(reason: string): Found {
  return { kind: "unusable", reason };
}

function refusalOf(distrust: string): string {
  return `No permit is given, because ${distrust}: remove it as root, it is made anew.`;
}
