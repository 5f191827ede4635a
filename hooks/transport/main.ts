import { spawn } from "node:child_process";
import { sshArguments } from "../../lib/guard/peers/ssh.ts";
import { writeFully } from "../../lib/system/output.ts";
import packageJson from "../../package.json" with { type: "json" };
import { defaultPulse } from "./channel.ts";
import { type Receiver, receive } from "./receive.ts";
import { type Ssh, send } from "./send.ts";

/**
 * Carries a migration without encryption, for a network that only the hosts are on. `xl migrate -s` runs it on the
 * source in ssh's place, with two addresses of the destination (for ssh, and for the guest) and xl's own words; it
 * runs itself on the destination, over ssh.
 *
 * usage: transport SSH-ADDRESS ADDRESS xl migrate-receive [OPTION…] | transport receive
 */
async function main(words: readonly string[]): Promise<void> {
  const [first = "", address = "", program, ...rest] = words;
  if (first === "receive" && words.length === 1) {
    process.exitCode = await receive({
      ...{ input: process.stdin, output: process.stdout, complain, pulse: defaultPulse },
      startReceiver,
    });
  } else if (program === "xl" && wordsForReceiver(rest)[0] === "migrate-receive") {
    const effects = { input: process.stdin, output: process.stdout, complain, pulse: defaultPulse };
    process.exitCode = await send(
      { ...effects, startSsh: () => startSsh(first) },
      {
        address,
        words: wordsForReceiver(rest),
      },
    );
  } else if (first === "--version") {
    writeFully(1, `${packageJson.version}\n`);
  } else {
    complain("it is called by xl migrate, and by itself over ssh");
    process.exitCode = 2;
  }
  // What xl did not close stays open, and would keep this alive.
  process.stdin.destroy();
}

/** Without xl's wishes for how its progress looks on a terminal, which is not there. */
function wordsForReceiver(words: readonly string[]): readonly string[] {
  return words.slice(words.findIndex((word) => word !== "-t" && word !== "-T"));
}

/** Its standard error is this one's, so that xl's words arrive at the source. */
function startReceiver(words: readonly string[]): Receiver {
  const child = spawn("xl", words, { stdio: ["pipe", "pipe", "inherit"] });
  return { input: child.stdin, output: child.stdout, ended: endOf(child) };
}

function startSsh(address: string): Ssh {
  const child = spawn("ssh", sshArguments(address, "transport"), { stdio: ["pipe", "pipe", "inherit"] });
  return { input: child.stdin, output: child.stdout, ended: endOf(child), end: () => child.kill() };
}

function endOf(child: ReturnType<typeof spawn>): Promise<number> {
  return new Promise((resolve) => {
    child.on("exit", (code) => resolve(code ?? 255));
    child.on("error", (error) => {
      complain(error.message);
      resolve(255);
    });
  });
}

function complain(sentence: string): void {
  try {
    writeFully(2, `xensan transport: ${sentence}\n`);
  } catch {
    // Nobody is there to read it.
  }
}

void main(process.argv.slice(2));
