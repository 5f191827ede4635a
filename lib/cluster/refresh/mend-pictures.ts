import type { RunCommand } from "../../system/command.ts";
import type { Dialect } from "../dialect.ts";
import { readResources } from "../resources/read-resources.ts";
import { wrongIn } from "./picture.ts";
import { lookAnew, readWatchers } from "./refresh.ts";
import type { Watched } from "./watchers.ts";

export type Placed = {
  readonly guest: Watched;
  /** Where it runs; none: nowhere; undefined: that is not known. */
  readonly on: readonly string[] | undefined;
  /** The cluster manager has just been told to look, and has forgotten where it was: one that shows it nowhere is at it. */
  readonly justTold?: boolean;
};

export type OldPicture = {
  /** Its name. */
  readonly guest: string;
  /** Why the cluster manager does not look anew, one clause each; none: it does. */
  readonly problems: readonly string[];
  /** It was told to look just now, and took it. */
  readonly told: boolean;
};

/**
 * Has the cluster manager look anew at those of the guests that it does not show where they are, as refreshPicture does: whoever
 * had it look before has saved that work. Never throws for what a cluster manager may do.
 *
 * @param hosts all of the cluster
 * @returns the guests that it showed elsewhere, and those at which it does not look anew
 */
export async function mendPictures(
  run: RunCommand,
  dialect: Dialect,
  placed: readonly Placed[],
  hosts: readonly string[],
): Promise<readonly OldPicture[]> {
  const watchers = await readWatchers(run);
  if (watchers.kind === "unreadable") {
    return placed.map(({ guest }) => ({ guest: guest.name, problems: [watchers.reason], told: false }));
  }
  const shown = await readResources(run, dialect);
  const old = await Promise.all(
    placed.map(async ({ guest, on, justTold }): Promise<OldPicture | undefined> => {
      const ids = watchers.of(guest);
      const isKnown = shown.kind === "shown" && on !== undefined;
      const wrong = isKnown ? wrongIn(shown.resources, ids, on) : { ids, hosts, isNowhere: false };
      if (wrong === undefined) return undefined;
      if (justTold && wrong.isNowhere) return { guest: guest.name, problems: [], told: false };
      const { problems } = await lookAnew(run, dialect, wrong.ids, wrong.hosts);
      if (!isKnown && problems.length === 0) return undefined;
      return { guest: guest.name, problems, told: problems.length === 0 };
    }),
  );
  return old.filter((each) => each !== undefined);
}
