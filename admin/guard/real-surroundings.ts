import { hostname, userInfo } from "node:os";
import { isatty } from "node:tty";
import { realLeaseHost, realMachine } from "../../lib/guard/real-machine.ts";
import { runInOwnSession } from "../../lib/system/run-in-own-session.ts";
import { findProgram, searchPath } from "../../lib/system/search-path.ts";
import { AdminError, adminExit } from "../terminal.ts";
import { onInterrupt } from "./on-interrupt.ts";
import type { Surroundings } from "./surroundings.ts";

/** @param environment of this process: PATH, and who became root */
export function realSurroundings(environment: Readonly<Record<string, string | undefined>>): Surroundings {
  const path = searchPath(environment["PATH"]);
  const isInstalled = (program: string) => findProgram(program, path) !== undefined;
  const machine = realMachine(hostname(), isInstalled, runInOwnSession);
  return {
    machine,
    user: userBehind(userInfo().username, environment["SUDO_USER"]),
    isTerminal: { input: isatty(0), errors: isatty(2), output: isatty(1) },
    screenSize: () => ({
      columns: process.stdout.columns || process.stderr.columns || 80,
      rows: process.stdout.rows || process.stderr.rows || 24,
    }),
    onInterrupt,
    ask,
    clusterFile: "/etc/xensan/cluster.yaml",
    fileAccess: async () => (await import("../../lib/cluster/description/file-access.ts")).fileAccess,
    permits: async () => {
      const { permitStore } = await import("../../lib/guard/permit/permit-store.ts");
      const { bootTime } = await import("../../lib/guard/permit/boot-time.ts");
      return permitStore(bootTime);
    },
    leaseHost: async (description) => {
      const { titleOf } = await import("../../lib/guard/this-host.ts");
      return realLeaseHost(machine, description, titleOf(machine, description));
    },
  };
}

/** For sentences only: it is what the environment says. */
function userBehind(name: string, sudoUser: string | undefined): string {
  return sudoUser !== undefined && sudoUser !== name && /^[\w.-]{1,64}$/.test(sudoUser)
    ? `${name} (${sudoUser})`
    : name;
}

async function ask(question: string): Promise<string> {
  const { createInterface } = await import("node:readline/promises");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    // Ctrl-C and Ctrl-D close it, and then nobody would ever be told.
    const closed = new Promise<never>((_, reject) => {
      lines.once("close", () => reject(new AdminError(adminExit.refused, "the question was not answered.")));
    });
    return await Promise.race([lines.question(question), closed]);
  } finally {
    lines.close();
  }
}
