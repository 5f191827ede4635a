import { readFileSync } from "node:fs";
import { systemdOrder } from "../../../admin/host/order/systemd-order.ts";
import { renderXendomainsSettings } from "../../../admin/host/order/xendomains-settings.ts";
import { unpacked } from "../host/parsers.ts";
import type { Files } from "./machine.ts";

const note = (text: string) => `echo ${text} >>/var/log/journal`;

/** What stands for a service: it writes down when it starts and stops. */
function service(name: string, after: readonly string[] = []): Files {
  return {
    [`etc/systemd/system/${name}.service`]: [
      "[Unit]",
      ...after.map((each) => `After=${each}.service`),
      "[Service]\nType=oneshot\nRemainAfterExit=yes",
      `ExecStart=/bin/sh -c '${note(`start ${name}`)}'`,
      `ExecStop=/bin/sh -c '${note(`stop ${name}`)}'\n`,
    ].join("\n"),
  };
}

/** The unit of a package of Debian's as it is, with a drop-in by which it writes down when it starts and stops, and does nothing. */
function packaged(name: string): Files {
  return {
    [`usr/lib/systemd/system/${name}.service`]: readFileSync(`/lib/systemd/system/${name}.service`, "utf8"),
    [`etc/systemd/system/${name}.service.d/10-stand-in.conf`]: [
      "[Unit]\nConditionKernelCommandLine=\nConditionPathExists=",
      "[Service]\nType=oneshot\nRemainAfterExit=yes\nRestart=no\nPrivateTmp=no\nStandardError=inherit\nEnvironmentFile=",
      "ExecReload=\nExecStartPre=\nExecStart=\nExecStop=",
      `ExecStart=/bin/sh -c '${note(`start ${name}`)}'`,
      // What is not ordered stops side by side, and the faster one first.
      `ExecStop=/bin/sh -c 'sleep 1; ${note(`stop ${name}`)}'\n`,
    ].join("\n"),
  };
}

/** Debian's init script of Xen, of which only the header is left: systemd makes a unit by it. */
function packagedXen(): Files {
  const script = readFileSync(unpacked("xen", "etc/init.d/xen"), "utf8");
  const header = /^### BEGIN INIT INFO\n(?:#.*\n)*?### END INIT INFO\n/m.exec(script)?.[0] ?? "";
  return { "etc/init.d/xen": `#!/bin/sh\n${header}${note('"$1" xen')}\n` };
}

function standIns(): Files {
  return {
    ...service("xen"),
    ...service("ssh"),
    ...service("sanlock"),
    ...service("corosync", ["xen"]),
    ...service("pacemaker", ["corosync"]),
  };
}

function packages(): Files {
  const names = ["ssh", "sanlock", "wdmd", "corosync", "pacemaker"];
  return Object.assign(packagedXen(), ...names.map(packaged));
}

/**
 * A Xen host whose services write down what they do. `leftover`: a guest that evacuation leaves here. Of Xen there is what
 * xendomains calls; the one file that only Xen's kernel has is answered for by BASH_ENV.
 */
export function hostFiles({
  order,
  leftover = false,
  services = "stand-ins",
}: {
  /** Whose units order xendomains. */
  readonly order: "debian" | "xensan";
  readonly leftover?: boolean;
  /** Stand-ins that are ordered as they should be, or the units and the init script of Debian's packages. */
  readonly services?: "stand-ins" | "packages";
}): Files {
  const ours =
    order === "xensan" ? systemdOrder({ evacuationSeconds: 60, stopSeconds: 5, leases: true }) : [];
  const wanted = ["xen", "ssh", "wdmd", "sanlock", "corosync", "pacemaker", "xendomains", "xensan-evacuate"];
  return {
    ...(services === "packages" ? packages() : standIns()),
    "etc/systemd/system/xensan-test.target": [
      "[Unit]",
      ...wanted.map((name) => `Wants=${name}.service`),
      "Conflicts=shutdown.target\nRequires=basic.target\nAfter=basic.target\n",
    ].join("\n"),
    ...Object.fromEntries(ours.map(({ path, text }) => [path, text])),
    "etc/systemd/system.conf": "[Manager]\nDefaultEnvironment=BASH_ENV=/etc/xen-kernel\n",
    "etc/xen-kernel": '[() { builtin test "$*" = "-e /proc/xen/privcmd ]" || builtin [ "$@"; }\n',
    "etc/default/xendomains": renderXendomainsSettings({ script: "debian", toolstack: "xl", stopSeconds: 5 }),
    "etc/guests": leftover ? "nfs1\n" : "",
    "usr/lib/xensan/evacuate": [
      "#!/bin/sh",
      note("evacuation begins"),
      "sleep 1",
      note("evacuation ends"),
      "[ ! -s /etc/guests ]",
      "",
    ].join("\n"),
    "usr/sbin/xensan": `#!/bin/sh\n${note('xensan "$@"')}\n`,
    "usr/sbin/xen": [
      "#!/bin/sh",
      "case $* in",
      "  'list -l')",
      "    [ -s /etc/guests ] || exec echo '[]'",
      '    echo \'[{"domid": 1, "config": {"c_info": {"name": "nfs1"}}}]\'',
      "    ;;",
      "  'domid '*) [ -s /etc/guests ] ;;",
      `  'shutdown '*) ${note("xendomains shuts domain 1 down")}; : >/etc/guests ;;`,
      "esac",
      "",
    ].join("\n"),
  };
}

/** The order in which some of a journal's entries stand there. */
export function orderOf(journal: readonly string[], ...entries: readonly string[]): readonly string[] {
  return journal.filter((entry) => entries.includes(entry));
}
