import type { Facts } from "../facts.ts";
import { type Finding, fail, findings, hostsInWords, unknown } from "../finding.ts";

/** What "xensan check order" says of each host, in two lines: the order of services, and what xendomains does. */
export function orderFindings({ hosts }: Pick<Facts, "hosts">): readonly Finding[] {
  const names = [...hosts.keys()];
  const of = (key: "order" | "xendomains", what: (host: string) => string) =>
    [...hosts].flatMap(([host, { facts }]) => {
      const judged = facts[key];
      if (judged.kind === "unknown")
        return [unknown([host], `${what(host)} cannot be told: ${judged.reason}.`)];
      return judged.sentences.map((sentence) => fail([host], `${host}: ${sentence}`));
    });
  return [
    ...findings(
      "order",
      names,
      of("order", (host) => `In which order ${host} goes down`),
      `On ${hostsInWords(names)} guests leave first, then the cluster stops, then Xen.`,
    ),
    ...findings(
      "xendomains",
      names,
      of("xendomains", (host) => `What xendomains does on ${host}`),
      `On ${hostsInWords(names)} xendomains empties a host that goes down, and starts no guest.`,
    ),
  ];
}
