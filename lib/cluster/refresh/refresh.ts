import type { CommandResult, RunCommand } from "../../system/command.ts";
import { describeFailure } from "../../system/command-failure.ts";
import type { Dialect } from "../dialect.ts";
import { type Watched, type Watchers, watchersIn } from "./watchers.ts";

export type Refreshed = {
  /** Ids of the resources whose picture is new. */
  readonly refreshed: readonly string[];
  /** What was not refreshed and why, one clause each. */
  readonly problems: readonly string[];
};

/** Each tool's own. crm_resource waits for every node's answer, and cleaning up with Heartbeat 2 sleeps 10 s by itself. */
const askMs = 5_000;
const refreshMs = 30_000;

/**
 * Has the cluster manager look anew where a guest is: it does not look by itself at what it does not manage, and shows what it saw
 * last. Only the resources that watch the guest are touched, and only their history: nothing is started or stopped by
 * it. Never throws for what a cluster manager may do.
 *
 * @param hosts where the guest may have come or gone; Heartbeat 2 cleans up one host at a time
 */
export async function refreshPicture(
  run: RunCommand,
  dialect: Dialect,
  guest: Watched,
  hosts: readonly string[],
): Promise<Refreshed> {
  const watchers = await readWatchers(run);
  if (watchers.kind === "unreadable") return { refreshed: [], problems: [watchers.reason] };
  return lookAnew(run, dialect, watchers.of(guest), hosts);
}

/** Whom the cluster manager on this node watches. Never throws for what it may do. */
export async function readWatchers(run: RunCommand): Promise<Watchers> {
  const asked = await run("cibadmin", ["-Q", "-o", "resources"], { timeoutMs: askMs });
  return asked.kind === "exited" && asked.exitCode === 0
    ? watchersIn(asked.stdout)
    : { kind: "unreadable", reason: describeFailure("cibadmin", asked) };
}

/** @param ids of resources; see refreshPicture */
export async function lookAnew(
  run: RunCommand,
  dialect: Dialect,
  ids: readonly string[],
  hosts: readonly string[],
): Promise<Refreshed> {
  const calls = ids.flatMap((id) => callsFor(dialect, id, hosts).map((args) => ({ id, args })));
  const results = await Promise.all(
    calls.map(async ({ id, args }) => {
      const result = await run("crm_resource", args, { timeoutMs: refreshMs });
      const isDone = result.kind === "exited" && result.exitCode === 0;
      return { id, problem: isDone ? undefined : describeFailure(nameOf(args, result), result) };
    }),
  );
  const problems = results.flatMap(({ problem }) => problem ?? []);
  const failed = new Set(results.filter(({ problem }) => problem !== undefined).map(({ id }) => id));
  return { refreshed: ids.filter((id) => !failed.has(id)), problems };
}

function nameOf(args: readonly string[], { kind }: CommandResult): string {
  return kind === "not-found" ? "crm_resource" : `crm_resource ${args.join(" ")}`;
}

/**
 * Pacemaker forgets what it knows of a resource on all nodes at once and probes. Heartbeat 2's -C forgets it on one host
 * (delete_lrm_rsc() of crm_resource.c), and the next transition probes there.
 */
function callsFor(dialect: Dialect, id: string, hosts: readonly string[]): readonly (readonly string[])[] {
  return dialect === "pacemaker"
    ? [["--refresh", "-r", id]]
    : hosts.map((host) => ["-C", "-r", id, "-H", host]);
}
