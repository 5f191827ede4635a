import { groupBy } from "./group-by.ts";

/** Stable words for programs: they are never renamed, only added to. In the order in which they are shown. */
export const checkNames = [
  "ssh",
  "cluster-file",
  "versions",
  "clocks",
  "names",
  "multipath",
  "devices",
  "lvm",
  "volumes",
  "cluster",
  "clone",
  "cib",
  "order",
  "xendomains",
  "lease",
  "files",
  "configs",
  "disks",
  "once",
  "leftovers",
  "journals",
  "memory",
] as const;

export type CheckName = (typeof checkNames)[number];

/** "unknown": it cannot be told, which is not "ok". */
export type Status = "ok" | "warn" | "fail" | "unknown";

/** What one check found. */
export type Finding = {
  readonly check: CheckName;
  readonly status: Status;
  /** Whom it is about, in the cluster file's order. */
  readonly hosts: readonly string[];
  readonly sentence: string;
  /** A sentence; absent where all is well, and where the sentence says itself what to do. */
  readonly mend?: string;
};

type Problem = Omit<Finding, "check">;

export function fail(hosts: readonly string[], sentence: string, mend?: string): Problem {
  return problem("fail", hosts, sentence, mend);
}

export function warn(hosts: readonly string[], sentence: string, mend?: string): Problem {
  return problem("warn", hosts, sentence, mend);
}

export function unknown(hosts: readonly string[], sentence: string, mend?: string): Problem {
  return problem("unknown", hosts, sentence, mend);
}

function problem(status: Status, hosts: readonly string[], sentence: string, mend?: string): Problem {
  return { status, hosts, sentence, ...(mend === undefined ? {} : { mend }) };
}

/**
 * The problems, or one line that says what is well. What several hosts have alike, but for their names, is one line.
 * @param hosts all that were looked at
 */
export function findings(
  check: CheckName,
  hosts: readonly string[],
  problems: readonly Problem[],
  well: string,
): readonly Finding[] {
  if (problems.length > 0) return together(problems).map((each) => ({ check, ...each }));
  return [{ check, status: "ok", hosts, sentence: well }];
}

/** Of two hosts at the least; a sentence of one host alone has its name wherever it speaks of it. */
function together(problems: readonly Problem[]): readonly Problem[] {
  return [...groupBy(problems, alike).values()].flatMap((same) => {
    const [first] = same;
    const hosts = same.flatMap((each) => each.hosts);
    if (first === undefined || same.length < 2 || new Set(hosts).size < same.length) return same;
    const name = first.hosts[0] ?? "";
    const { sentence, mend } = first;
    return [
      problem(
        first.status,
        hosts,
        renamed(sentence, name, list(hosts)),
        mend === undefined ? mend : renamed(mend, name, list(hosts)),
      ),
    ];
  });
}

/** What is the same for problems that differ in their one host alone. */
function alike({ status, hosts, sentence, mend = "" }: Problem): string {
  const [host, second] = hosts;
  if (host === undefined || second !== undefined) return JSON.stringify([status, hosts, sentence, mend]);
  return JSON.stringify([status, renamed(sentence, host, " "), renamed(mend, host, " ")]);
}

function renamed(text: string, host: string, as: string): string {
  const name = host.replaceAll(".", "\\.");
  return text.replaceAll(
    new RegExp(`(?<![A-Za-z0-9.-])${name}(?![A-Za-z0-9-]|\\.[A-Za-z0-9])`, "g"),
    () => as,
  );
}

/** "host1", "host1 and host2", "host1, host2 and host3" */
export function list(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** A warning is no fault; what cannot be told may be one. */
export function statusIsWell({ status }: Finding): boolean {
  return status === "ok" || status === "warn";
}

/** Hosts of which all is well: a long list of them tells nobody anything. Not "all": others may not have answered. */
export function hostsInWords(hosts: readonly string[]): string {
  return hosts.length > 4 ? `${hosts.length} hosts` : list(hosts);
}

/** What is well of hosts that are compared: one alone is compared with nobody. @param what "the software" */
export function compared(hosts: readonly string[], what: string, well: string): string {
  return hosts.length < 2 ? `Only ${what} of ${list(hosts)} could be looked at.` : well;
}

/** A clause as the beginning of a sentence. */
export function capital(clause: string): string {
  return clause.charAt(0).toUpperCase() + clause.slice(1);
}
