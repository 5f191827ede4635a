import { CommanderError } from "commander";
import { AdminError, adminExit, type Terminal } from "../../../../admin/terminal.ts";
import { volumesCommand } from "../../../../admin/volumes/command.ts";
import {
  decodeVolumesQuestion,
  encodeVolumes,
  type VolumesQuestion,
} from "../../../../lib/guard/wire/volumes-exchange.ts";
import type { VolumesHost, VolumesReport } from "../../../../lib/storage/own-volumes.ts";
import type { VolumeManager } from "../../../../lib/storage/volume-manager.ts";
import type { RunCommand } from "../../../../lib/system/command.ts";
import { exited } from "../../lib/storage/scripted-run.ts";
import { hostScene, type Ran } from "../report/scene.ts";

/** host2 of four, with /dev/SAN/nfs1 and vm2 by LVM2, and by EVMS when that is asked for. */
export function volumesScene() {
  const base = hostScene();
  base.clusterFile.text = base.clusterFile.text.replace(
    "toolstack",
    `  - { name: host3, addresses: { cluster: 192.168.10.3 } }
  - { name: host4, addresses: { cluster: 192.168.10.4 } }
toolstack`,
  );
  const lost = new Set<string>();
  const activated: (readonly string[])[] = [];
  const asked: VolumesQuestion[] = [];
  const ran: string[] = [];
  const reports = new Map<string, VolumesReport | "silent">();
  let evmsd: { readonly [host: string]: number } = {};
  const manager = (title: "EVMS" | "LVM2", program: string): VolumeManager => ({
    ...{ title, program, waitsFor: () => undefined, recall: () => [] },
    list: async () => ({
      kind: "listed",
      volumes: ["nfs1", "vm2"].map((name) => ({ name: `SAN/${name}`, path: `/dev/SAN/${name}` })),
    }),
    activate: async (names) => {
      activated.push(names);
      return { kind: "done" };
    },
  });
  const host: VolumesHost = {
    evms: async () => manager("EVMS", "evms_activate"),
    lvm: async () => manager("LVM2", "lvm"),
    isInstalled: (program) => program === "lvm" || Object.keys(evmsd).length > 0,
    lookAtDevice: (path) => (lost.has(path) ? { kind: "absent" } : { kind: "usable", sectorBytes: 512 }),
    sizeOfDevice: () => 4_194_304,
    clock: base.surroundings.machine.clock,
  };
  const run: RunCommand = async (file, args, { input = "", timeoutMs }) => {
    if (file === "evms_activate") {
      ran.push(`${[file, ...args].join(" ")}<${timeoutMs}`);
      return exited(evmsd[args[2] ?? ""] ?? 99, "", "evmsd does not answer\n");
    }
    if (file !== "ssh") throw new Error(`unexpected call: ${file}`);
    const question = decodeVolumesQuestion(input);
    if (question.kind === "failed") throw new Error(question.reason);
    asked.push(question.value);
    const { to } = question.value;
    const report = reports.get(to);
    if (report === undefined) throw new Error(`nobody said what ${to} says`);
    if (report === "silent") return { kind: "timed-out", afterMs: timeoutMs, stdout: "", stderr: "" };
    return exited(0, encodeVolumes(question.value, to, { kind: "answered", report }));
  };
  const surroundings = { ...base.surroundings, machine: { ...base.surroundings.machine, run } };
  const xensan = async (args: readonly string[]): Promise<Ran> => {
    const said = { out: "", err: "", code: 0 };
    const terminal: Terminal = {
      out: (text) => {
        said.out += text;
      },
      err: (text) => {
        said.err += text;
      },
      readStandardInput: () => "",
      endWith: (code) => {
        said.code = code;
      },
    };
    const command = volumesCommand(terminal, surroundings, async () => host);
    for (const each of [command, ...command.commands]) {
      each.exitOverride().configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
    }
    try {
      await command.parseAsync(args, { from: "user" });
    } catch (error) {
      if (error instanceof AdminError) {
        said.err += error.message;
        said.code = error.code;
      } else if (error instanceof CommanderError) said.code = adminExit.usage;
      else throw error;
    }
    return said;
  };
  return {
    ...{ clusterFile: base.clusterFile, remove: base.remove },
    ...{ xensan, asked, activated, ran },
    lose: (path: string) => lost.add(path),
    says: (node: string, report: VolumesReport) => reports.set(node, report),
    isSilent: (node: string) => reports.set(node, "silent"),
    /** EVMS is here, and asks others with these exit codes. */
    evmsd: (codes: { readonly [host: string]: number }) => {
      evmsd = codes;
    },
  };
}
