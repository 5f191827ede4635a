import type { RunCommand } from "../../lib/system/command.ts";

/**
 * Whether this host is on its way down. SysV's rc tells it in RUNLEVEL (0 halts, 6 reboots), systemd by its state, which is
 * "stopping" from the moment in which a shutdown is asked for. A host that says neither stays up.
 */
export async function goesDown(run: RunCommand, runlevel: string | undefined): Promise<boolean> {
  if (runlevel === "0" || runlevel === "6") return true;
  const said = await run("systemctl", ["is-system-running"], { timeoutMs: 5_000 });
  return said.kind === "exited" && said.stdout.trim() === "stopping";
}
