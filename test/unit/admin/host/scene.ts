import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommanderError } from "commander";
import { hostCommand } from "../../../../admin/host/command.ts";
import type { HostSurroundings } from "../../../../admin/host/surroundings.ts";
import { AdminError, adminExit, type Terminal } from "../../../../admin/terminal.ts";
import type { RunCommand } from "../../../../lib/system/command.ts";
import { todayText } from "../../../support/host/clusters.ts";

export type Ran = { readonly out: string; readonly err: string; readonly code: number };

const nothing: RunCommand = (file) => Promise.reject(new Error(`unexpected call: ${file}`));

/** host1 of a cluster of two, with a folder for what it writes. */
export function hostScene(text = todayText(2), hostName = "host1", run = nothing) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "xensan-host-")));
  const cluster = { text };
  const entry = (kind: "file" | "folder") => ({ kind, uid: 0, mode: kind === "file" ? 0o644 : 0o755 });
  const surroundings: HostSurroundings = {
    machine: { hostName, run },
    clusterFile: "/etc/xensan/cluster.yaml",
    fileAccess: async () => ({
      look: (path: string) => entry(path === "/etc/xensan/cluster.yaml" ? "file" : "folder"),
      linkTarget: () => "",
      open: () => ({
        look: () => entry("file"),
        read: () => Buffer.from(cluster.text),
        close: () => undefined,
      }),
    }),
  };
  const xensan = async (...args: readonly string[]): Promise<Ran> => {
    const said = { out: "", err: "", code: 0 };
    const terminal: Terminal = {
      out: (each) => {
        said.out += each;
      },
      err: (each) => {
        said.err += each;
      },
      readStandardInput: () => {
        throw new Error("nothing may read standard input here");
      },
      endWith: (code) => {
        said.code = code;
      },
    };
    const command = hostCommand(terminal, surroundings);
    for (const each of [command, ...command.commands]) {
      each.exitOverride().configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
    }
    try {
      await command.parseAsync(args, { from: "user" });
    } catch (error) {
      if (error instanceof CommanderError)
        said.code = error.exitCode === 0 ? adminExit.done : adminExit.usage;
      else if (error instanceof AdminError) {
        said.err += `xensan: ${error.message}\n`;
        said.code = error.code;
      } else throw error;
    }
    return said;
  };
  return { folder, cluster, xensan, remove: () => rmSync(folder, { recursive: true }) };
}
