import { rmSync } from "node:fs";
import { poll } from "./lab/poll.ts";

/**
 * Removes a folder in which a program that was ended, or one that it started, may write for a moment. rmSync of Node.js 20
 * tries again too, but only the folder itself, and so never gets rid of a file that came meanwhile.
 *
 * @throws Error with what stands in the way after ten seconds
 */
export async function removeFolder(folder: string): Promise<void> {
  const removed = await poll(
    () => {
      rmSync(folder, { recursive: true, force: true });
      return true;
    },
    { timeoutMs: 10_000, everyMs: 50 },
  );
  if (removed !== true) throw new Error(removed);
}
