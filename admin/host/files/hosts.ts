import { blockIn, type Renderer } from "../host-file.ts";
import { isNumeric } from "../settings.ts";

/** The nodes reach each other without DNS; where the cluster file has a name for an address, DNS is relied on. */
export const hosts: Renderer = ({ description: { nodes, domain } }) => {
  const lines = nodes
    .filter(({ addresses }) => isNumeric(addresses.cluster))
    .map(({ name, addresses }) => `${addresses.cluster}\t${namesOf(name, domain).join(" ")}`);
  return lines.length === 0 ? undefined : blockIn("/etc/hosts", lines);
};

/** With the full name first, as hosts(5) wants it. */
function namesOf(name: string, domain: string | undefined): readonly string[] {
  const short = name.split(".", 1);
  if (name.includes(".")) return [name, ...short];
  return domain === undefined ? [name] : [`${name}.${domain}`, name];
}
