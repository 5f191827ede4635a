import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

export type LoopDevice = {
  /** E.g. "/dev/loop3". */
  readonly device: string;
  readonly minor: number;
};

/** Attaches a file to a free loop device. Synchronous, as is all that makes or removes parts of the machine. */
export function attachLoop(file: string): LoopDevice {
  const device = losetup("--find", "--show", "--nooverlap", file).trim();
  return { device, minor: Number(device.slice("/dev/loop".length)) };
}

export function detachLoop(loop: LoopDevice): void {
  losetup("--detach", loop.device);
}

/** The loop devices whose file is, or was before it was deleted, inside a folder. */
export function loopsBelow(folder: string): readonly LoopDevice[] {
  return readdirSync("/sys/block")
    .filter((name) => /^loop\d+$/.test(name) && backingFile(name)?.startsWith(`${folder}/`))
    .map((name) => ({ device: `/dev/${name}`, minor: Number(name.slice("loop".length)) }));
}

function backingFile(name: string): string | undefined {
  try {
    return readFileSync(`/sys/block/${name}/loop/backing_file`, "utf8");
  } catch {
    return undefined;
  }
}

function losetup(...args: readonly string[]): string {
  return execFileSync("losetup", args, {
    encoding: "utf8",
    timeout: 10_000,
    stdio: ["ignore", "pipe", "pipe"],
  });
}
