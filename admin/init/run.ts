import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { parseDescription } from "../../lib/cluster/description/parse.ts";
import { createFileAtomically } from "../../lib/system/atomic-file.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import { choose } from "./choose.ts";
import type { InitOptions } from "./command.ts";
import { lookAround, realAround } from "./look.ts";
import { propose } from "./propose.ts";

export async function proposeFile(
  terminal: Terminal,
  surroundings: Surroundings,
  options: InitOptions,
  around = realAround,
): Promise<void> {
  if (options.guest !== undefined && options.guests === false) {
    const sentence = "--guest names a guest, and --no-guests leaves all of them out: give one of the two.";
    throw new AdminError(adminExit.usage, sentence);
  }
  const { machine, isTerminal, clusterFile, fileAccess } = surroundings;
  const isPerson = isTerminal.input && isTerminal.errors;
  const isAsked = isPerson && options.yes === undefined;
  if (options.dryRun === undefined) {
    const access = await fileAccess();
    if (isThere(access, clusterFile)) throw alreadyThere(clusterFile);
    if (!isPerson && options.yes === undefined) {
      const what = `nobody can be asked here; see it with --dry-run, and write it with --yes.`;
      throw new AdminError(adminExit.usage, `${clusterFile} was not written: ${what}`);
    }
  }
  const found = await lookAround(machine, around);
  const choices = await choose(found, options, isAsked ? surroundings.ask : undefined);
  const text = propose(found, choices);
  checkAccepted(text);
  if (options.dryRun) return terminal.out(text);
  if (isAsked) {
    terminal.err(`\n${text}\n`);
    const said = await surroundings.ask(`Write this to ${clusterFile}? [y/N]: `);
    if (!/^y(?:es)?$/i.test(said.trim())) {
      throw new AdminError(adminExit.refused, `${clusterFile} was not written.`);
    }
  }
  write(clusterFile, text);
  terminal.out(
    `${clusterFile} is written: read it, copy it to every host, then run xensan domains.\n` +
      (choices.lease === "none" ? "" : "Leases are made by xensan lease init.\n"),
  );
}

function isThere(access: Awaited<ReturnType<Surroundings["fileAccess"]>>, path: string): boolean {
  try {
    access.look(path);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOENT";
  }
}

/** What a person or the host said may not fit: it is told as a problem of the file that would be written. */
function checkAccepted(text: string): void {
  const parsed = parseDescription(new TextEncoder().encode(text));
  if (parsed.kind === "description") return;
  const sentences = parsed.problems.map(({ sentence }) => sentence);
  throw new AdminError(
    adminExit.usage,
    `the file that would come of this is not accepted; give it by flags, as xensan init --help says:\n${sentences.join("\n")}`,
  );
}

/** Somebody may have made one meanwhile: that one stays. */
function write(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
    createFileAtomically(path, text, 0o644);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw alreadyThere(path);
    const why = error instanceof Error ? error.message : String(error);
    throw new AdminError(
      adminExit.refused,
      `${path} was not written (${why}): mend that, and run this again.`,
    );
  }
}

function alreadyThere(path: string): AdminError {
  return new AdminError(
    adminExit.refused,
    `${path} is there already and stays as it is: compare it with what xensan init --dry-run prints.`,
  );
}
