import { uptimeMs } from "../../system/clock.ts";
import type { CommandResult, RunCommand } from "../../system/command.ts";
import type { KeptOpen } from "./kept-open.ts";
import { sshFailed } from "./silence.ts";

/**
 * How a host is asked over ssh. Nobody is there to answer a question of ssh's, a peer that dies must be noticed, and an
 * unknown host could say anything. What an administrator's own configuration of ssh might add is switched off: a shared
 * connection would outlive its command, and forwarded keys and displays have no business there.
 */
const options = [
  "BatchMode=yes",
  "StrictHostKeyChecking=yes",
  "ConnectTimeout=10",
  "ConnectionAttempts=1",
  "ServerAliveInterval=3",
  "ServerAliveCountMax=2",
  "LogLevel=ERROR",
  "ControlMaster=no",
  "ControlPath=none",
  "ForwardAgent=no",
  "ForwardX11=no",
  "ClearAllForwardings=yes",
  "PermitLocalCommand=no",
];

/**
 * What hosts ask and order are names of hosts, guests and disks, which nobody keeps for a future computer. So they do without sntrup761,
 * which OpenSSH 9 prefers and which takes the two some 70 ms of a processor at each connection; where it is known,
 * mlkem768 comes first all the same, which takes none. What is left is ssh's own list: one of the
 * administrator's does not count here.
 */
const quickly = ["KexAlgorithms=-sntrup761*"];

const peer = "/usr/lib/xensan/peer";

/** The only words that ever reach a remote shell. */
export const remoteCommands = {
  report: `${peer} report`,
  questions: `${peer} report --session`,
  receive: `${peer} receive`,
  volumes: "xensan volumes answer --json",
  facts: "xensan check --facts",
  /** Whether one comes in at all. */
  nothing: "true",
  session: `${peer} receive --session`,
  /** As text, because what ssh brings is read as text. */
  heartbeatKey: "base64 /etc/ha.d/authkeys",
  corosyncKey: "base64 /etc/corosync/authkey",
  /** The other end of a plain migration; its full path, since it is no command for people. */
  transport: "/usr/lib/xensan/transport receive",
} as const;

export type RemoteCommand = keyof typeof remoteCommands;

/** What is secret, and what nobody calls a second time. */
const unhurried: readonly RemoteCommand[] = ["heartbeatKey", "corosyncKey", "transport"];

export type CallHost = (
  address: string,
  command: RemoteCommand,
  input: string,
  timeoutMs: number,
) => Promise<CommandResult>;

/**
 * All that varies goes as standard input, so that no remote shell sees it. A host whose sshd insists on the slow exchange of keys is
 * called again by it: nothing was said to it before.
 */
export function sshCaller(run: RunCommand): CallHost {
  return async (address, command, input, timeoutMs) => {
    const beganMs = uptimeMs();
    const leftMs = () => timeoutMs - (uptimeMs() - beganMs);
    const result = await run("ssh", sshArguments(address, command), { timeoutMs, input });
    const isSoon = timeoutMs - leftMs() < soonMs;
    if (!isSoon || !isUnexplained(result)) return result;
    if (!(await disagree(run, address, Math.min(leftMs(), soonMs)))) return result;
    return run("ssh", sshArguments(address, command, []), { timeoutMs: leftMs(), input });
  };
}

/** Two hosts that do not agree on an exchange of keys find that out at once. */
const soonMs = 3_000;

/** ssh of OpenSSH 9.2 tells at the level INFO why no keys were exchanged, and nothing at ERROR. */
function isUnexplained(result: CommandResult): boolean {
  return result.kind === "exited" && result.exitCode === sshFailed && result.stderr.trim() === "";
}

async function disagree(run: RunCommand, address: string, timeoutMs: number): Promise<boolean> {
  const args = sshArguments(address, "nothing", ["LogLevel=INFO", ...quickly]);
  const told = await run("ssh", args, { timeoutMs, input: "" });
  return (
    told.kind === "exited" &&
    told.exitCode === sshFailed &&
    told.stderr.includes("no matching key exchange method")
  );
}

/** By a connection that is kept open for questions, where there is one. */
export function callerOf({
  run,
  keptOpen,
}: {
  readonly run: RunCommand;
  readonly keptOpen?: KeptOpen;
}): CallHost {
  const each = sshCaller(run);
  return keptOpen?.through(each) ?? each;
}

/** @param more options that go before all others: of each, ssh heeds the first */
export function sshArguments(
  address: string,
  command: RemoteCommand,
  more: readonly string[] = unhurried.includes(command) ? [] : quickly,
): readonly string[] {
  return [
    "-T",
    "-x",
    "-a",
    ...[...more, ...options].flatMap((option) => ["-o", option]),
    "--",
    address,
    remoteCommands[command],
  ];
}
