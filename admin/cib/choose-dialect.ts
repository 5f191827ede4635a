import type { Dialect } from "../../lib/cluster/dialect.ts";
import { clusterDialect } from "../../lib/cluster/running-dialect.ts";
import type { RunCommand } from "../../lib/system/command.ts";
import type { Terminal } from "../terminal.ts";

/** The dialect asked for, else what the cluster on this node speaks, else Pacemaker's; says which if not asked for. */
export async function chooseDialect(
  terminal: Terminal,
  run: RunCommand,
  asked: Dialect | undefined,
): Promise<Dialect> {
  if (asked !== undefined) return asked;
  const spoken = await clusterDialect(run);
  terminal.err(
    spoken === undefined
      ? "No cluster answers on this node, so this is in Pacemaker's form; --dialect heartbeat2 gives the other.\n"
      : `The cluster on this node speaks the dialect ${spoken}.\n`,
  );
  return spoken ?? "pacemaker";
}
