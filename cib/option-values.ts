import type { Dialect } from "../lib/cluster/dialect.ts";

/** What an option takes. Of anything else the cluster says something in its log, and goes by its default. */
export type Takes = {
  readonly includes: (value: string) => boolean;
  /** "ignore, freeze or stop" */
  readonly inWords: string;
};

/** As both clusters read them, in any case of letters. */
export function isTrue(value: string): boolean {
  return /^(true|on|yes|y|1)$/i.test(value);
}

export function isFalse(value: string): boolean {
  return /^(false|off|no|n|0)$/i.test(value);
}

/** The GUI of Heartbeat 2 wrote "#default" for "let the cluster decide". */
export function isDefault(value: string): boolean {
  return /^#?default$/i.test(value);
}

export const flag: Takes = {
  includes: (value) => isTrue(value) || isFalse(value),
  inWords: "true or false",
};

/** By Pacemaker's name; undefined for an option that this program does not know. */
export function takenBy(option: string, dialect: Dialect): Takes | undefined {
  if (option === "no-quorum-policy") return dialect === "heartbeat2" ? heartbeatQuorum : quorum;
  return byOption.get(option);
}

/** `no-quorum-policy is "frezee"; it takes ignore, freeze or stop` */
export function notTaken(option: string, value: string, { inWords }: Takes): string {
  return `${option} is "${value}"; it takes ${inWords}`;
}

function oneOf(...words: readonly string[]): Takes {
  const known = words.map((word) => word.toLowerCase());
  return {
    includes: (value) => known.includes(value.toLowerCase()),
    inWords: `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`,
  };
}

const heartbeatQuorum = oneOf("ignore", "freeze", "stop");
/** Pacemaker 3 calls suicide fence. */
const quorum = oneOf("ignore", "freeze", "stop", "demote", "fence", "suicide");

/** crm_get_msec of Pacemaker 2.1 looks at the beginning of a unit, and P begins a duration of ISO 8601. */
const time: Takes = {
  includes: (value) => /^\s*\d[\d.]*\s*($|us|ms|s|m|h)|^P/i.test(value),
  inWords: "a time such as 60s, 2min or 1h",
};

const number: Takes = {
  includes: (value) => /^\s*[+-]?(\d|infinity$)/i.test(value),
  inWords: "a whole number or INFINITY",
};

function orDefault({ includes, inWords }: Takes): Takes {
  return { includes: (value) => isDefault(value) || includes(value), inWords };
}

/** Seen with crm_verify of Pacemaker 2.1.5, and in what its daemons say of themselves. */
const byOption: ReadonlyMap<string, Takes> = new Map([
  ...[
    ...["symmetric-cluster", "stonith-enabled", "startup-fencing", "maintenance-mode", "stop-all-resources"],
    ...["stop-orphan-resources", "stop-orphan-actions", "remove-after-stop", "is-managed-default"],
    ...["allow-migrate", "notify", "globally-unique", "ordered", "interleave", "collocated"],
  ].map((name) => [name, flag] as const),
  ...[
    ...["cluster-delay", "cluster-recheck-interval", "dc-deadtime", "election-timeout"],
    ...["shutdown-escalation", "stonith-timeout", "timeout"],
  ].map((name) => [name, time] as const),
  ...[
    ...["batch-limit", "pe-error-series-max", "pe-warn-series-max", "pe-input-series-max"],
    ...["resource-stickiness", "migration-threshold", "priority"],
    ...["clone-max", "clone-node-max", "promoted-max", "promoted-node-max"],
  ].map((name) => [name, orDefault(number)] as const),
  ["is-managed", orDefault(flag)],
  ["stonith-action", oneOf("reboot", "off")],
  ["multiple-active", orDefault(oneOf("block", "stop_only", "stop_start", "stop_unexpected"))],
  ["target-role", orDefault(oneOf("Started", "Stopped", "Promoted", "Unpromoted", "Master", "Slave"))],
  ["restart-type", orDefault(oneOf("ignore", "restart"))],
]);
