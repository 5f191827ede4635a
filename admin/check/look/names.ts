import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { codeOf } from "../../../lib/system/error-code.ts";
import { isNumeric } from "../../host/settings.ts";
import { filesBeforeDns, parseHosts } from "../parse/hosts-file.ts";
import type { HostFacts } from "../wire/facts.ts";
import type { Question } from "../wire/question.ts";

/** What /etc/hosts has for the nodes, and for addresses of theirs that are names. */
export function lookAtNames(root: string, { nodes }: Pick<Question, "nodes">): HostFacts["names"] {
  try {
    const hosts = parseHosts(readFileSync(join(root, "/etc/hosts"), "utf8"));
    const nsswitch = join(root, "/etc/nsswitch.conf");
    const filesFirst = filesBeforeDns(existsSync(nsswitch) ? readFileSync(nsswitch, "utf8") : "");
    const addresses = nodes.flatMap(({ cluster, ssh, migration }) => [cluster, ssh, migration]);
    const wanted = new Set([
      ...nodes.map(({ name }) => name),
      ...addresses.filter((each) => !isNumeric(each)),
    ]);
    const names = [...wanted].map((name) => ({ name, addresses: hosts.get(name.toLowerCase()) ?? [] }));
    return { kind: "read", filesFirst, names };
  } catch (error) {
    return { kind: "unknown", reason: `/etc/hosts cannot be read (${codeOf(error)})` };
  }
}
