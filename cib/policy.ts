import type { Dialect } from "../lib/cluster/dialect.ts";
import { type ClusterOptions, clusterOptionNames, clusterOptions, setOptions } from "./property.ts";

export type PolicyOption = {
  /** As the cluster spells it. */
  readonly name: string;
  readonly value: string;
  /** One or two sentences, without characters that XML comments or Heartbeat 2's reader stumble over. */
  readonly why: string;
};

/** The cluster options that a cluster needs in which guests are started, stopped and moved by hand only. */
export function manualOnlyPolicy(dialect: Dialect): ClusterOptions {
  return clusterOptions({
    noQuorumPolicy: "freeze",
    stopOrphanResources: false,
    stonithEnabled: false,
    ...(dialect === "heartbeat2" ? { isManagedDefault: true } : {}),
  });
}

export function explainPolicy(dialect: Dialect): readonly PolicyOption[] {
  return setOptions(manualOnlyPolicy(dialect)).map(([key, value]) => ({
    name: clusterOptionNames[key],
    value,
    why: reasons[key],
  }));
}

const reasons: { readonly [K in keyof Required<ClusterOptions>]: string } = {
  noQuorumPolicy:
    "A host that loses quorum keeps its guests running, so nothing under them may be stopped; and it starts nothing " +
    "new, because the other hosts may be running it.",
  stopOrphanResources:
    "With the default, true, a guest is stopped when its definition is deleted from the CIB.",
  stonithEnabled:
    "Nothing that the cluster manages writes to the disk of a guest, so no node must be shot to keep data safe; " +
    "shooting one would kill all its guests for a hiccup of the network. With the option on and no fencing device, " +
    "Pacemaker would start nothing at all.",
  symmetricCluster: "Every node may run every resource.",
  isManagedDefault: "False would keep the EVMS clone from starting. Guests say is_managed=false themselves.",
};
