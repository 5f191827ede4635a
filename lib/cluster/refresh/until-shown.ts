import type { Clock } from "../../system/clock.ts";
import type { RunCommand } from "../../system/command.ts";
import type { Dialect } from "../dialect.ts";
import { mendPictures } from "./mend-pictures.ts";
import type { Watched } from "./watchers.ts";

export type Arrived = {
  readonly run: RunCommand;
  readonly clock: Clock;
  readonly dialect: Dialect;
  readonly guest: Watched;
  readonly here: string;
  /** All of the cluster. */
  readonly hosts: readonly string[];
  /** Whether the guest may be here still. */
  readonly isHere: () => Promise<boolean>;
};

/**
 * Before each look. In the first a source that lives has had the cluster manager look anew itself; in the others a cluster that
 * has just lost its source finds itself again.
 */
const pausesMs = [5_000, 10_000, 20_000, 40_000];

/**
 * Sees to it that the cluster manager shows a guest where it has just come to. Its source does so too, as the last thing in a
 * migration, but not when it dies before that.
 *
 * @returns why it is not shown here, one clause; undefined: it is, or it is here no more
 */
export async function untilShown(arrived: Arrived): Promise<string | undefined> {
  const { run, clock, dialect, guest, here, hosts, isHere } = arrived;
  let problem: string | undefined;
  for (const pauseMs of pausesMs) {
    await clock.sleep(pauseMs);
    if (!(await isHere())) return undefined;
    const [old] = await mendPictures(run, dialect, [{ guest, on: [here] }], hosts);
    if (old === undefined) return undefined;
    problem = old.problems[0] ?? `it was told to look, and did not show it on ${here}`;
  }
  return problem;
}
