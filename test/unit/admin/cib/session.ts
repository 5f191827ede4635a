import { type Command, CommanderError } from "commander";
import { cibCommand } from "../../../../admin/cib/command.ts";
import { AdminError, adminExit, type Terminal } from "../../../../admin/terminal.ts";
import type { CommandResult, RunCommand } from "../../../../lib/system/command.ts";
import { fileHolding } from "../report/scene.ts";

export type Session = { readonly out: string; readonly err: string; readonly code: number };

export type Surroundings = {
  /** What the cluster file has; without it, nobody may read it. */
  readonly clusterFile?: string;
  /** What `cibadmin -Q` answers; without it, no command may be run. */
  readonly cluster?: CommandResult;
  readonly standardInput?: string;
};

/** One run of `xensan cib …`, ended as admin/main.ts ends it. */
export async function xensanCib(
  args: readonly string[],
  { cluster, standardInput, clusterFile }: Surroundings = {},
): Promise<Session> {
  const said = { out: "", err: "", code: 0 };
  const terminal: Terminal = {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
    readStandardInput: () => {
      if (standardInput === undefined) throw new Error("nothing may read standard input here");
      return standardInput;
    },
    endWith: (code) => {
      said.code = code;
    },
  };
  const run: RunCommand = async (file) => {
    if (cluster === undefined) throw new Error(`${file} may not be run here`);
    return cluster;
  };
  const command = cibCommand(terminal, run, {
    clusterFile: "/etc/xensan/cluster.yaml",
    fileAccess: async () => {
      if (clusterFile === undefined) throw new Error("nothing may read the cluster file here");
      return fileHolding({ text: clusterFile });
    },
  });
  prepare(command, terminal);
  try {
    await command.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) said.code = error.exitCode === 0 ? adminExit.done : adminExit.usage;
    else if (error instanceof AdminError) {
      said.err += `xensan: ${error.message}\n`;
      said.code = error.code;
    } else throw error;
  }
  return said;
}

function prepare(command: Command, terminal: Terminal): void {
  command.exitOverride().configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
  for (const each of command.commands) prepare(each, terminal);
}
