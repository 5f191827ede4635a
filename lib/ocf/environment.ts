import { exitCode } from "./exit-code.ts";
import { OcfError } from "./ocf-error.ts";

/** What the cluster manager says about one call of an agent, parsed once. */
export type Environment = {
  /** OCF_RESOURCE_INSTANCE: the resource's id; Heartbeat 2 adds ":N" to a clone's instances. */
  readonly instance: string;
  /** The node's name as the cluster knows it, where the cluster says it. */
  readonly node: string | undefined;
  /** The time-out that the cluster manager will enforce, in milliseconds. */
  readonly timeoutMs: number | undefined;
  /** Milliseconds; 0 for everything that does not recur. */
  readonly intervalMs: number;
  /** OCF_CHECK_LEVEL as it was written; checkLevel() reads it. */
  readonly checkLevelText: string;
  /** Whether the clone's instances are told apart by number. */
  readonly globallyUnique: boolean;
};

export type Variables = Readonly<Record<string, string | undefined>>;

export function parseEnvironment(variables: Variables): Environment {
  return {
    instance: variables["OCF_RESOURCE_INSTANCE"] || "default",
    node: variables["OCF_RESKEY_CRM_meta_on_node"] || undefined,
    timeoutMs: milliseconds(variables["OCF_RESKEY_CRM_meta_timeout"]),
    intervalMs: milliseconds(variables["OCF_RESKEY_CRM_meta_interval"]) ?? 0,
    checkLevelText: variables["OCF_CHECK_LEVEL"] ?? "",
    // Heartbeat 2's booleans are true, false, 1 and 0.
    globallyUnique: ["true", "1"].includes(variables["OCF_RESKEY_CRM_meta_globally_unique"] ?? ""),
  };
}

/** Pacemaker and Heartbeat 2 pass whole milliseconds; anything else is as good as unset. */
function milliseconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}

/**
 * How deep a check shall look; 0 where nothing was said. Only checks ask: what is written for them must not make a
 * stop fail.
 * @throws OcfError notConfigured where it is not a number: a check must not get shallower by a typo
 */
export function checkLevel({ checkLevelText: text }: Environment): number {
  if (text === "") return 0;
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new OcfError(
    exitCode.notConfigured,
    `OCF_CHECK_LEVEL is "${text}", but it must be a number such as 0 or 10; correct it in the operation's definition.`,
  );
}
