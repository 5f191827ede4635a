import type { XenHost } from "../../support/xenlab/host.ts";
import { lastLine, untilItWrites } from "./one-writer.ts";
import { doXensan, xensan } from "./patiently.ts";
import { guest, type Scene } from "./scene.ts";

const longMs = 1_200_000;

/**
 * Repairs on each of the hosts, one after the other and again and again, until all say that all is well: what one of them cannot
 * decide waits for the repair of another, and it says so.
 */
export async function repaired(
  { lab }: Scene,
  hosts: readonly XenHost[],
  more: readonly string[] = [],
): Promise<string> {
  let said = "";
  const look = async () => {
    const refusals: string[] = [];
    for (const host of hosts) {
      const { exitCode, stdout, stderr } = await xensan(host, ["repair", guest, ...more]);
      if (exitCode === 0) said = lastLine(stdout);
      else refusals.push(`${host.name}: ${lastLine(stderr)}`);
    }
    return refusals.length === 0 || refusals.join(" ");
  };
  await lab.until(
    `xensan repair ${guest} succeeds on ${hosts.map(({ name }) => name).join(" and ")}`,
    look,
    longMs,
  );
  return said;
}

/** After QEMU broke the guest's kernel: its lease is given up, and it is started where it was before. */
export async function startAnew(scene: Scene, host: XenHost): Promise<void> {
  await repaired(scene, scene.lab.hosts);
  scene.startedAnew += 1;
  await doXensan(host, "start", guest);
  await untilItWrites(scene);
}
