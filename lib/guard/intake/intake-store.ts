import { constants, existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { syncFolder, writeFileAtomically } from "../../system/atomic-file.ts";
import { readBoundedFile } from "../../system/bounded-file.ts";
import { codeOf, isForRoot } from "../../system/error-code.ts";
import { closure as closureShape } from "../wire/closure.ts";
import { decode, oneOf, record } from "../wire/shape.ts";
import type { Closure } from "./closure.ts";

/** Where it stands that this host takes nobody in. */
export type IntakePaths = {
  /** In /run: gone after a boot. */
  readonly evacuation: string;
  /** On the disk. */
  readonly maintenance: string;
};

export const intakePaths: IntakePaths = {
  evacuation: "/run/xensan/evacuation.json",
  maintenance: "/var/lib/xensan/maintenance.json",
};

export type ClosureKind = Exclude<Closure["kind"], "unclear">;

/**
 * Whether this host takes guests in. What closes it is written down, whole or not at all, before anybody is asked or told
 * anything: it is part of every report that this host gives from then on.
 */
export type IntakeStore = {
  /** Undefined: it takes guests in. Maintenance is said before an evacuation, because it lasts longer. */
  readonly read: () => Closure | undefined;
  /** One that is closed already keeps its beginning. @throws Error with a sentence where it cannot be written down */
  readonly close: (kind: ClosureKind, by: string) => void;
  /** @throws Error with a sentence where it cannot be taken away for good */
  readonly open: (kind: ClosureKind) => void;
};

/** Bytes. A closure has some hundred. */
const largest = 4_096;

const fileShape = record({ version: oneOf(1), closure: closureShape });

export function intakeStore(paths: IntakePaths, wallClockMs: () => number): IntakeStore {
  return {
    read: () => readClosure(paths.maintenance) ?? readClosure(paths.evacuation),
    close: (kind, by) => {
      const path = paths[kind];
      if (readClosure(path)?.kind === kind) return;
      const closure: Closure = { kind, sinceMs: wallClockMs(), by };
      attempt(`${path} cannot be written`, () => {
        mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
        writeFileAtomically(path, `${JSON.stringify({ version: 1, closure })}\n`, 0o600);
      });
    },
    open: (kind) => {
      const path = paths[kind];
      attempt(`${path} cannot be removed`, () => {
        if (!existsSync(dirname(path))) return;
        rmSync(path, { force: true });
        syncFolder(dirname(path));
      });
    },
  };
}

function attempt(what: string, deed: () => void): void {
  try {
    deed();
  } catch (error) {
    const mend = isForRoot(error) ? "run this as root" : "look at the disk, then try again";
    throw new Error(`${what} (${codeOf(error)}): ${mend}.`);
  }
}

function readClosure(path: string): Closure | undefined {
  try {
    const file = readBoundedFile(path, largest, constants.O_NOFOLLOW);
    if (file === undefined || file.bytes.length > largest)
      return unclear(`${path} is no file of at most 4 KiB`);
    const decoded = decode(file.bytes.toString("utf8"), fileShape);
    if (decoded.kind === "decoded") return decoded.value.closure;
    return unclear(`${path} cannot be understood: ${decoded.reason}`);
  } catch (error) {
    return codeOf(error) === "ENOENT" ? undefined : unclear(`${path} cannot be read: ${codeOf(error)}`);
  }
}

function unclear(reason: string): Closure {
  return { kind: "unclear", reason };
}
