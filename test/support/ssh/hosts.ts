import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "../../../build/bundle.ts";
import { executables } from "../../../build/executables.ts";
import { type RunCommand, runCommand } from "../../../lib/system/command.ts";
import { cleanUpAfterTheDead } from "../lab/clean-up.ts";
import { addressOf, corosyncConf, seedCib } from "../lab/configuration.ts";
import { cleanPath, startKeeper } from "../lab/namespaces.ts";
import { createNode, type LabNode } from "../lab/node.ts";
import { openRecord } from "../lab/open-record.ts";
import { type Containers, createSan } from "../lab/san.ts";
import { succeed } from "./succeed.ts";

/** A host of the lab with Debian's sshd, the built xensan, a cluster file and a stand-in for xl; no cluster runs. */
export type SshHost = Pick<LabNode, "name" | "run" | "cut" | "heal" | "san" | "daemons"> & {
  readonly address: string;
  /** Runs commands there as lib/system/command does here. */
  readonly command: RunCommand;
};

export type SshLab = {
  readonly hosts: readonly [SshHost, SshHost, ...SshHost[]];
  readonly end: () => void;
};

type Size = { readonly count?: number; readonly containers?: Containers };

/** Boots host1 and host2, or more. host1 and each other know each other's host key and let each other's root in. */
export async function startSshLab({ count = 2, containers = {} }: Size = {}): Promise<SshLab> {
  cleanUpAfterTheDead();
  const { folder, add, only, end } = openRecord();
  try {
    mkdirSync(join(folder, "changes"), { recursive: true });
    writeFileSync(join(folder, "corosync.conf"), corosyncConf(count));
    writeFileSync(join(folder, "cib.xml"), seedCib);
    const numbers = Array.from({ length: count }, (_, index) => index + 1);
    const san = createSan(
      folder,
      numbers.map((number) => `host${number}`),
      containers,
    );
    const keeper = await startKeeper(folder, only);
    add(keeper);
    const built = join(folder, "built");
    await Promise.all(installed.map((target) => build(built, target)));
    const boot = async (number: number): Promise<SshHost> => {
      const node = createNode({ keeper, folder }, number, san.forNode(`host${number}`));
      await node.boot({ daemons: "off" });
      return prepare(node, folder, count, number, built);
    };
    const [first, second, ...more] = await Promise.all([boot(1), boot(2), ...numbers.slice(2).map(boot)]);
    for (const each of [second, ...more]) {
      await introduce(first, each);
      await introduce(each, first);
    }
    return { hosts: [first, second, ...more], end };
  } catch (error) {
    end();
    throw error;
  }
}

const installed = ["usr/sbin/xensan", "usr/lib/xensan/peer"];

async function build(folder: string, target: string): Promise<void> {
  const executable = executables.find((each) => each.target === target);
  if (executable === undefined) throw new Error(`there is no ${target} to build`);
  await bundle(executable, folder, "0.0.0");
}

async function prepare(
  node: LabNode,
  folder: string,
  count: number,
  number: number,
  built: string,
): Promise<SshHost> {
  const { name, run, cut, heal, san, daemons } = node;
  const pid = readFileSync(join(folder, `${name}.pid`), "utf8").trim();
  const enter = ["--target", pid, "--mount", "--uts", "--ipc", "--net", "--pid", "--"];
  const clean = ["env", "-i", cleanPath, "HOME=/root", "LC_ALL=C"];
  const command: RunCommand = (file, args, options) =>
    runCommand("nsenter", [...enter, ...clean, file, ...args], options);
  await succeed(node, "sh", ["-euc", setUp, "sh", built, join(import.meta.dirname, "stand-in-xl.sh")]);
  await succeed(node, "sh", ["-c", "cat >/etc/xensan/cluster.yaml"], { input: clusterFile(count) });
  await succeed(node, "sh", ["-c", "cat >/etc/xen/nfs1.cfg"], { input: guestConfig });
  await succeed(node, "/usr/sbin/sshd", ["-h", "/etc/ssh/lab_key", "-E", "/var/log/sshd.log"]);
  return { name, run, cut, heal, san, daemons, address: addressOf(number), command };
}

/** /root is the machine's own, so another one is put over it. */
const setUp = `
install -D -m 0755 -t /usr/sbin "$1/usr/sbin/xensan"
install -D -m 0755 -t /usr/lib/xensan "$1/usr/lib/xensan/peer"
install -m 0755 "$2" /usr/sbin/xl
mkdir -p /etc/xensan /etc/xen /run/sshd /run/stand-in-xl
mount -t tmpfs -o mode=0700 xensan-lab /root
mkdir -m 0700 /root/.ssh
ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ed25519
ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/lab_key
`;

async function introduce(from: SshHost, to: SshHost): Promise<void> {
  const key = (await succeed(from, "cat", ["/root/.ssh/id_ed25519.pub"])).stdout;
  await succeed(to, "sh", ["-c", "cat >>/root/.ssh/authorized_keys"], { input: key });
  const hostKey = (await succeed(to, "cat", ["/etc/ssh/lab_key.pub"])).stdout;
  const known = { input: `${to.address} ${hostKey}` };
  await succeed(from, "sh", ["-c", "cat >>/root/.ssh/known_hosts"], known);
}

const clusterFile = (count: number) => `nodes:
${Array.from({ length: count }, (_, index) => `  - name: host${index + 1}\n    addresses: { cluster: ${addressOf(index + 1)} }`).join("\n")}
toolstack: xl
dialect: pacemaker
provider: xensan
lease: none
guests:
  - name: nfs1
    config: /etc/xen/nfs1.cfg
    priority: 100
    pins: []
`;

const guestConfig = `name = "nfs1"\nmemory = 128\ndisk = [ "phy:/dev/SAN/nfs1,xvda,w" ]\n`;
