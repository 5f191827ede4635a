import type { Facts } from "../facts.ts";
import { type Finding, fail, findings, hostsInWords, list, unknown, warn } from "../finding.ts";
import type { HostFacts } from "../wire/facts.ts";

type Maps = Extract<HostFacts["multipath"], { kind: "listed" }>["maps"];
type Wanted = { readonly wwid: string; readonly alias: string };

/** Each LUN of the cluster file must have two paths that are up, under its alias, on every host; and no LUN two names. */
export function multipathFindings({
  hosts,
  description,
}: Pick<Facts, "hosts" | "description">): readonly Finding[] {
  const wanted = description.multipath?.maps;
  const names = [...hosts.keys()];
  const listed = new Map(
    [...hosts].flatMap(([host, { facts }]) =>
      facts.multipath.kind === "listed" ? [[host, facts.multipath.maps] as const] : [],
    ),
  );
  const problems = [
    ...[...hosts].flatMap(([host, { facts }]) => notListed(host, facts.multipath, wanted !== undefined)),
    ...[...listed].flatMap(([host, maps]) => ofHost(host, maps, wanted ?? [])),
    ...aliasesThatDiffer(listed),
  ];
  const count = Math.max(0, ...[...listed.values()].map((maps) => maps.length));
  const well =
    wanted === undefined && count === 0
      ? "The cluster file has no multipath, and no host has a LUN by it."
      : `Every LUN has two paths at least, under one name on ${hostsInWords(names)}.`;
  return findings("multipath", names, problems, well);
}

function notListed(host: string, facts: HostFacts["multipath"], isWanted: boolean) {
  if (facts.kind === "listed" || (facts.kind === "not-installed" && !isWanted)) return [];
  if (facts.kind === "not-installed") {
    return [fail([host], `multipath is not installed on ${host}.`, "Install multipath-tools there.")];
  }
  return [
    unknown(
      [host],
      `The paths to the LUNs cannot be told on ${host}: ${facts.reason}.`,
      `Run multipath -ll on ${host}.`,
    ),
  ];
}

function ofHost(host: string, maps: Maps, wanted: readonly Wanted[]) {
  const misnamed = wanted.flatMap(({ wwid, alias }) => {
    const map = maps.find((each) => each.wwid === wwid);
    if (map === undefined) {
      const mend = `Look at the zoning and at multipath -ll on ${host}; then multipath -r.`;
      return [fail([host], `${host} does not see the LUN ${wwid}, which is to be ${alias}.`, mend)];
    }
    if (map.alias === alias) return [];
    const mend = `Run xensan host render --apply on ${host}, then multipath -r.`;
    return [fail([host], `The LUN ${wwid} is called ${map.alias} on ${host}, and is to be ${alias}.`, mend)];
  });
  const thin = maps.flatMap(({ alias, paths }) => {
    const up = paths.filter(({ isUp }) => isUp);
    const down = paths.filter(({ isUp }) => !isUp).map(({ device }) => device);
    const which = down.length === 0 ? "" : ` (${list(down)} ${down.length === 1 ? "is" : "are"} down)`;
    const mend = `Look at cables, switches and multipath -ll on ${host}.`;
    if (up.length < 2) {
      return [
        fail([host], `${alias} has ${up.length === 0 ? "no path" : "one path"} on ${host}${which}.`, mend),
      ];
    }
    return down.length === 0 ? [] : [warn([host], `${alias} has lost a path on ${host}${which}.`, mend)];
  });
  return [...misnamed, ...thin];
}

/** Of LUNs that the cluster file does not name, too. */
function aliasesThatDiffer(listed: ReadonlyMap<string, Maps>) {
  const byWwid = new Map<string, Map<string, string[]>>();
  for (const [host, maps] of listed) {
    for (const { wwid, alias } of maps) {
      const aliases = byWwid.get(wwid) ?? new Map<string, string[]>();
      aliases.set(alias, [...(aliases.get(alias) ?? []), host]);
      byWwid.set(wwid, aliases);
    }
  }
  return [...byWwid].flatMap(([wwid, aliases]) => {
    if (aliases.size < 2) return [];
    const named = [...aliases].map(([alias, on]) => `${alias} on ${list(on)}`);
    const mend = "Give it one alias in multipath.maps of the cluster file, and apply that on every host.";
    return [fail([...aliases.values()].flat(), `The LUN ${wwid} is called ${list(named)}.`, mend)];
  });
}
