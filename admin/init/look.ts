import { readdirSync, readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { aliasRule, wwidRule } from "../../lib/cluster/description/host/rules.ts";
import { leasePathRule, type TextRule } from "../../lib/cluster/description/text-rules.ts";
import type { Dialect } from "../../lib/cluster/dialect.ts";
import { parseCrmNodeList } from "../../lib/cluster/membership/crm-node.ts";
import { parseCrmadminNodes } from "../../lib/cluster/membership/heartbeat2-text.ts";
import { clusterDialect } from "../../lib/cluster/running-dialect.ts";
import type { Machine } from "../../lib/guard/machine.ts";
import { ownVolumeNames } from "../../lib/guard/overview/own-details.ts";
import type { RunCommand } from "../../lib/system/command.ts";
import { corosyncNodes, firstAddress, heartbeatNodes } from "./configured-nodes.ts";
import type { Found, FoundNode } from "./found.ts";
import { guestFiles } from "./guest-files.ts";

/** Of each question to a tool. */
const askMs = 5_000;

export type Around = {
  /** In front of every path; empty outside of tests. */
  readonly root: string;
  /** Of this host's network interfaces. */
  readonly ownAddress: () => string | undefined;
};

export const realAround: Around = {
  root: "",
  ownAddress: () =>
    Object.values(networkInterfaces())
      .flatMap((each) => each ?? [])
      .find(({ family, internal }) => family === "IPv4" && !internal)?.address,
};

/** Looks at this host, and changes nothing. */
export async function lookAround(
  machine: Pick<Machine, "hostName" | "run" | "clock" | "isInstalled">,
  { root, ownAddress }: Around,
): Promise<Found> {
  const { hostName, run, isInstalled } = machine;
  const corosync = textOf(`${root}/etc/corosync/corosync.conf`);
  const heartbeat = textOf(`${root}/etc/ha.d/ha.cf`);
  const running = await clusterDialect(run);
  const setUp = corosync !== "" ? "pacemaker" : heartbeat !== "" ? "heartbeat2" : undefined;
  const dialect = running ?? setUp;
  const configured = dialect === "heartbeat2" ? heartbeatNodes(heartbeat) : corosyncNodes(corosync);
  const members = running === undefined ? [] : await runningNodes(run, running);
  const names = members.length > 0 ? members : configured.map(({ name }) => name);
  const nodesFrom =
    members.length > 0 ? "the running cluster" : names.length > 0 ? "its configuration" : "this host alone";
  const nodes = await Promise.all(
    (names.length > 0 ? names : [hostName]).map(async (name): Promise<FoundNode> => {
      const known = configured.find((each) => each.name === name)?.address;
      const own = name === hostName ? ownAddress() : undefined;
      return { name, address: known ?? (await addressOf(run, name)) ?? own };
    }),
  );
  const maps = mapsIn(`${root}/sys/block`);
  const { guests, leftOut } = guestFiles(root);
  const volumes = await ownVolumeNames(machine, askMs);
  const groups = new Set(volumes.map(({ name }) => name.split("/")[0] ?? name));
  return {
    ...{ hostName, dialect, nodes, nodesFrom, guests },
    toolstacks: (["xl", "xm"] as const).filter(isInstalled),
    maps: maps.filter(isUsable),
    leftOut: [
      ...leftOut,
      ...maps
        .filter((map) => !isUsable(map))
        .map(
          ({ wwid, alias }) => `multipath's ${alias} (${wwid}): not both can be written into multipath.conf`,
        ),
    ],
    hasEvms: isInstalled("evms_activate"),
    volumeGroups: [...groups],
    leaseVolumes: volumes
      .map(({ path }) => path)
      .filter((path) => /(?:^|[/_.-])(?:sanlock|leases?)$/i.test(path) && leasePathRule.pattern.test(path)),
  };
}

async function runningNodes(run: RunCommand, dialect: Dialect): Promise<readonly string[]> {
  const [file, args] =
    dialect === "pacemaker" ? (["crm_node", ["-l"]] as const) : (["crmadmin", ["-N"]] as const);
  const result = await run(file, args, { timeoutMs: askMs });
  if (result.kind !== "exited" || result.exitCode !== 0) return [];
  if (dialect === "pacemaker") {
    const listed = parseCrmNodeList(result.stdout);
    return listed.kind === "parsed" ? [...listed.value.keys()] : [];
  }
  const listed = parseCrmadminNodes(result.stdout);
  return listed.kind === "parsed" ? listed.value.map(({ name }) => name) : [];
}

async function addressOf(run: RunCommand, name: string): Promise<string | undefined> {
  const result = await run("getent", ["ahosts", "--", name], { timeoutMs: askMs });
  return result.kind === "exited" && result.exitCode === 0 ? firstAddress(result.stdout) : undefined;
}

/** Multipath's maps have "mpath-WWID" as their device-mapper UUID; nothing is asked that a dead path could hang. */
function mapsIn(folder: string): Found["maps"] {
  return entriesIn(folder)
    .filter((name) => name.startsWith("dm-"))
    .flatMap((name) => {
      const wwid = /^mpath-(.+)$/.exec(textOf(`${folder}/${name}/dm/uuid`).trim())?.[1];
      const alias = textOf(`${folder}/${name}/dm/name`).trim();
      return wwid === undefined || alias === "" ? [] : [{ wwid, alias }];
    });
}

function isUsable({ wwid, alias }: Found["maps"][number]): boolean {
  return fits(wwidRule, wwid) && fits(aliasRule, alias);
}

function fits({ pattern, maxLength }: TextRule, text: string): boolean {
  return text.length <= maxLength && pattern.test(text);
}

function entriesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort((one, other) => one.localeCompare(other, "en", { numeric: true }));
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
