import { execFileSync } from "node:child_process";
import { truncateSync, writeFileSync } from "node:fs";

/** Makes a device node; only root can. */
export function makeNode(path: string, kind: "b" | "c", major: number, minor: number): void {
  execFileSync("mknod", [path, kind, String(major), String(minor)]);
}

/** Puts a file of `bytes` behind a free loop device and gives the device's path. */
export function attachLoop(file: string, bytes: number): string {
  writeFileSync(file, "");
  truncateSync(file, bytes);
  return execFileSync("losetup", ["--find", "--show", file], { encoding: "utf8" }).trim();
}

/** Gives the file behind a loop device another size; 0 is what a device without a medium has. */
export function resizeLoop(device: string, file: string, bytes: number): void {
  truncateSync(file, bytes);
  execFileSync("losetup", ["--set-capacity", device]);
}

export function detachLoop(device: string): void {
  execFileSync("losetup", ["--detach", device]);
}
