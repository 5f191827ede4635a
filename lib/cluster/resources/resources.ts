/** One primitive, or one instance of a clone, as the cluster manager shows it. */
export type ShownResource = {
  /** Without an instance's number. */
  readonly id: string;
  /** The last word of its agent, e.g. "EvmsSCC". */
  readonly agent: string;
  /** Started and not failed there, by the cluster's word. */
  readonly startedOn: readonly string[];
  /** Where it failed; also nodes on which it is started all the same. */
  readonly failedOn: readonly FailedResource[];
};

/** `reason`: what the agent said, one clause without the final stop, or undefined. */
export type FailedResource = { readonly node: string; readonly reason: string | undefined };

export type ShownResources =
  | { readonly kind: "shown"; readonly resources: readonly ShownResource[] }
  /** One clause without the final stop. */
  | { readonly kind: "unknown"; readonly reason: string };
