import { describeFailure } from "../../system/command-failure.ts";
import type { LeaseHost } from "./host.ts";
import { type Geometry, indexWord, lockspaceWord } from "./place.ts";
import { environment } from "./program.ts";
import { describeResult, resultOf } from "./result-code.ts";

export type Formatted =
  | { readonly kind: "formatted" }
  /** Another command of this host was faster. */
  | { readonly kind: "there" }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "failed"; readonly reason: string };

/**
 * Writes the lockspace, or only the index that a crash left out. Under a lock of this host, and only where it is
 * still missing then: of two at once the second finds what the first has made.
 */
export async function format(
  host: LeaseHost,
  geometry: Geometry,
  part: "lockspace" | "index",
  timeoutMs: number,
): Promise<Formatted> {
  const { path, ioTimeoutSeconds } = host;
  const space = lockspaceWord(path, 0);
  const args = ["-c", script, "sh", part, space, lockspaceWord(path, 1), indexWord(path, geometry)];
  const io = ioTimeoutSeconds === undefined ? [] : ["-o", String(ioTimeoutSeconds)];
  const result = await host.run("sh", [...args, ...io], { timeoutMs, ...environment(host) });
  if (result.kind !== "exited")
    return { kind: "failed", reason: describeFailure("sanlock direct init", result) };
  if (result.stdout === "busy\n") {
    return { kind: "refused", reason: `another command of this host writes to ${path}: wait for it` };
  }
  const actions = part === "lockspace" ? ["init", "format"] : ["format"];
  if (result.stdout === "there\n") return { kind: "there" };
  for (const action of actions) {
    const code = resultOf(action, result.stdout);
    if (code === 0) continue;
    const why = code === undefined ? describeFailure("sanlock direct", result) : describeResult(action, code);
    return { kind: "failed", reason: `${path} could not be written: ${why}` };
  }
  return { kind: "formatted" };
}

const script = `
part=$1 space=$2 first=$3 index=$4
shift 4
lock=\${SANLOCK_RUN_DIR:-/run}/xensan-lease.lock
exec 9>"$lock" && flock --timeout 5 9 || { echo busy; exit; }
case $part in
  lockspace) sanlock direct read_leader -s "$first" | grep -qx "read_leader done 0" && { echo there; exit; } ;;
  index) sanlock direct lookup -x "$index" | grep -qx "lookup done 0" && { echo there; exit; } ;;
esac
[ "$part" = index ] || sanlock direct init -s "$space" "$@" 9>&- || exit
sanlock direct format -x "$index" 9>&-
`;
