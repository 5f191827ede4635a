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

/**
 * How much of its file a loop device has, in bytes; 0: all. What is cut off fails for whoever has the device open, too, and is
 * there again when it is given back. losetup sets this only when it attaches.
 */
export function limitLoop({ device }: LoopDevice, bytes: number): void {
  execFileSync("perl", ["-e", setSizeLimit, device, String(bytes)], { timeout: 10_000, stdio: "pipe" });
}

/** LOOP_GET_STATUS64 and LOOP_SET_STATUS64 of linux/loop.h: lo_sizelimit is the fifth of 64 bits. */
const setSizeLimit = `my ($device, $bytes) = @ARGV;
open(my $loop, "+<", $device) or die "$device: $!";
my $status = "\\0" x 232;
ioctl($loop, 0x4C05, $status) or die "$device: $!";
substr($status, 32, 8) = pack("Q<", $bytes);
ioctl($loop, 0x4C04, $status) or die "$device: $!";`;

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
