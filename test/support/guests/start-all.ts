import type { GuestHost } from "./host.ts";

/**
 * Starts guests on one host, all at once. Where a host cannot say who has a guest's disks, because another one is just being
 * built there, nothing was done, and it is tried again.
 *
 * @throws Error with what xensan says of the first that does not start
 */
export async function startAll(host: GuestHost, guests: readonly string[]): Promise<void> {
  await Promise.all(
    guests.map(async (guest) => {
      for (let tries = 1; ; tries += 1) {
        const { exitCode, stderr } = await host.xensan("start", guest);
        if (exitCode === 0) return;
        if (tries < 4 && stderr.includes("cannot say who has its disks")) continue;
        throw new Error(`xensan start ${guest} ended with ${exitCode} on ${host.name}: ${stderr.trim()}`);
      }
    }),
  );
}
