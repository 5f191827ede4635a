import type { CommandResult, RunCommand } from "../../system/command.ts";
import type { KeptOpen } from "./kept-open.ts";

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
 * which OpenSSH 9 prefers and which takes each end some 30 ms of a processor at each connection; where it is known,
 * mlkem768 comes first all the same, which takes none. A key is fetched as this host's ssh likes it best.
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

const keys: readonly RemoteCommand[] = ["heartbeatKey", "corosyncKey"];

export type CallHost = (
  address: string,
  command: RemoteCommand,
  input: string,
  timeoutMs: number,
) => Promise<CommandResult>;

/** All that varies goes as standard input, so that no remote shell sees it. */
export function sshCaller(run: RunCommand): CallHost {
  return (address, command, input, timeoutMs) =>
    run("ssh", sshArguments(address, command), { timeoutMs, input });
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

export function sshArguments(address: string, command: RemoteCommand): readonly string[] {
  return [
    "-T",
    "-x",
    "-a",
    ...[...options, ...(keys.includes(command) ? [] : quickly)].flatMap((option) => ["-o", option]),
    "--",
    address,
    remoteCommands[command],
  ];
}
