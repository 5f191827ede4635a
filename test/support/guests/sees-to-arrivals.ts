import type { GuestHost } from "./host.ts";

/** Whether a process is still there that sees to it that the cluster shows guests where they have come to. */
export async function seesToArrivals(host: GuestHost): Promise<boolean> {
  const { exitCode, stderr } = await host.run("pgrep", ["-f", "xensan arrived"]);
  if (exitCode === 0 || exitCode === 1) return exitCode === 0;
  throw new Error(`pgrep on ${host.name} ended with ${exitCode}: ${stderr}`);
}
