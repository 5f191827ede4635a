import type { LabNode, Output } from "../lab/node.ts";
import { unpacked } from "./parsers.ts";

/** Debian's heartbeat 3.0.6, put into a host of the lab as its package would; its cluster manager is gone since 3.0. */
export async function installHeartbeat(node: LabNode): Promise<void> {
  const script = `
    cp -a "$1/usr/." /usr/; cp -a "$1/etc/ha.d" /etc/; : >/etc/ha.d/haresources
    for user in root nobody hacluster; do install -d -m 700 -o "$user" "/var/lib/heartbeat/cores/$user"; done
    for each in ccm crm pengine; do install -d -m 750 -o hacluster -g haclient "/var/lib/heartbeat/$each"; done
    for each in . ccm crm dopd; do install -d -m 750 -o hacluster -g haclient "/run/heartbeat/$each"; done`;
  await must(node.run("sh", ["-eu", "-c", script, "sh", unpacked("heartbeat")]));
}

/** Puts a file in its place, for root only where `mode` says so. */
export async function putFile(node: LabNode, path: string, content: string, mode = "0644"): Promise<void> {
  const script = 'mkdir -p "$(dirname "$1")"; cat >"$1"; chmod "$2" "$1"';
  await must(node.run("sh", ["-eu", "-c", script, "sh", path, mode], { input: content }));
}

/** Ends with 0 once the daemon has taken its configuration and runs, else with 6 and what is wrong. */
export function startHeartbeat(node: LabNode): Promise<Output> {
  const script = `/usr/lib/heartbeat/ha_logd -d -c /etc/logd.cf </dev/null >/dev/null 2>&1 || true
    setsid /usr/libexec/heartbeat/heartbeat </dev/null >/var/log/heartbeat.out 2>&1; code=$?
    cat /var/log/heartbeat.out; exit $code`;
  return node.run("sh", ["-c", script]);
}

/** What a host says of another, or of itself: active, dead, up … */
export async function statusOf(seenFrom: LabNode, name: string): Promise<string> {
  const { stdout, stderr } = await seenFrom.run("cl_status", ["nodestatus", name]);
  return (stdout + stderr).trim();
}

/** The process of evmsd and the name of its parent; undefined: it does not run. */
export async function evmsdOf(
  node: LabNode,
): Promise<{ readonly pid: number; readonly parent: string } | undefined> {
  const script = `read -r pid </run/evmsd.pid && kill -0 "$pid" && parent=$(sed -n 's/^PPid:\\t//p' "/proc/$pid/status") &&
    echo "$pid $(cat "/proc/$parent/comm")"`;
  const { exitCode, stdout } = await node.run("sh", ["-c", script]);
  const [pid = "", parent = ""] = stdout.trim().split(" ");
  return exitCode === 0 ? { pid: Number(pid), parent } : undefined;
}

async function must(output: Promise<Output>): Promise<void> {
  const { exitCode, stderr } = await output;
  if (exitCode !== 0) throw new Error(`A host of the lab could not be prepared: ${stderr.trim()}`);
}
