import { readdirSync, readFileSync } from "node:fs";

export type Process = { readonly pid: number; readonly name: string; readonly arguments: readonly string[] };

/** The processes that /proc shows; one that ends during the look is left out. */
export function listProcesses(): Process[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      try {
        return [
          {
            pid: Number(entry),
            name: readFileSync(`/proc/${entry}/comm`, "latin1").trimEnd(),
            arguments: readFileSync(`/proc/${entry}/cmdline`, "utf8").split("\0").slice(0, -1),
          },
        ];
      } catch {
        return [];
      }
    });
}
