import { exitCode } from "../../lib/ocf/exit-code.ts";
import { OcfError } from "../../lib/ocf/ocf-error.ts";
import type { Guard } from "./host.ts";

/**
 * The guard starts a guest from the file that the cluster file names, and asks all hosts about the disks in that one.
 * @throws OcfError notConfigured where the resource means another file
 */
export function refuseOtherConfig({ guests }: Guard, guest: string, config: string): void {
  const listed = guests.find(({ name }) => name === guest);
  if (listed === undefined || listed.config === config) return;
  throw new OcfError(
    exitCode.notConfigured,
    `${guest} has the configuration ${config} in the resource and ${listed.config} in the cluster file; make them equal.`,
  );
}
