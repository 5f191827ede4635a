import type { CommandResult } from "../../system/command.ts";
import { describeFailure } from "../../system/command-failure.ts";

/** ssh's own exit code; a command over there that ends so is not told apart, and does not need to be. */
export const sshFailed = 255;

/** A shell's, for a program that is not there. */
const notFound = 127;

/**
 * Why a host did not answer, and what to do about it: one clause without the final stop, to come after "host2 does not
 * answer". Undefined: it may have.
 */
export function whySilent(host: string, address: string, result: CommandResult): string | undefined {
  switch (result.kind) {
    case "exited":
      if (result.exitCode === 0) return undefined;
      if (result.exitCode === notFound) {
        return `xensan is not installed there, is an older one, or is not where its ssh looks for programs: install it on ${host}`;
      }
      if (result.exitCode === sshFailed) return whySshFailed(host, address, result.stderr) ?? plainly(result);
      return describeFailure(`xensan on ${host}`, result);
    case "timed-out":
      return `it did not answer within ${Math.round(result.afterMs / 1000)} s: look at it, and at the network`;
    case "not-found":
      return "ssh is not installed here: install the ssh client";
    case "flooded":
    case "left":
    case "signalled":
    case "failed-to-start":
      return plainly(result);
  }
}

/** Whether the machine did anything at all, so that it is not dead: sshd let nobody in, or the command failed there. */
export function reacted(result: CommandResult): boolean {
  if (result.kind === "flooded") return true;
  if (result.kind !== "exited") return false;
  if (result.exitCode !== sshFailed) return true;
  return /IDENTIFICATION HAS CHANGED|Host key verification failed|Permission denied|Connection refused/.test(
    result.stderr,
  );
}

function plainly(result: CommandResult): string {
  return describeFailure("ssh", result);
}

function whySshFailed(host: string, address: string, stderr: string): string | undefined {
  // At this level ssh tells why it could not begin, and keeps quiet when an established connection is lost.
  if (stderr.trim() === "") return `the connection to it broke off: look at ${host} and at the network`;
  return causes(host, address).find(([sign]) => sign.test(stderr))?.[1];
}

/** In the order of their precedence: ssh may print several. The words are those of OpenSSH 9.2. */
function causes(host: string, address: string): readonly (readonly [RegExp, string])[] {
  return [
    [
      /REMOTE HOST IDENTIFICATION HAS CHANGED/,
      `its ssh host key is another than the one that is known here: find out why, then run ssh-keygen -R ${address}`,
    ],
    [
      /Host key verification failed/,
      `its ssh host key is not known here: compare it, and accept it with ssh ${address} as root`,
    ],
    [
      /Permission denied/,
      `it does not let root of this host in: put this host's public key into /root/.ssh/authorized_keys on ${host}`,
    ],
    [
      /Could not resolve hostname/,
      `its address ${address} has no meaning here: correct it in the cluster file, or in /etc/hosts`,
    ],
    [/Connection refused/, `nothing listens for ssh at ${address}: start sshd on ${host}`],
    [
      /No route to host|Network is unreachable/,
      `there is no way to ${address}: look at ${host} and at the network`,
    ],
    [/timed out/i, `it does not react at ${address}: look at ${host} and at the network`],
  ];
}
