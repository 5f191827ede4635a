import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../../lib/system/command.ts";
import { describeFailure } from "../../../lib/system/command-failure.ts";

export type Parsing = { readonly exitCode: number; readonly said: string };

const cache = join(import.meta.dirname, "../../../node_modules/.cache/xensan-debian");

/** A folder of a package that set-up.mjs has unpacked. */
export function unpacked(name: string, ...path: readonly string[]): string {
  return join(cache, name, ...path);
}

/**
 * Runs a script of sh with a file, as root in a mount, network and UTS namespace of its own; the host's name there is
 * host1. In the script $0 is the file and $1 … are the arguments.
 */
export async function parse(
  content: string,
  script: string,
  args: readonly string[] = [],
  hostName = "host1",
): Promise<Parsing> {
  const folder = mkdtempSync(join(tmpdir(), "xensan-parse-"));
  try {
    const file = join(folder, "file");
    writeFileSync(file, content);
    const inside = `mount --make-rprivate /; hostname "${hostName}"; ip link set lo up; exec 2>&1; ${script}`;
    const command = [
      ...["--mount", "--net", "--uts", "--pid", "--fork", "--kill-child=SIGKILL"],
      ...["sh", "-eu", "-c", inside, file, ...args],
    ];
    const result = await runCommand("unshare", command, {
      timeoutMs: 60_000,
      env: { TMPDIR: folder, DM_DISABLE_UDEV: "1", LVM_SUPPRESS_FD_WARNINGS: "1" },
    });
    if (result.kind !== "exited") throw new Error(describeFailure("a parser", result));
    return { exitCode: result.exitCode, said: result.stdout + result.stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** NTPsec's ntpd never ends because of its configuration: what it says until it has read all of it is the answer. */
export function ntpd(content: string): Promise<Parsing> {
  const script = `mount -t tmpfs none /var/log; mkdir -p /var/log/ntpsec
    timeout --preserve-status -s KILL 4 "$1" -n -g -c "$0" || true; cat /var/log/ntp 2>/dev/null || true`;
  return parse(content, script, [unpacked("ntpsec", "usr/sbin/ntpd")]);
}

export function chronyd(content: string): Promise<Parsing> {
  return parse(content, '"$1" -p -f "$0"', [unpacked("chrony", "usr/sbin/chronyd")]);
}

/** It ends with 0 whatever it has read; its complaints begin with the file's name. */
export function multipathTool(content: string): Promise<Parsing> {
  const script = `mount -t tmpfs none /mnt; mkdir /mnt/upper /mnt/work
    mount -t overlay none -o "lowerdir=/etc,upperdir=/mnt/upper,workdir=/mnt/work" /etc
    cp "$0" /etc/multipath.conf
    mkdir /mnt/lib /mnt/libwork; mount -t overlay none -o "lowerdir=$1/lib:$(readlink -f /lib),upperdir=/mnt/lib,workdir=/mnt/libwork" "$(readlink -f /lib)"
    LD_LIBRARY_PATH="$1/usr/lib/$(uname -m)-linux-gnu" "$1/sbin/multipath" -t`;
  return parse(content, script, [unpacked("multipath")]);
}

export function modprobe(content: string): Promise<Parsing> {
  return parse(content, 'mkdir "$TMPDIR/d"; cp "$0" "$TMPDIR/d/xensan.conf"; modprobe -c -C "$TMPDIR/d"');
}

export function lvmconfig(content: string): Promise<Parsing> {
  const script = 'mkdir "$TMPDIR/d"; cp "$0" "$TMPDIR/d/lvm.conf"; export LVM_SYSTEM_DIR="$TMPDIR/d"';
  return parse(content, `${script}; lvmconfig --validate && lvmconfig devices`);
}

/** With the key in place; Corosync wants to find this host in the list. */
export function corosync(content: string): Promise<Parsing> {
  const script = `mount -t tmpfs none /etc/corosync; head -c 256 /dev/urandom >/etc/corosync/authkey
    corosync -t -c "$0"`;
  return parse(content, script);
}

/** The name service, as every program asks it. */
export function getent(content: string, name: string): Promise<Parsing> {
  return parse(content, 'mount --bind "$0" /etc/hosts; getent ahosts "$1"', [name]);
}

/** Xen's parser of xl.conf. */
export function xlConf(content: string, ...keys: readonly string[]): Promise<Parsing> {
  const library = unpacked("xen", "usr/lib/x86_64-linux-gnu");
  const reader = join(import.meta.dirname, "read-xl-conf.py");
  const script = 'LD_LIBRARY_PATH="$2" exec /usr/bin/python3 "$@" <"$0"';
  return parse(content, script, [reader, library, ...keys]);
}

/** As Debian's boot scripts and SLES's read their settings; prints some. */
export function shell(content: string, ...names: readonly string[]): Promise<Parsing> {
  return parse(content, `. "$0"; for each in $1; do eval "echo \\"$each=\\$$each\\""; done`, [
    names.join(" "),
  ]);
}

/** sanlock's daemon, which names itself once it has read its file; it says nothing of words that it does not know. */
export function sanlock(content: string): Promise<Parsing> {
  const script = `mkdir -p /etc/sanlock; mount -t tmpfs none /etc/sanlock; cp "$0" /etc/sanlock/sanlock.conf
    mkdir "$TMPDIR/run"; export SANLOCK_RUN_DIR="$TMPDIR/run" SANLOCK_PRIVILEGED=0
    sanlock daemon -D -l 0 -h 0 >"$TMPDIR/log" 2>&1 &
    for try in $(seq 100); do sanlock client status -D 2>/dev/null && break; sleep 0.05; done
    kill -KILL $!; cat "$TMPDIR/log"`;
  return parse(content, script);
}
