import type { RunCommand } from "../system/command.ts";
import { type Dialect, dialectOfCib } from "./dialect.ts";

const capMs = 5_000;

/** What the cluster on this node speaks; undefined where none answers within 5 s. */
export async function clusterDialect(run: RunCommand): Promise<Dialect | undefined> {
  const result = await run("cibadmin", ["-Q"], { timeoutMs: capMs });
  return result.kind === "exited" && result.exitCode === 0 ? dialectOfCib(result.stdout) : undefined;
}
