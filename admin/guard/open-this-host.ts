import type { Guest } from "../../lib/cluster/description/description.ts";
import { type ThisHost, thisHost } from "../../lib/guard/this-host.ts";
import { AdminError, adminExit } from "../terminal.ts";
import { readClusterFile } from "./cluster-file.ts";
import type { Surroundings } from "./surroundings.ts";

export type OpenedHost = ThisHost & {
  /** @throws AdminError where the cluster file does not have it */
  readonly guestCalled: (name: string) => Guest;
};

/** @throws AdminError where the cluster file cannot be used, or does not know this host */
export async function openThisHost(surroundings: Surroundings): Promise<OpenedHost> {
  const { machine, clusterFile } = surroundings;
  const description = await readClusterFile(surroundings);
  return {
    ...thisHost(machine, description),
    guestCalled: (name) => {
      const guest = description.guests.find((each) => each.name === name);
      if (guest !== undefined) return guest;
      const known = description.guests.map((each) => each.name).join(", ");
      const sentence = `${clusterFile} has no guest ${JSON.stringify(name)}; it has ${known || "none"}.`;
      throw new AdminError(adminExit.usage, sentence);
    },
  };
}
