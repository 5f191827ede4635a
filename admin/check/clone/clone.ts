/** An EvmsSCC clone, as the cluster manager shows it. */
export type Clone = {
  readonly id: string;
  /** Names of the nodes where an instance is started and has not failed. */
  readonly startedOn: readonly string[];
  /** Names of the nodes where an instance has failed. */
  readonly failedOn: readonly string[];
};
