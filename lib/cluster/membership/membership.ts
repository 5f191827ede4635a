/**
 * What the cluster manager says about one node now.
 *
 * "gone" is no proof that the node is dead: it is cut off or dead, and guests may run on it. What a caller may do
 * with it: believe an administrator who says, besides, that the node is dead (--confirm-dead). Nothing is taken over,
 * started or released by "gone" alone, however it was seen. "unknown" lets a caller do nothing.
 */
export type NodeMembership =
  | { readonly kind: "member"; readonly conditions: readonly NodeCondition[] }
  | { readonly kind: "gone"; readonly seenBy: SeenBy; readonly conditions: readonly NodeCondition[] }
  /** `reason`: one sentence, with what to do next. */
  | { readonly kind: "unknown"; readonly reason: string };

/**
 * Who sees that a node is gone.
 * - `majority`: more than half of all nodes, so that no other side can hold a majority as well;
 * - `this-side`: no more than half. Of two nodes that lost sight of each other, both have quorum (Heartbeat 2, seen on
 *   2.0.8, and Corosync with two_node), and each says of the other that it is gone while both run.
 */
export type SeenBy = "majority" | "this-side";

/** What an administrator or the cluster did to a node without taking it out of the membership. */
export type NodeCondition = "standby" | "maintenance";

/** All that was asked for, and what the cluster says besides. */
export type Membership = {
  /** Every node that was asked for, by its name. */
  readonly nodes: ReadonlyMap<string, NodeMembership>;
  readonly partition: PartitionState;
};

export type PartitionState =
  | {
      readonly kind: "answered";
      /** The designated coordinator; undefined: there is none now. */
      readonly dc: string | undefined;
      readonly quorum: boolean;
      /** Nodes that the cluster lists and nobody asked for: hosts that the cluster file does not name. */
      readonly unlisted: readonly string[];
    }
  /** The cluster manager gave no answer that can be used; every node is unknown. */
  | { readonly kind: "no-answer"; readonly reason: string };
