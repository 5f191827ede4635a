import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { cleanUp, cleanUpAfterTheDead, cleanUpAtExit, forgetAtExit } from "../../support/lab/clean-up.ts";
import { processId } from "../../support/lab/process.ts";
import { type LabRecord, writeRecord } from "../../support/lab/record.ts";

/** A disk of 32 MiB with one partition of 16 MiB that has an ext4 file system, on a loop device. */
export type RealDisk = {
  readonly folder: string;
  readonly image: string;
  /** Device nodes in the test's own folder: not every machine makes those of partitions by itself. */
  readonly disk: string;
  readonly partition: string;
  /** The kernel's names, e.g. "loop3" and "loop3p1". */
  readonly names: { readonly disk: string; readonly partition: string };
  /** Mounts the partition in a mount namespace of its own; gone when the process is. */
  readonly mount: (options: string) => Promise<MountHolder>;
  /** Sets another loop device up over something; returns its kernel name. */
  readonly loopOver: (path: string) => { readonly name: string; readonly path: string };
  readonly remove: () => void;
};

export type MountHolder = {
  readonly pid: number;
  readonly mountPoint: string;
  /** A /proc in which that process is "self". */
  readonly proc: string;
  readonly end: () => Promise<void>;
};

export function makeRealDisk(): RealDisk {
  cleanUpAfterTheDead();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "xensan-lab-disks-")));
  const record: LabRecord = { id: basename(folder), owner: processId(process.pid), folder, processes: [] };
  writeRecord(record);
  cleanUpAtExit(record);
  const image = join(folder, "image");
  const device = (kernelName: string): string => {
    const node = join(folder, kernelName);
    const [major = "", minor = ""] = readFileSync(`/sys/class/block/${kernelName}/dev`, "utf8")
      .trim()
      .split(":");
    run("mknod", "-m", "600", node, "b", major, minor);
    return node;
  };
  const attach = (path: string, ...options: readonly string[]): string =>
    basename(run("losetup", "--find", "--show", ...options, path).trim());
  writeFileSync(image, "");
  truncateSync(image, 32 * 1024 * 1024);
  // With --partscan, the partition goes when the device is detached.
  const disk = attach(image, "--partscan");
  // Told to the kernel and not written to the disk: a kernel need not read tables of partitions.
  run("addpart", `/dev/${disk}`, "1", "2048", "32768");
  const names = { disk, partition: `${disk}p1` };
  const paths = { disk: device(disk), partition: device(names.partition) };
  run("mke2fs", "-q", "-t", "ext4", "-F", paths.partition);
  const holders: ChildProcess[] = [];
  return {
    ...{ folder, image, names, ...paths },
    mount: async (options) => {
      const holder = await mountApart(folder, paths.partition, options);
      holders.push(holder);
      return described(folder, holder);
    },
    loopOver: (path) => {
      const name = attach(path);
      const node = device(name);
      holders.push(holdOpen(node));
      // From now on it goes with its holder, before the device below it is detached.
      run("losetup", "--detach", node);
      return { name, path: node };
    },
    remove: () => {
      for (const holder of holders) holder.kill("SIGKILL");
      cleanUp(record);
      forgetAtExit(record);
    },
  };
}

async function mountApart(folder: string, device: string, options: string): Promise<ChildProcess> {
  mkdirSync(join(folder, "mnt"), { recursive: true });
  const script = 'mount -t ext4 -o "$1" "$2" "$3" && echo mounted && exec sleep 600';
  const holder = spawn(
    "setpriv",
    [
      ...["--pdeathsig", "KILL", "unshare", "--mount", "sh", "-c", script, "sh"],
      ...[options, device, join(folder, "mnt")],
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const [said] = await once(holder.stdout, "data");
  if (String(said) !== "mounted\n") throw new Error(`the mount failed: ${said}`);
  return holder;
}

/** A process that has a device open until it, or this one, ends. */
function holdOpen(node: string): ChildProcess {
  const file = openSync(node, "r");
  const holder = spawn("setpriv", ["--pdeathsig", "KILL", "sleep", "600"], {
    stdio: [file, "ignore", "inherit"],
  });
  closeSync(file);
  return holder;
}

function described(folder: string, holder: ChildProcess): MountHolder {
  const pid = holder.pid ?? 0;
  const proc = join(folder, `proc-${pid}`);
  mkdirSync(proc);
  symlinkSync(`/proc/${pid}`, join(proc, "self"));
  symlinkSync("/proc/swaps", join(proc, "swaps"));
  const end = async () => {
    holder.kill("SIGKILL");
    await once(holder, "exit");
  };
  return { pid, mountPoint: join(folder, "mnt"), proc, end };
}

function run(file: string, ...args: readonly string[]): string {
  return execFileSync(file, args, { encoding: "utf8", timeout: 10_000, stdio: ["ignore", "pipe", "pipe"] });
}
