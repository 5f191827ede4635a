import type { Facts } from "../facts.ts";
import { type Finding, fail, findings } from "../finding.ts";

/** What "xensan check order" says of each host, in two lines: the order of services, and what xendomains does. */
export function orderFindings({ hosts }: Pick<Facts, "hosts">): readonly Finding[] {
  const names = [...hosts.keys()];
  const of = (key: "order" | "xendomains") =>
    [...hosts].flatMap(([host, { facts }]) =>
      facts[key].map((sentence) => fail([host], `${host}: ${sentence}`)),
    );
  return [
    ...findings("order", names, of("order"), "Guests leave first, then the cluster stops, then Xen."),
    ...findings(
      "xendomains",
      names,
      of("xendomains"),
      "xendomains empties a host that goes down, and starts no guest.",
    ),
  ];
}
