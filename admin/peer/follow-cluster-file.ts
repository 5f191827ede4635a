import { statSync } from "node:fs";
import { codeOf } from "../../lib/system/error-code.ts";
import type { Surroundings } from "../guard/surroundings.ts";

/** What somebody who works for hours makes of the cluster file, which an administrator may change meanwhile. */
export type Followed<T> = {
  /** Of the file as it is now. @throws what making it throws; then the latest stays */
  readonly current: () => Promise<T>;
  readonly latest: () => T;
};

/** @throws what making it throws */
export async function followClusterFile<T>(
  surroundings: Surroundings,
  make: () => Promise<T>,
): Promise<Followed<T>> {
  let known = { stamp: stampOf(surroundings), made: await make() };
  return {
    current: async () => {
      const stamp = stampOf(surroundings);
      if (stamp !== known.stamp) known = { stamp, made: await make() };
      return known.made;
    },
    latest: () => known.made,
  };
}

/** Another one: the cluster file was changed. */
function stampOf({ clusterFile }: Surroundings): string {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(clusterFile, { bigint: true });
    return `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch (error) {
    // Whoever reads it then says what is wrong with it.
    return codeOf(error);
  }
}
