import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addressOf } from "../lab/configuration.ts";

/** The container with the guests' disks and the lease volume; evmscloneset activates it on each host. */
export const container = "san2";
export const leaseVolume = `${container}/leases`;

/**
 * /etc/xensan/cluster.yaml of a lab.
 * @param pins of guests that may not run everywhere
 */
export function clusterFile(
  hosts: readonly string[],
  guests: readonly string[],
  pins: Readonly<Record<string, readonly string[]>> = {},
): string {
  const node = (name: string, index: number) =>
    `  - { name: ${name}, leaseId: ${index + 1}, addresses: { cluster: ${addressOf(index + 1)} } }\n`;
  const guest = (name: string) =>
    `  - { name: ${name}, config: ${configPath(name)}, pins: [${(pins[name] ?? []).join(", ")}] }\n`;
  return `nodes:\n${hosts.map(node).join("")}dialect: pacemaker\nlease: /dev/evms/${leaseVolume}\nguests:\n${guests.map(guest).join("")}`;
}

export function configPath(guest: string): string {
  return `/etc/xen/${guest}.cfg`;
}

export function guestConfig(guest: string, memoryMebibytes: number): string {
  return `name = "${guest}"\nmemory = ${memoryMebibytes}\nvcpus = 1\ndisk = [ "phy:/dev/evms/${container}/${guest},xvda,w" ]\n`;
}

/** Keys for all hosts in the lab's folder: root may go from each to each, and every host's key is known, by its name and its address. */
export function makeKeys(folder: string, hosts: readonly string[]): void {
  const keys = join(folder, "ssh");
  mkdirSync(keys, { mode: 0o700 });
  for (const name of ["root", ...hosts]) {
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", join(keys, name)], {
      timeout: 20_000,
    });
  }
  const known = hosts.map(
    (name, index) => `${name},${addressOf(index + 1)} ${readFileSync(join(keys, `${name}.pub`), "utf8")}`,
  );
  writeFileSync(join(keys, "known_hosts"), known.join(""));
  writeFileSync(
    join(keys, "hosts"),
    hosts.map((name, index) => `${addressOf(index + 1)} ${name}\n`).join(""),
  );
}
