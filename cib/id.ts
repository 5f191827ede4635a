import { CibError, type Path } from "./cib-error.ts";

/**
 * Refuses what is no XML ID for Pacemaker's schema. Heartbeat 2 takes any text as an id; one rule for both keeps a
 * CIB loadable after an upgrade.
 *
 * @throws CibError
 */
export function checkId(id: string, path: Path): void {
  if (!idPattern.test(id)) {
    throw new CibError(
      path,
      `the id "${id}" is not allowed; take letters, digits and _ . -, with a letter or _ first`,
    );
  }
}

/** @throws CibError also for more than 64 characters, the limit of Heartbeat 2's local resource manager */
export function checkResourceId(id: string, path: Path): void {
  checkId(id, path);
  if (id.length > 64)
    throw new CibError(path, `the id has ${id.length} characters; a resource's has at most 64`);
}

export const idPattern = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
