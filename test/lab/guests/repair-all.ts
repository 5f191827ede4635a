import type { GuestLab } from "../../support/guests/guest-lab.ts";
import { openOperations } from "./sound.ts";

/**
 * Has every host repair what it has on record, again while there is something: what a killed program had begun may be
 * at work for some more seconds.
 *
 * @returns what repair said
 * @throws Error when it does not come to an end
 */
export async function repairAll(lab: GuestLab, rounds = 12): Promise<readonly string[]> {
  const said: string[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const up = lab.hosts.filter((host) => host.isUp());
    const open = (await Promise.all(up.map(openOperations))).flat();
    if (open.length === 0) return said;
    // All at once, as people do: what one of two on both ends may not do, the other does.
    await Promise.all(
      open.map(async (each) => {
        const [host = "", guest = ""] = each.split(" ");
        const { exitCode, stdout, stderr } = await lab.host(host).xensan("repair", guest);
        said.push(`${host} ${exitCode} ${(stdout + stderr).trim()}`);
      }),
    );
  }
  throw new Error(`repair does not come to an end:\n${said.join("\n")}`);
}
