import { crossProblems } from "./cross-checks.ts";
import { decode } from "./decode.ts";
import type { HostDescription } from "./description.ts";
import { inFileOrder, type Problem } from "./problem.ts";
import { readYaml } from "./read-yaml.ts";
import { type ClusterFile, fileSchema } from "./schema.ts";
import { schemaProblems } from "./schema-problems.ts";
import { plainValue } from "./yaml-tree.ts";

export type ParsedDescription =
  | { readonly kind: "description"; readonly description: HostDescription }
  /** At least one problem, in the file's order. */
  | { readonly kind: "refused"; readonly problems: readonly Problem[] };

/**
 * Reads the bytes of a cluster file: YAML 1.2, at most 1 MiB. All problems are told at once; only what is no YAML
 * at all hides those behind it.
 */
export function parseDescription(bytes: Uint8Array): ParsedDescription {
  const decoded = decode(bytes);
  if (decoded.kind === "refused") return { kind: "refused", problems: [decoded.problem] };
  const yaml = readYaml(decoded.text);
  if (yaml.kind === "refused") return { kind: "refused", problems: inFileOrder(yaml.problems) };
  const checked = fileSchema.safeParse(plainValue(yaml.tree));
  const problems = [
    ...yaml.problems,
    ...(checked.success ? [] : schemaProblems(fileSchema, yaml.tree, checked.error.issues)),
    ...crossProblems(yaml.tree),
  ];
  if (problems.length > 0 || !checked.success) return { kind: "refused", problems: inFileOrder(problems) };
  return { kind: "description", description: describe(checked.data) };
}

function describe({ nodes, lease, migrationCipher, ...rest }: ClusterFile): HostDescription {
  return {
    ...rest,
    ...(migrationCipher === undefined ? {} : { migrationCipher }),
    nodes: nodes.map(
      ({ name, leaseId, interface: nic, addresses: { cluster, ssh = cluster, migration = cluster } }) => ({
        name,
        ...(leaseId === undefined ? {} : { leaseId }),
        ...(nic === undefined ? {} : { interface: nic }),
        addresses: { cluster, ssh, migration },
      }),
    ),
    lease: lease === "none" ? { kind: "none" } : { kind: "volume", path: lease },
  };
}
