import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { type ProcessId, processId } from "../lab/process.ts";
import type { ImageSet } from "./images/image-set.ts";
import { cpu, dom0MiB, hypervisorOptions, machineMiB } from "./recipe.ts";

export type Machine = {
  /** Counts from 1; host1 and host2. */
  readonly number: number;
  /** Of the lab. */
  readonly folder: string;
  readonly images: ImageSet;
  /** Of 127.0.0.1, leads to the machine's sshd. */
  readonly sshPort: number;
};

/** The files of one machine in the lab's folder. */
export function filesOf({ folder, number }: Pick<Machine, "folder" | "number">) {
  const file = (name: string) => join(folder, `host${number}.${name}`);
  return {
    disk: file("disk.raw"),
    console: file("console.log"),
    log: file("qemu.log"),
    monitor: file("monitor"),
  };
}

export function sanOf(folder: string): string {
  return join(folder, "san.raw");
}

/** Powers a machine on; it is gone when this process is, however that ends. */
export function powerOn(machine: Machine): ProcessId {
  const log = openSync(filesOf(machine).log, "a");
  const child = spawn(
    "setpriv",
    ["--pdeathsig", "KILL", "nice", "-n", "10", "qemu-system-x86_64", ...qemuArguments(machine)],
    { stdio: ["ignore", log, log], detached: true },
  );
  closeSync(log);
  child.unref();
  if (child.pid === undefined) throw new Error("qemu-system-x86_64 could not be started.");
  return processId(child.pid);
}

function qemuArguments({ number, folder, images, sshPort }: Machine): readonly string[] {
  const files = filesOf({ folder, number });
  const network = (of: number) => join(folder, `link${of}`);
  const mac = (card: number) => `52:54:00:00:0${number}:0${card}`;
  const machineId = `${number}`.padStart(32, "0");
  const kernelOptions = `console=hvc0 labhost=${number} systemd.machine_id=${machineId} loglevel=4 systemd.show_status=true`;
  return [
    ...["-name", `host${number}`, "-accel", "tcg", "-cpu", cpu, "-smp", "1", "-m", String(machineMiB)],
    ...["-display", "none", "-nodefaults", "-no-reboot"],
    ...["-kernel", images.hypervisor, "-append", hypervisorOptions(dom0MiB)],
    ...["-initrd", `${images.kernel} ${kernelOptions},${images.initrd}`],
    // Raw files lose no write when QEMU is killed: all that it has of them is in the page cache of this machine's kernel. So the
    // file of the other disk, to which both machines write, is a shared LUN.
    ...["-drive", `if=none,id=root,file=${files.disk},format=raw,cache=unsafe`],
    ...["-device", "virtio-blk-pci,drive=root"],
    ...["-drive", `if=none,id=san,file=${sanOf(folder)},format=raw,cache=unsafe,file.locking=off`],
    ...["-device", "virtio-blk-pci,drive=san,share-rw=on,serial=SAN0"],
    ...["-netdev", `user,id=outside,hostfwd=tcp:127.0.0.1:${sshPort}-:22`],
    ...["-device", `virtio-net-pci,netdev=outside,mac=${mac(1)},romfile=`],
    ...["-netdev", datagrams(network(number), network(3 - number))],
    ...["-device", `virtio-net-pci,netdev=link,mac=${mac(2)},romfile=,id=card`],
    ...["-chardev", `file,id=serial,path=${files.console},append=on`, "-serial", "chardev:serial"],
    ...["-chardev", `socket,id=monitor,path=${files.monitor},server=on,wait=off`],
    ...["-mon", "chardev=monitor,mode=readline"],
  ];
}

function datagrams(own: string, other: string): string {
  return `dgram,id=link,local.type=unix,local.path=${own},remote.type=unix,remote.path=${other}`;
}

/**
 * Tells QEMU's monitor something, such as "set_link card off".
 * @throws Error when the machine's monitor does not take it within ten seconds
 */
export async function tellMonitor(machine: Machine, command: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const connection = createConnection(filesOf(machine).monitor);
    let printed = "";
    const timer = setTimeout(() => end(new Error("it does not answer")), 10_000);
    const end = (error?: Error) => {
      clearTimeout(timer);
      connection.destroy();
      if (error === undefined) resolve();
      else
        reject(
          new Error(`The monitor of host${machine.number} did not take "${command}": ${error.message}.`),
        );
    };
    connection.on("error", end);
    connection.on("data", (bytes: Buffer) => {
      const before = printed.split("(qemu) ").length;
      printed += bytes.toString("latin1");
      const prompts = printed.split("(qemu) ").length;
      if (before < 2 && prompts >= 2) connection.write(`${command}\n`);
      if (prompts >= 3) end();
    });
  });
}
