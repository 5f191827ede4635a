import type { RunInNode } from "./node.ts";
import { poll } from "./poll.ts";

/** The daemons of one node, each under its own session and with an environment that holds no leftovers. */
export type Daemons = {
  /** evmsd, Corosync, then Pacemaker; returns when Pacemaker was started, not when the node has joined. */
  readonly startAll: () => Promise<void>;
  /** A clean stop, in the reverse order, as at a shutdown. */
  readonly stopAll: () => Promise<void>;
  readonly startEvmsd: () => Promise<void>;
  readonly stopEvmsd: () => Promise<void>;
};

export function daemonsOf(host: string, run: RunInNode): Daemons {
  const startDaemon = async (command: readonly string[]) => {
    const script =
      'name=$(basename "$1"); setsid "$@" </dev/null >>"/var/log/$name.out" 2>&1 & echo $! >"/run/lab/$(basename "$1").pid"';
    await succeed(host, run("sh", ["-c", script, "sh", ...command]));
  };
  const stopDaemon = async (name: string, timeoutMs: number) => {
    const script =
      'read -r pid </run/lab/$1.pid || exit 0; kill -TERM "$pid" 2>/dev/null; ' +
      'while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done; rm -f "/run/lab/$1.pid"';
    await succeed(host, run("sh", ["-c", script, "sh", name], { timeoutMs }));
  };
  const startEvmsd = async () => {
    await startDaemon(["evmsd"]);
    const seen = await poll(async () => (await run("test", ["-s", "/run/evmsd.pid"])).exitCode === 0, {
      timeoutMs: 5_000,
      everyMs: 50,
    });
    if (seen !== true) throw new Error(`evmsd did not start on ${host}.`);
  };
  return {
    startEvmsd,
    stopEvmsd: () => stopDaemon("evmsd", 10_000),
    startAll: async () => {
      await startEvmsd();
      await startDaemon(["corosync", "-f"]);
      const answers = async () =>
        (await run("corosync-cmapctl", ["-q", "totem.cluster_name"])).exitCode === 0;
      const seen = await poll(answers, { timeoutMs: 20_000, everyMs: 50 });
      if (seen !== true) throw new Error(`Corosync did not start on ${host}; see corosync.log.`);
      await startDaemon(["pacemakerd", "-f"]);
    },
    stopAll: async () => {
      await stopDaemon("pacemakerd", 120_000);
      await stopDaemon("corosync", 30_000);
      await stopDaemon("evmsd", 10_000);
    },
  };
}

async function succeed(host: string, output: ReturnType<RunInNode>): Promise<void> {
  const { exitCode, stderr } = await output;
  if (exitCode !== 0)
    throw new Error(`A daemon of ${host} could not be started or stopped: ${stderr.trim()}`);
}
