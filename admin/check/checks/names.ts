import type { HostDescription } from "../../../lib/cluster/description/description.ts";
import { isNumeric } from "../../host/settings.ts";
import type { Facts } from "../facts.ts";
import { type Finding, fail, findings, hostsInWords, list, unknown, warn } from "../finding.ts";
import { groupBy } from "../group-by.ts";
import type { HostFacts } from "../wire/facts.ts";

/** The hosts must find each other by /etc/hosts, also where DNS is gone, and under the addresses of the cluster file. */
export function nameFindings({
  hosts,
  description,
}: Pick<Facts, "hosts" | "description">): readonly Finding[] {
  const problems = [
    ...missingNames(hosts),
    ...[...hosts].flatMap(([host, { facts }]) => ofHost(host, facts.names, description)),
  ];
  const on = [...hosts.keys()];
  const well = `On ${hostsInWords(on)} every host is found by /etc/hosts, without DNS.`;
  return findings("names", on, problems, well);
}

const render = (host: string) => `Run xensan host render --diff on ${host}, then --apply.`;

/** Hosts that lack the same ones have most likely never had xensan's part of it. */
function missingNames(hosts: Facts["hosts"]) {
  const lacking = [...hosts].flatMap(
    ([
      host,
      {
        facts: { names },
      },
    ]) => {
      const missing =
        names.kind === "read" ? names.names.filter(({ addresses }) => addresses.length === 0) : [];
      return missing.length === 0 ? [] : [{ host, missing: missing.map(({ name }) => name).join(", ") }];
    },
  );
  return [...groupBy(lacking, ({ missing }) => missing)].map(([missing, on]) => {
    const where = on.map(({ host }) => host);
    return fail(where, `/etc/hosts on ${list(where)} does not have ${missing}.`, render(list(where)));
  });
}

function ofHost(host: string, names: HostFacts["names"], { nodes }: HostDescription) {
  if (names.kind === "unknown") {
    return [unknown([host], `Which names ${host} knows without DNS cannot be told: ${names.reason}.`)];
  }
  const addressesOf = (name: string) => names.names.find((each) => each.name === name)?.addresses ?? [];
  const wrong = nodes.flatMap(({ name, addresses: { cluster } }) => {
    const [first] = addressesOf(name);
    return first === undefined || !isNumeric(cluster) || first === cluster ? [] : [{ name, first, cluster }];
  });
  return [
    ...(names.filesFirst
      ? []
      : [
          fail(
            [host],
            `DNS is asked before /etc/hosts on ${host}, by /etc/nsswitch.conf.`,
            'Put "files" before "dns" in its line "hosts:".',
          ),
        ]),
    ...wrong.map(({ name, first, cluster }) => {
      const sentence = `/etc/hosts on ${host} has ${first} for ${name}, and the cluster file ${cluster}.`;
      const own = name === host && first.startsWith("127.");
      return own
        ? warn(
            [host],
            sentence,
            `Take ${name} out of the line of ${first}, as the cluster's programs would take that for its address.`,
          )
        : fail([host], sentence, render(host));
    }),
  ];
}
