import { join } from "node:path";
import { Cluster } from "../lab/cluster.ts";
import type { LabNode } from "../lab/node.ts";
import { cloneSetXml, createResource, installXensan, loadCloneSet, untilStartedOn } from "../lab/xensan.ts";
import { clusterFile, configPath, container, guestConfig, makeKeys } from "./files.ts";
import { type GuestHost, guestHost } from "./host.ts";
import { type Records, readRecords } from "./records.ts";

/**
 * Hosts on which all is real but Xen: Corosync, Pacemaker, sshd, sanlock, the SAN's block devices, and xensan as it is
 * built, installed and loaded into the cluster. The guests are the stand-in's (see ../xen/guest).
 */
export type GuestLab = Pick<Cluster, "until" | "collectLogs" | "end" | "crmMon" | "settled"> & {
  readonly cluster: Cluster;
  readonly hosts: readonly GuestHost[];
  readonly guests: readonly string[];
  /** @throws Error for a name that the lab does not have */
  readonly host: (name: string) => GuestHost;
  /** Where a guest is by the word of every host that is up, under whatever name: ["host1: nfs1 -b----"]. */
  readonly whereabouts: (guest: string) => Promise<readonly string[]>;
  readonly records: (guest: string) => Promise<Records>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
};

export type GuestLabOptions = {
  /** Default: nfs1. */
  readonly guests?: readonly string[];
  /** Of each guest, or by its name. Default: 32. */
  readonly memoryMebibytes?: number | Readonly<Record<string, number>>;
  /** Of guests that may not run everywhere: the only hosts. */
  readonly pins?: Readonly<Record<string, readonly string[]>>;
  /** Told what is done next, for whoever watches. */
  readonly onStep?: (what: string) => void;
};

const xen = join(import.meta.dirname, "../xen");

export const GuestLab = {
  /** @throws Error when it does not come up; nothing is left behind but the logs that it names */
  start: async (hostCount: number, options: GuestLabOptions = {}): Promise<GuestLab> => {
    const { guests = ["nfs1"], memoryMebibytes = 32, pins, onStep = () => undefined } = options;
    const sizeOf = (guest: string) =>
      typeof memoryMebibytes === "number" ? memoryMebibytes : (memoryMebibytes[guest] ?? 32);
    const names = Array.from({ length: hostCount }, (_, index) => `host${index + 1}`);
    let labFolder = "";
    const cluster = await Cluster.start(hostCount, {
      volumes: { [container]: ["leases", ...guests] },
      // A claim takes one, and four are for what all share; records use the first four.
      volumeMebibytes: Math.max(24, guests.length + 8),
      furnish: (folder) => {
        labFolder = folder;
        makeKeys(folder, names);
      },
      atBoot: (node) =>
        succeed(node, "sh", [join(import.meta.dirname, "boot.sh"), labFolder, node.name, xen]),
      prepare: async (node) => {
        await installXensan(node);
        await put(node, "/etc/xensan/cluster.yaml", clusterFile(names, guests, pins));
        for (const guest of guests) await put(node, configPath(guest), guestConfig(guest, sizeOf(guest)));
        onStep(`${node.name} has sshd, sanlock and xensan.`);
      },
    });
    try {
      await load(cluster, guests, onStep);
    } catch (error) {
      cluster.end();
      throw error;
    }
    return guestLab(cluster, guests);
  },
};

/** What an administrator does once, on the first host. */
async function load(
  cluster: Cluster,
  guests: readonly string[],
  onStep: (what: string) => void,
): Promise<void> {
  const [first] = cluster.nodes;
  if (first === undefined) throw new Error("A lab has a host at least.");
  await loadCloneSet(first, await cloneSetXml(first, "--volumes", container));
  await untilStartedOn(
    cluster,
    cluster.nodes.map(({ name }) => name),
  );
  onStep("The cluster has activated the SAN's volumes on all hosts.");
  await succeed(first, "xensan", ["lease", "init"]);
  for (const guest of guests) {
    const { stdout } = await first.run("xensan", ["cib", "domain", guest]);
    const { exitCode, stderr } = await createResource(first, stdout);
    if (exitCode !== 0) throw new Error(`cibadmin refused ${guest}: ${stderr.trim()}`);
  }
  onStep("The lease volume is made, and the cluster watches the guests.");
}

function guestLab(cluster: Cluster, guests: readonly string[]): GuestLab {
  const { until, collectLogs, end, crmMon, settled } = cluster;
  const hosts = cluster.nodes.map((node) => guestHost(node, cluster.folder));
  const domainsOf = async (host: GuestHost, guest: string) =>
    (await host.domains())
      .filter(({ name }) => name.replace(/--(?:incoming|migratedaway)$/, "") === guest)
      .map(({ name, flags }) => `${host.name}: ${name} ${flags}`);
  return {
    ...{ cluster, hosts, guests, until, collectLogs, end, crmMon, settled },
    host: (name) => {
      const found = hosts.find((each) => each.name === name);
      if (found) return found;
      throw new Error(`The lab has no host ${name}; it has ${hosts.map((each) => each.name).join(", ")}.`);
    },
    whereabouts: async (guest) => {
      const up = hosts.filter((host) => host.isUp());
      return (await Promise.all(up.map((host) => domainsOf(host, guest)))).flat();
    },
    records: (guest) => readRecords(cluster.san.device(`${container}/${guest}`)),
    [Symbol.asyncDispose]: async () => end(),
  };
}

type Runner = Pick<LabNode, "name" | "run">;

async function succeed({ name, run }: Runner, file: string, args: readonly string[]): Promise<void> {
  const { exitCode, stdout, stderr } = await run(file, args, { timeoutMs: 60_000 });
  if (exitCode === 0) return;
  throw new Error(`On ${name}, ${[file, ...args].join(" ")} ended with ${exitCode}: ${stderr || stdout}`);
}

async function put({ name, run }: Runner, path: string, text: string): Promise<void> {
  const script = 'mkdir -p "$(dirname "$1")" && cat >"$1"';
  const { exitCode, stderr } = await run("sh", ["-c", script, "sh", path], { input: text });
  if (exitCode !== 0) throw new Error(`${path} cannot be written on ${name}: ${stderr.trim()}`);
}
