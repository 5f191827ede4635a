import { checkFlag, checkWord, refuseUnknown } from "./check-shape.ts";
import type { Path } from "./cib-error.ts";

/** Cluster options (crm_config) by their names in code. What is undefined is not written: the cluster's default. */
export type ClusterOptions = {
  /** What happens to resources in a part of the cluster that has no quorum. */
  readonly noQuorumPolicy?: "ignore" | "freeze" | "stop" | undefined;
  /** Whether a resource whose definition was deleted is stopped. The default of both clusters is true. */
  readonly stopOrphanResources?: boolean | undefined;
  /** Whether failed nodes are fenced. The default is false in Heartbeat 2 and true in Pacemaker. */
  readonly stonithEnabled?: boolean | undefined;
  readonly symmetricCluster?: boolean | undefined;
  /** Heartbeat 2 only: Pacemaker has it among the defaults of resources. */
  readonly isManagedDefault?: boolean | undefined;
};

/** @throws CibError for an option or a value that there is not */
export function clusterOptions(options: ClusterOptions, path: Path = ["crm_config"]): ClusterOptions {
  refuseUnknown(options, Object.keys(clusterOptionNames), path);
  checkWord("noQuorumPolicy", options.noQuorumPolicy, ["ignore", "freeze", "stop"], path);
  for (const name of [
    "stopOrphanResources",
    "stonithEnabled",
    "symmetricCluster",
    "isManagedDefault",
  ] as const) {
    checkFlag(name, options[name], path);
  }
  return { ...options };
}

/** As both clusters spell them; Heartbeat 2.0.8's canonical names have hyphens too. */
export const clusterOptionNames: { readonly [K in keyof Required<ClusterOptions>]: string } = {
  noQuorumPolicy: "no-quorum-policy",
  stopOrphanResources: "stop-orphan-resources",
  stonithEnabled: "stonith-enabled",
  symmetricCluster: "symmetric-cluster",
  isManagedDefault: "is-managed-default",
};

/** The options that are set, as name and value. */
export function setOptions(options: ClusterOptions): readonly (readonly [keyof ClusterOptions, string])[] {
  return Object.keys(clusterOptionNames).flatMap((key) => {
    const name = key as keyof ClusterOptions;
    const value = options[name];
    return value === undefined ? [] : [[name, String(value)] as const];
  });
}
