import type { Evacuation } from "../cluster/description/description.ts";

/** What an evacuation is told. */
export type EvacuationOrder = Evacuation & {
  readonly id: string;
  /** Who wants it, for the record: "root", "the host's shutdown". */
  readonly by: string;
  /** The one host that an administrator named; undefined: any. */
  readonly onlyTo: string | undefined;
};
