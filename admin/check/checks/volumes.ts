import type { Facts } from "../facts.ts";
import { compared, type Finding, fail, findings, hostsInWords, list, unknown, warn } from "../finding.ts";
import { groupBy } from "../group-by.ts";
import type { HostFacts } from "../wire/facts.ts";

type Volumes = Extract<HostFacts["volumes"], { kind: "listed" }>;

/** Every host must have the same volumes, and all of them usable. */
export function volumeFindings({ hosts }: Pick<Facts, "hosts">): readonly Finding[] {
  const names = [...hosts.keys()];
  const listed = [...hosts].flatMap(
    ([
      host,
      {
        facts: { volumes },
      },
    ]) => (volumes.kind === "listed" ? [{ host, volumes }] : []),
  );
  const problems = [
    ...[...hosts].flatMap(
      ([
        host,
        {
          facts: { volumes },
        },
      ]) => notListed(host, volumes),
    ),
    ...managersThatDiffer(listed),
    ...[...new Set(listed.flatMap(({ volumes }) => volumes.volumes.map(({ name }) => name)))].flatMap(
      (name) => ofVolume(name, listed),
    ),
  ];
  const count = listed[0]?.volumes.volumes.length ?? 0;
  const well =
    count === 0
      ? `There are no volumes on ${hostsInWords(names)}.`
      : compared(
          names,
          "the volumes",
          `${list(names)} have the same ${count === 1 ? "volume" : `${count} volumes`}, and can use ${count === 1 ? "it" : "all of them"}.`,
        );
  return findings("volumes", names, problems, well);
}

function notListed(host: string, volumes: HostFacts["volumes"]) {
  if (volumes.kind === "listed") return [];
  if (volumes.kind === "none") {
    return [
      warn(
        [host],
        `There is neither EVMS nor LVM2 on ${host}.`,
        "Install lvm2, where guests are to have logical volumes.",
      ),
    ];
  }
  return [unknown([host], `The volumes of ${host} cannot be told: ${volumes.reason}.`)];
}

type Listed = readonly { readonly host: string; readonly volumes: Volumes }[];

function managersThatDiffer(listed: Listed) {
  const managers = groupBy(listed, ({ volumes }) => volumes.manager);
  if (managers.size < 2) return [];
  const each = [...managers].map(([manager, on]) => `${manager} on ${list(on.map(({ host }) => host))}`);
  return [
    fail(
      listed.map(({ host }) => host),
      `The volume managers differ: ${list(each)}.`,
      "Install the same one on every host.",
    ),
  ];
}

function ofVolume(name: string, listed: Listed) {
  const seen = listed.map(({ host, volumes }) => ({
    host,
    volume: volumes.volumes.find((each) => each.name === name),
  }));
  const lacking = seen.filter(({ volume }) => volume === undefined).map(({ host }) => host);
  const dead = seen.filter(({ volume }) => volume?.isUsable === false).map(({ host }) => host);
  const mend =
    "Where EvmsSCC is started, the cluster activates the volumes; look at crm_mon -1 and at the paths to the LUN.";
  return [
    ...(lacking.length === 0
      ? []
      : [
          fail(
            lacking,
            `${list(lacking)} ${lacking.length === 1 ? "lacks" : "lack"} the volume ${name}.`,
            mend,
          ),
        ]),
    ...(dead.length === 0 ? [] : [fail(dead, `The volume ${name} cannot be used on ${list(dead)}.`, mend)]),
  ];
}
