import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { User } from "./uses.ts";

/**
 * The devices of every btrfs file system that is mounted, by sysfs: mountinfo names one of them only.
 *
 * @throws Error where they cannot be read
 */
export function btrfsUsers(sys: string): readonly User[] {
  return listed(join(sys, "fs/btrfs"))
    .filter((name) => /^[0-9a-f]{8}-/.test(name))
    .flatMap((uuid) => {
      const devices = join(sys, "fs/btrfs", uuid, "devices");
      return listed(devices).flatMap((name) => {
        const number = unlessGone(() => readFileSync(join(devices, name, "dev"), "utf8").trim());
        const who = `the btrfs file system ${uuid}`;
        return number === undefined ? [] : [{ thing: number, who, access: "write" as const }];
      });
    });
}

function listed(folder: string): readonly string[] {
  return unlessGone(() => readdirSync(folder)) ?? [];
}

function unlessGone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
