import type { Process } from "../../system/processes.ts";
import { belongsTo, namesOf } from "../../xen/domain.ts";
import type { Presence } from "../../xen/presence.ts";

/** A program of a toolstack that lives on this host. */
export type ToolstackProcess = Process & {
  /** Where standard input and output lead, e.g. "/dev/null"; undefined: it could not be told. */
  readonly input: string | undefined;
  readonly output: string | undefined;
  /** The process that started it, if that lives. */
  readonly parent?: number;
};

/** By what a program may name the guest. */
export type BusySubject = {
  readonly guest: string;
  readonly configPath: string;
  readonly presence: Presence;
  /** The pids that lived before the guest was looked for: a domain that they work on was there to be seen. Default: none. */
  readonly livedBefore?: ReadonlySet<number>;
};

/**
 * Programs of the toolstack that may still change something about a guest, e.g. "xl migrate-receive (pid 812)". Whatever
 * does not only look counts if its arguments name the guest, its configuration or its domain; what does not say whom
 * it is about counts for every guest.
 */
export function busyPrograms(
  subject: BusySubject,
  processes: readonly ToolstackProcess[],
): readonly string[] {
  return processes.flatMap((process) => {
    const what = isAnothers(process, subject, processes) ? undefined : deedOf(process, subject);
    return what === undefined ? [] : [`${what} (pid ${process.pid})`];
  });
}

/**
 * Whether it saves or restores the domain of another guest, which many do at once while a host is emptied. libxl's helper
 * has the domain's id among its arguments, and a receiver is known by its helper, as long as it has one.
 */
function isAnothers(
  process: ToolstackProcess,
  { presence, livedBefore }: BusySubject,
  processes: readonly ToolstackProcess[],
): boolean {
  if (presence.kind === "unknown" || livedBefore?.has(process.pid) !== true) return false;
  const own = presence.kind === "running" ? presence.domains.map(({ domain }) => domain.domid) : [];
  const isReceiver = process.arguments.some((word) => word === "migrate-receive" || word === "restore");
  const helpers = isReceiver ? processes.filter(({ parent }) => parent === process.pid) : [process];
  const domids = helpers.map(helpedDomid);
  return (
    domids.length > 0 &&
    helpers.every(({ pid }) => livedBefore.has(pid)) &&
    domids.every((domid) => domid !== undefined && !own.includes(domid))
  );
}

/** run_helper() of Xen 4.17: --save-domain or --restore-domain, two descriptors, the domain's id, more numbers. */
function helpedDomid({
  arguments: [path = "", mode = "", , , domid = ""],
}: ToolstackProcess): number | undefined {
  if (!path.endsWith("/libxl-save-helper") || !/^--(?:save|restore)-domain$/.test(mode)) return undefined;
  return /^[1-9]\d{0,4}$/.test(domid) ? Number(domid) : undefined;
}

function deedOf(process: ToolstackProcess, subject: BusySubject): string | undefined {
  const words = process.arguments.map((argument) => argument.slice(argument.lastIndexOf("/") + 1));
  const anonymous = anonymousHelpers.find((name) => words[0] === name || process.name === name.slice(0, 15));
  if (anonymous !== undefined) return anonymous;
  // xm is a script: its interpreter comes first, with its options.
  const at = words.findIndex((word) => word === "xl" || word === "xm" || word === "xc_save");
  if (at === -1 || at > 3 || (at > 0 && !/^python/.test(words[0] ?? ""))) return undefined;
  const program = words[at] ?? "";
  const rest = process.arguments.slice(at + 1);
  const command = program === "xc_save" ? undefined : rest.find((word) => !word.startsWith("-"));
  const title = command === undefined ? program : `${program} ${command}`;
  if (command !== undefined && onlyLooking.has(command)) return undefined;
  const watched = watchedBy(process);
  if (watched !== undefined)
    return mayComeBack(watched, subject) ? `${title}, which watches over ${watched},` : undefined;
  if (command === "migrate-receive" || command === "restore") return title;
  return rest.some((argument) => names(argument, subject)) ? title : undefined;
}

/** libxl's for saving and restoring a domain's memory, and xend's for restoring: their arguments are numbers. */
const anonymousHelpers = ["libxl-save-helper", "xc_restore"];

/** Of xl 4.17 and xm 3.0.4. What is not here changes something, or is not known. */
const onlyLooking: ReadonlySet<string> = new Set([
  ...["list", "info", "dmesg", "console", "top", "uptime", "log", "help", "vncviewer", "channel-list"],
  ...["domid", "domname", "vcpu-list", "network-list", "block-list", "vtpm-list", "usb-list", "devd"],
  ...["sched-credit", "sched-credit2", "cpupool-list", "claims", "debug-keys", "sharing", "psr-hwinfo"],
]);

/**
 * The daemon that `xl create`, `restore` and `migrate-receive` leave behind for the life of their domain, under the same
 * arguments (do_daemonize() of Xen 4.17): it is known by where it reads from and writes to.
 */
function watchedBy({ input, output }: ToolstackProcess): string | undefined {
  if (input !== "/dev/null") return undefined;
  return /\/xl-([^/]+?)\.log(?:\.\d+)?(?: \(deleted\))?$/.exec(output ?? "")?.[1];
}

/** It creates a guest that reboots anew. While a domain of the guest is here, that is how it should be. */
function mayComeBack(watched: string, { guest, presence }: BusySubject): boolean {
  return belongsTo(guest, watched) && presence.kind !== "running";
}

/** In the words of a migration's transport: the 10 of ConnectTimeout=10 is no domain. */
const sshOption = /(?<= )-o [A-Za-z]+=[A-Za-z0-9]+(?= |$)/g;

function names(argument: string, { guest, configPath, presence }: BusySubject): boolean {
  const file = configPath.slice(configPath.lastIndexOf("/") + 1);
  const domains = presence.kind === "running" ? presence.domains : [];
  const known = new Set([
    ...[configPath, file, ...namesOf(guest).map(({ name }) => name)],
    ...domains.flatMap(({ domain }) => [String(domain.domid), domain.uuid ?? guest]),
  ]);
  const words = argument.replaceAll(sshOption, " ").split(/[^A-Za-z0-9_+./-]+/);
  return words.some((word) => known.has(word) || known.has(word.slice(word.lastIndexOf("/") + 1)));
}
