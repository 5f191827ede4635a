import { lockspace } from "./place.ts";
import { describeResult, isNoDaemon } from "./result-code.ts";

/** How this host's daemon stands to the lease volume, and what it has seen of the other hosts. */
export type HostList =
  | { readonly kind: "joined"; readonly leaseId: number; readonly hosts: ReadonlyMap<number, SeenHost> }
  /** Joined so lately that it has not looked at the others yet. */
  | { readonly kind: "not-ready"; readonly leaseId: number }
  | { readonly kind: "joining" | "leaving" | "not-joined" | "no-daemon" }
  | { readonly kind: "unknown"; readonly reason: string };

/** FAIL: it should have written by now, but could still hold its claims. UNKNOWN: not watched for long enough. */
export type SeenHost = {
  readonly timestamp: number;
  readonly state: "LIVE" | "FAIL" | "DEAD" | "UNKNOWN" | "FREE";
};

/** Reads `sanlock client gets -h 1`, which lists no host whose record is free. */
export function parseHostList(printed: string, path: string): HostList {
  const [, error] = /^gets error (-\d{1,9})\n$/.exec(printed) ?? [];
  if (error !== undefined) {
    const code = Number(error);
    return isNoDaemon(code)
      ? { kind: "no-daemon" }
      : { kind: "unknown", reason: describeResult("gets", code) };
  }
  if (printed !== "" && !printed.endsWith("\n")) return unreadable("it ends in the middle of a line");
  const sections = printed.split(/^(?=s )/m).filter((section) => section !== "");
  const own = sections.filter((section) => section.startsWith(`s ${lockspace}:`));
  const strange = sections.find((section) => !/^s \S+ (?:ADD |REM )*\n(?:h .*\n|hosts .*\n)*$/.test(section));
  if (strange !== undefined)
    return unreadable(`there is a line that is none of a lockspace: ${firstLine(strange)}`);
  const [section = ""] = own;
  if (own.length > 1) return unreadable(`it has the lockspace ${lockspace} twice`);
  return section === "" ? { kind: "not-joined" } : readSection(section, path);
}

function readSection(section: string, path: string): HostList {
  const [head = "", ...lines] = section.trimEnd().split("\n");
  const [, id, where, flags = ""] = /^s [^:]+:(\d{1,4}):(\S+) ?(.*)$/.exec(head) ?? [];
  if (id === undefined) return unreadable(`there is a line that is no lockspace: ${firstLine(head)}`);
  if (where !== `${path}:0`) {
    return {
      kind: "unknown",
      reason: `sanlock uses the lockspace ${lockspace} on ${where}, and not on ${path}`,
    };
  }
  if (flags.includes("REM")) return { kind: "leaving" };
  if (flags.includes("ADD")) return { kind: "joining" };
  const leaseId = Number(id);
  if (lines[0] === "hosts not ready") return { kind: "not-ready", leaseId };
  const hosts = new Map<number, SeenHost>();
  for (const line of lines) {
    const [, host, timestamp, state] =
      /^h (\d{1,4}) gen \d{1,16} timestamp (\d{1,16}) (LIVE|FAIL|DEAD|UNKNOWN|FREE)$/.exec(line) ?? [];
    if (host === undefined || hosts.has(Number(host))) {
      return unreadable(`there is a line that is no host: ${firstLine(line)}`);
    }
    hosts.set(Number(host), { timestamp: Number(timestamp), state: state as SeenHost["state"] });
  }
  // It always lists itself: a list without it was cut.
  return hosts.has(leaseId)
    ? { kind: "joined", leaseId, hosts }
    : unreadable("the list of hosts lacks this host");
}

function unreadable(why: string): HostList {
  return { kind: "unknown", reason: `sanlock client gets printed something other than its list (${why})` };
}

function firstLine(text: string): string {
  return JSON.stringify((text.split("\n")[0] ?? "").slice(0, 80));
}
