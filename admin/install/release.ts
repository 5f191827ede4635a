import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { octal } from "../files/look.ts";
import { foldersAbove } from "../files/paths.ts";
import { AdminError, adminExit } from "../terminal.ts";
import {
  agentsFolder,
  blockScriptPath,
  documentPaths,
  executablePath,
  installedFilePattern,
  libraryFolder,
  manifestPath,
  ownProvider,
} from "./layout.ts";

/** A file of a release, read once: what was checked is what is written. */
export type ReleaseFile = {
  readonly path: string;
  readonly content: Uint8Array;
  readonly sha256: string;
  /** As octal digits, e.g. "0755". */
  readonly mode: string;
};

/**
 * Reads and checks the release that the running executable belongs to.
 *
 * @param executable path of the running `xensan`, through symbolic links or not
 * @param targetRoot real path of the root that is installed to
 * @throws AdminError refused, when it is no release or one that should not be installed
 */
export function readRelease(executable: string, targetRoot: string): ReleaseFile[] {
  const root = releaseRoot(executable);
  if (root === targetRoot || existsSync(join(root, manifestPath))) {
    const installed = join(root, executablePath);
    throw refusal(
      `${installed} is already the installed copy: run install from an unpacked release or from dist/root.`,
    );
  }
  const agents = filesIn(root, agentsFolder(ownProvider));
  if (agents.length === 0) {
    const folder = join(root, agentsFolder(ownProvider));
    throw refusal(`The release is incomplete, ${folder} holds no agent: unpack or build it again.`);
  }
  const ofXen = existsSync(join(root, blockScriptPath)) ? [blockScriptPath] : [];
  const documents = documentPaths.filter((path) => existsSync(join(root, path)));
  const paths = [...agents, ...filesIn(root, libraryFolder), ...ofXen, ...documents, executablePath];
  for (const folder of new Set(paths.flatMap(foldersAbove))) checkFolder(join(root, folder));
  return paths.map((path) => readReleaseFile(root, path));
}

function releaseRoot(executable: string): string {
  let real: string;
  try {
    real = realpathSync(executable);
  } catch {
    throw refusal(`The release that ${executable} belongs to cannot be found: start it by its path.`);
  }
  const root = dirname(dirname(dirname(real)));
  if (join(root, executablePath) === real) return root;
  throw refusal(
    `${real} is not in an unpacked release: run usr/sbin/xensan of one, or npm run build and then ` +
      "dist/root/usr/sbin/xensan.",
  );
}

/** All files below a folder, by name; none where there is no such folder. */
function filesIn(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? filesIn(root, path) : [path];
    });
}

function readReleaseFile(root: string, path: string): ReleaseFile {
  const file = join(root, path);
  const stat = lstatSync(file);
  const again = "unpack or build the release again";
  if (!installedFilePattern.test(path)) throw refusal(`${file} does not belong into a release: ${again}.`);
  if (!stat.isFile()) throw refusal(`${file} is not a regular file: ${again}.`);
  if (stat.size === 0) throw refusal(`${file} is empty: ${again}.`);
  if ((stat.mode & 0o022) !== 0) throw refusal(writableByOthers(file, stat.mode));
  const mode = (stat.mode & 0o111) === 0 ? "0644" : "0755";
  const mayBeRun = !path.startsWith(`${libraryFolder}/`) && !documentPaths.includes(path);
  if (mode !== "0755" && mayBeRun) {
    throw refusal(`${file} is not executable: ${again}.`);
  }
  const content = readFileSync(file);
  return { path, content, sha256: createHash("sha256").update(content).digest("hex"), mode };
}

function checkFolder(folder: string): void {
  const { mode } = lstatSync(folder);
  if ((mode & 0o002) !== 0) throw refusal(writableByOthers(folder, mode));
}

function writableByOthers(path: string, mode: number): string {
  return (
    `${path} can be written by others (mode ${octal(mode)}), so it may hold anything: unpack or build the release ` +
    "again where only you can write."
  );
}

function refusal(reason: string): AdminError {
  return new AdminError(adminExit.refused, reason);
}
