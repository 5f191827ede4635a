import { readGuestConfig } from "../../lib/guard/disks/config-file.ts";
import { openThisHost } from "../guard/open-this-host.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import { blockScript } from "./block-script.ts";
import type { Print } from "./command.ts";
import { withScript } from "./with-script.ts";

export async function domainConfig(
  terminal: Terminal & { readonly print: Print },
  surroundings: Surroundings,
  name: string,
  check: boolean,
): Promise<void> {
  const host = await openThisHost(surroundings);
  const guest = host.guestCalled(name);
  if (host.description.toolstack === "xm") {
    throw new AdminError(adminExit.refused, "xm runs no script that a disk names: only xl does.");
  }
  const read = readGuestConfig(guest.config, name);
  if (read.kind === "unknown") throw new AdminError(adminExit.refused, `${read.reason}.`);
  const result = withScript(read.config, read.bytes, blockScript);
  if (result.kind === "failed") throw new AdminError(adminExit.refused, result.reason);
  const { bytes, added, left } = result;
  for (const why of left) terminal.err(`xensan: ${name}'s disk ${why}: it is not guarded.\n`);
  if (!check) terminal.print(bytes);
  else if (added.length > 0) {
    terminal.err(
      `xensan: without script=${blockScript} in ${guest.config}: ${added.join(", ")}. ` +
        `xensan domain-config ${name} prints the file with it.\n`,
    );
  }
  const lacks = left.length > 0 || (check && added.length > 0);
  terminal.endWith(lacks ? adminExit.refused : adminExit.done);
}
