import { lockspace } from "./place.ts";

/** What this host's daemon has in its memory. */
export type Status =
  | { readonly kind: "status"; readonly daemonName: string; readonly claims: readonly DaemonClaim[] }
  | { readonly kind: "unknown"; readonly reason: string };

export type DaemonClaim = {
  readonly guest: string;
  /** Undefined: it is just being acquired, and the daemon has not filled its entry in yet (seen on 3.8.5, where it was very busy). */
  readonly path: string | undefined;
  readonly version: number;
  /** Of the holder; of an orphan, the one that it had. */
  readonly pid: number;
  readonly state: "held" | "orphan" | "being acquired" | "being given up";
};

/** Reads `sanlock client status`. It has no end mark: a daemon that dies while it answers makes a shorter list. */
export function parseStatus(printed: string): Status {
  const lines = printed.split("\n");
  if (lines.pop() !== "") return unreadable("it ends in the middle of a line");
  const [, daemonName] = /^daemon ([!-~]{1,48})$/.exec(lines[0] ?? "") ?? [];
  if (daemonName === undefined) return unreadable("it does not begin with the daemon's name");
  const claims: DaemonClaim[] = [];
  for (const line of lines.slice(1)) {
    if (/^p -?\d+ [ -~]*$/.test(line) || /^s \S+(?: ADD| REM)?$/.test(line)) continue;
    const [, space, guest, path, version, pid, word = ""] =
      /^r ([^:\s]+):([^:\s]+):([^:\s]*):\d+:(\d{1,16}|SH) p (\d{1,10})(?: (ADD|REM|ORPHAN))?$/.exec(line) ??
      [];
    if (space === undefined || guest === undefined || path === undefined || (path === "" && word !== "ADD")) {
      // A claim of another program may have several volumes, and is none of ours.
      if (line.startsWith("r ") && !line.startsWith(`r ${lockspace}:`)) continue;
      return unreadable(`there is a line that is none of its own: ${JSON.stringify(line.slice(0, 80))}`);
    }
    if (space !== lockspace) continue;
    if (version === "SH") return unreadable(`it has a shared claim on ${guest}, which nothing here makes`);
    if (claims.some((each) => each.guest === guest)) return unreadable(`it has the claim of ${guest} twice`);
    const state = states[word] ?? "held";
    claims.push({ guest, path: path || undefined, version: Number(version), pid: Number(pid), state });
  }
  return { kind: "status", daemonName, claims };
}

const states: Readonly<Record<string, DaemonClaim["state"]>> = {
  ADD: "being acquired",
  REM: "being given up",
  ORPHAN: "orphan",
};

function unreadable(why: string): Status {
  return { kind: "unknown", reason: `sanlock client status printed something other than its list (${why})` };
}
