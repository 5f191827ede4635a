import { join } from "node:path";
import { unpacked } from "../host/parsers.ts";
import type { Output } from "../lab/node.ts";
import type { GuestHost } from "./host.ts";

const xen = join(import.meta.dirname, "../xen");

/**
 * Gives a host Debian's own xendomains with the settings that xensan host render writes, and Xen's own block script behind
 * block-xensan, which its guests' disks name. `evacuation`: of the cluster file.
 */
export async function furnishXendomains(
  host: GuestHost,
  guests: readonly string[],
  evacuation: string,
): Promise<void> {
  const script = `set -eu
    mkdir -p /etc/xen/scripts /usr/lib/xen-common /var/log/xen
    cp -an "$1/etc/xen/scripts/." /etc/xen/scripts/
    cp -a "$1/usr/lib/xen-common/." /usr/lib/xen-common/
    install -m 0755 "$1/etc/init.d/xendomains" /etc/init.d/xendomains
    ln -sfn "$2/xl" /usr/sbin/xen
    for each in read write list rm exists; do ln -sfn "$2/xenstore" /usr/local/sbin/xenstore-$each; done
    echo '[() { builtin test "$*" = "-e /proc/xen/privcmd ]" || builtin [ "$@"; }' >/etc/xen-kernel
    sed -i /^evacuation:/d /etc/xensan/cluster.yaml
    echo "evacuation: $3" >>/etc/xensan/cluster.yaml
    rm -rf /run/rendered
    xensan host render --node "$(uname -n)" --out /run/rendered >/dev/null
    cp "$(find /run/rendered -path '*/etc/default/xendomains')" /etc/default/xendomains
    shift 3
    for each; do
      xensan domain-config "\${each##*/}" >/run/domain-config
      cp /run/domain-config "/etc/xen/\${each##*/}.cfg"
    done`;
  const words = [unpacked("xen"), xen, evacuation, ...guests];
  const { exitCode, stderr } = await host.run("sh", ["-c", script, "sh", ...words], { timeoutMs: 60_000 });
  if (exitCode !== 0) throw new Error(`${host.name} has no xendomains: ${stderr}`);
}

/**
 * What xendomains is called with where the kernel is not Xen's: to bash, in which Debian's script is written, it looks as if
 * it were.
 */
export const onXen = "BASH_ENV=/etc/xen-kernel";

/**
 * By hand, or as SysV's rc does when the host goes down to reboot. What it says is in both streams together.
 *
 * @param runlevel of rc; undefined: by hand
 */
export async function xendomainsStop(
  host: GuestHost,
  runlevel?: "6",
): Promise<Output & { readonly seconds: number }> {
  const started = performance.now();
  const level = runlevel === undefined ? "" : `RUNLEVEL=${runlevel} `;
  const script = `${level}${onXen} exec /etc/init.d/xendomains stop 2>&1`;
  const output = await host.run("sh", ["-c", script], { timeoutMs: 900_000 });
  return { ...output, seconds: (performance.now() - started) / 1000 };
}
