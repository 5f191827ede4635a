import { runCommand } from "../../../lib/system/command.ts";
import { describeFailure } from "../../../lib/system/command-failure.ts";
import { addressOf } from "./configuration.ts";
import { type CrmMon, parseCrmMon } from "./crm-mon.ts";
import { type Daemons, daemonsOf } from "./daemons.ts";
import { cleanPath, ipAtSwitch, startNode, tcAtSwitch } from "./namespaces.ts";
import { poll } from "./poll.ts";
import { type ProcessId, runs } from "./process.ts";
import type { NodeSan } from "./san.ts";

export type Output = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

/**
 * Runs a program as root inside a node, in a clean environment. Capped at 30 seconds unless `timeoutMs` says other.
 * @throws Error when the node is down, or the program cannot be run or does not end in time
 */
export type RunInNode = (
  file: string,
  args?: readonly string[],
  options?: { readonly timeoutMs?: number; readonly input?: string },
) => Promise<Output>;

/** One host of the lab. Its /etc, /usr, /var/lib and /var/log outlive a crash; /run and /dev do not. */
export type LabNode = {
  readonly name: string;
  readonly run: RunInNode;
  readonly san: NodeSan;
  readonly daemons: Daemons;
  readonly isUp: () => boolean;
  /** Powers the host on. Its daemons start too, unless `daemons` says "off". */
  readonly boot: (options?: { readonly daemons: "on" | "off" }) => Promise<void>;
  /** A crash: nothing on the host gets to say good-bye. */
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
  /** A clean stop of the cluster; the host stays up. */
  readonly stop: () => Promise<void>;
  /** Pulls the network cable. */
  readonly cut: () => Promise<void>;
  readonly heal: () => Promise<void>;
  /** What its network cable carries to it in a second, in KiB; what it sends is not limited. Until it dies. */
  readonly slowDown: (kibPerSecond: number) => Promise<void>;
  /** @throws Error when no cluster runs here */
  readonly crmMon: () => Promise<CrmMon>;
};

type Lab = { readonly keeper: ProcessId; readonly folder: string };

/**
 * A host that is still down.
 * @param number counts from 1 and gives it its name, host1, host2, …
 * @param atBoot what else it has before its daemons start, at each boot
 */
export function createNode(
  lab: Lab,
  number: number,
  san: NodeSan,
  atBoot: (node: Pick<LabNode, "name" | "run">) => Promise<void> = async () => undefined,
): LabNode {
  const name = `host${number}`;
  const port = `port${number}`;
  let first: ProcessId | undefined;

  const isUp = () => first !== undefined && runs(first);
  const run: RunInNode = async (file, args = [], { timeoutMs = 30_000, input } = {}) => {
    if (first === undefined || !isUp()) throw new Error(`${name} is down, so ${file} cannot run there.`);
    const enter = ["--target", String(first.pid), "--mount", "--uts", "--ipc", "--net", "--pid", "--"];
    const command = ["env", "-i", cleanPath, "HOME=/root", "LC_ALL=C", pacemakerLog, file, ...args];
    const result = await runCommand("nsenter", [...enter, ...command], {
      timeoutMs,
      ...(input === undefined ? {} : { input }),
    });
    if (result.kind === "exited") {
      const { exitCode, stdout, stderr } = result;
      return { exitCode, stdout, stderr };
    }
    throw new Error(`On ${name}: ${describeFailure([file, ...args].join(" "), result)}.`);
  };
  const daemons = daemonsOf(name, run);
  const setPort = (state: "up" | "down") => ipAtSwitch(lab.keeper, "link", "set", port, state);

  return {
    name,
    run,
    san,
    daemons,
    isUp,
    boot: async ({ daemons: wanted } = { daemons: "on" }) => {
      if (isUp()) throw new Error(`${name} is up already.`);
      first = await startNode(lab.keeper, lab.folder, name);
      await plugIn(lab.keeper, first, port, addressOf(number), run);
      await atBoot({ name, run });
      if (wanted === "on") await daemons.startAll();
    },
    kill: async () => {
      if (first === undefined || !isUp()) throw new Error(`${name} is down already.`);
      const killed = first;
      process.kill(killed.pid, "SIGKILL");
      const seen = await poll(() => !runs(killed), { timeoutMs: 10_000, everyMs: 10 });
      if (seen !== true) throw new Error(`${name} does not die.`);
    },
    start: daemons.startAll,
    stop: daemons.stopAll,
    cut: () => setPort("down"),
    heal: () => setPort("up"),
    slowDown: (kibPerSecond) =>
      tcAtSwitch(lab.keeper, [
        ...["qdisc", "replace", "dev", port, "root", "tbf"],
        ...["rate", `${kibPerSecond * 8}kibit`, "burst", "32k", "latency", "100ms"],
      ]),
    crmMon: async () => {
      const { exitCode, stdout, stderr } = await run("crm_mon", ["-1", "--inactive", "--output-as", "xml"]);
      if (exitCode !== 0) throw new Error(`crm_mon on ${name}: ${stderr.trim() || stdout.trim()}`);
      return parseCrmMon(stdout);
    },
  };
}

const pacemakerLog = "PCMK_logfile=/var/log/pacemaker/pacemaker.log";

async function plugIn(keeper: ProcessId, node: ProcessId, port: string, address: string, run: RunInNode) {
  // The port of a host that crashed goes with its namespace, but only after a while.
  await ipAtSwitch(keeper, "link", "del", port).catch(() => undefined);
  await ipAtSwitch(
    keeper,
    "link",
    "add",
    port,
    "type",
    "veth",
    "peer",
    "name",
    "eth0",
    "netns",
    String(node.pid),
  );
  await ipAtSwitch(keeper, "link", "set", port, "master", "switch", "up");
  const script = 'ip addr add "$1/24" dev eth0 && ip link set eth0 up';
  const { exitCode, stderr } = await run("sh", ["-c", script, "sh", address]);
  if (exitCode !== 0) throw new Error(`The network of ${address} cannot be set up: ${stderr.trim()}`);
}
