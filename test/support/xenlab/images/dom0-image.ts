import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { corosyncConf, firstCib } from "../cluster.ts";
import { dom0Modules, maskedUnits } from "../recipe.ts";
import { make, nodeHere } from "./command.ts";
import { kernelVersion, moduleFiles } from "./initrd.ts";

const files = join(import.meta.dirname, "../dom0");

/** Makes `dom0.raw`, one disk for all hosts, and `id`, the key that lets the lab and each host into each host. */
export async function makeDom0Image(packages: string, folder: string): Promise<void> {
  const scratch = mkdtempSync(join(folder, "root-"));
  try {
    await make("cp", ["-aT", join(packages, "root"), scratch]);
    await addModules(packages, scratch);
    cpSync(files, scratch, { recursive: true, verbatimSymlinks: true });
    mkdirSync(join(scratch, "lab"));
    for (const name of ["guest-kernel", "guest-initrd"]) {
      copyFileSync(join(folder, name), join(scratch, "lab", name));
      rmSync(join(folder, name));
    }
    copyFileSync(nodeHere, join(scratch, "usr/bin/node"));
    chmodSync(join(scratch, "usr/bin/node"), 0o755);
    await make("chroot", [scratch, "node", "--version"]);
    for (const unit of maskedUnits) mask(scratch, unit);
    writeFileSync(join(scratch, "etc/corosync/corosync.conf"), corosyncConf);
    seedCib(scratch);
    await makeKeys(folder, scratch);
    const image = join(folder, "dom0.raw");
    writeFileSync(image, "");
    truncateSync(image, 1200 * 1024 * 1024);
    // With a journal: a host whose plug was pulled mounts it as it is.
    await make("mke2fs", ["-q", "-t", "ext4", "-d", scratch, "-J", "size=8", image]);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function addModules(packages: string, root: string): Promise<void> {
  const version = kernelVersion(packages, "amd64");
  const from = join(packages, "kernels");
  const lists = ["builtin", "builtin.modinfo", "order"].map((name) =>
    join(from, `lib/modules/${version}/modules.${name}`),
  );
  for (const file of [...(await moduleFiles(packages, "amd64", dom0Modules)), ...lists]) {
    const target = join(root, file.slice(from.length));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(file, target);
  }
  await make("depmod", ["-b", root, version]);
}

function mask(root: string, unit: string): void {
  const path = join(root, "etc/systemd/system", unit);
  rmSync(path, { force: true });
  symlinkSync("/dev/null", path);
}

/** So that a first start does not wait 20 s before it elects a coordinator. */
function seedCib(root: string): void {
  const passwd = readFileSync(join(root, "etc/passwd"), "utf8");
  const [, uid, gid] = /^hacluster:[^:]*:(\d+):(\d+):/m.exec(passwd) ?? [];
  const path = join(root, "var/lib/pacemaker/cib/cib.xml");
  writeFileSync(path, firstCib, { mode: 0o600 });
  chownSync(path, Number(uid), Number(gid));
}

/** Both hosts have one key pair of their own and one host key, since they have one disk. */
async function makeKeys(folder: string, root: string): Promise<void> {
  const key = join(folder, "id");
  const hostKey = join(root, "etc/ssh/ssh_host_ed25519_key");
  for (const type of ["rsa", "ecdsa", "ed25519"]) {
    for (const end of ["", ".pub"]) rmSync(join(root, `etc/ssh/ssh_host_${type}_key${end}`), { force: true });
  }
  for (const path of [key, hostKey])
    await make("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "lab", "-f", path]);
  const dotSsh = join(root, "root/.ssh");
  mkdirSync(dotSsh, { mode: 0o700, recursive: true });
  copyFileSync(key, join(dotSsh, "id_ed25519"));
  chmodSync(join(dotSsh, "id_ed25519"), 0o600);
  copyFileSync(`${key}.pub`, join(dotSsh, "authorized_keys"));
  const known = ["host1", "host2", "10.9.0.1", "10.9.0.2"].join(",");
  writeFileSync(join(dotSsh, "known_hosts"), `${known} ${readFileSync(`${hostKey}.pub`, "utf8")}`);
  for (const path of [join(root, "root"), dotSsh]) chmodSync(path, 0o700);
}
