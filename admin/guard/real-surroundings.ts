import { hostname, userInfo } from "node:os";
import { isatty } from "node:tty";
import { realMachine } from "../../lib/guard/real-machine.ts";
import { findProgram, searchPath } from "../../lib/system/search-path.ts";
import type { Surroundings } from "./surroundings.ts";

/** @param path PATH of this process */
export function realSurroundings(path: string | undefined): Surroundings {
  return {
    machine: realMachine(hostname(), (program) => findProgram(program, searchPath(path)) !== undefined),
    user: userInfo().username,
    isTerminal: { input: isatty(0), errors: isatty(2) },
    clusterFile: "/etc/xensan/cluster.yaml",
    fileAccess: async () => (await import("../../lib/cluster/description/file-access.ts")).fileAccess,
  };
}
