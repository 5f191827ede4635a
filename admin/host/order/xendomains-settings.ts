import { shellWord } from "./shell-word.ts";

/** Who empties the host. Exit 0: nothing is left here; anything else: something may be. */
export const evacuateProgram = "/usr/lib/xensan/evacuate";

/** Nothing ever makes this folder: xendomains starts what is in it, and at start-up nothing is to start by itself. */
export const nothingToStart = "/var/lib/xensan/auto";

export type XendomainsSettings = {
  /**
   * Whose script sources them. "debian": /etc/default/xendomains, read by /etc/init.d/xendomains of xen-utils-common;
   * "sysconfig": /etc/sysconfig/xendomains, read by that of Xen 3.0.4 (SLES 10) and by its successors, also today's
   * /usr/lib/xen-…/bin/xendomains.
   */
  readonly script: "debian" | "sysconfig";
  readonly toolstack: "xl" | "xm";
  /** How long xendomains waits for each guest that evacuation left here and that it shuts down itself. */
  readonly stopSeconds?: number;
  /** What becomes of guests that evacuation left here: xendomains shuts them down (default), or they run on. */
  readonly leftover?: "shutdown" | "leave";
  /** Others than the built-in ones in tests only. */
  readonly evacuate?: string;
  readonly autoFolder?: string;
};

export function xendomainsSettingsPath(script: XendomainsSettings["script"]): string {
  return script === "debian" ? "/etc/default/xendomains" : "/etc/sysconfig/xendomains";
}

/**
 * The settings with which `xendomains stop`, unmodified, empties the host before it does anything of its own. Its scripts
 * source them with `.` on every call, before they look at their lock file, so that a stop evacuates also where nothing
 * was ever started. They are bash's today; this keeps to what every sh has, under `set -eu` too.
 */
export function renderXendomainsSettings(settings: XendomainsSettings): string {
  const { script, toolstack, stopSeconds = 300, leftover = "shutdown" } = settings;
  if (!Number.isSafeInteger(stopSeconds) || stopSeconds < 1) {
    throw new Error(`stopSeconds is ${stopSeconds}, and must be a whole number of seconds from 1`);
  }
  const auto = shellWord(settings.autoFolder ?? nothingToStart);
  const evacuate = shellWord(settings.evacuate ?? evacuateProgram);
  return [
    "# xendomains by xensan: a stop empties this host, a start does nothing.",
    "# This file is sourced as shell by xendomains on every call.",
    "",
    "# No guest is moved, saved, restored or started by xendomains itself.",
    'XENDOMAINS_MIGRATE=""',
    'XENDOMAINS_SAVE=""',
    "XENDOMAINS_RESTORE=false",
    `XENDOMAINS_AUTO=${auto}`,
    "XENDOMAINS_AUTO_ONLY=false",
    "",
    leftover === "leave"
      ? "# Guests that evacuation left here run on: none is shut down."
      : "# Seconds for each guest that evacuation left here: it is shut down where it is.",
    `XENDOMAINS_STOP_MAXWAIT=${stopSeconds}`,
    ...(script === "sysconfig" ? shutdownWords(toolstack, leftover) : []),
    "",
    hook(evacuate, script, leftover),
    "",
  ].join("\n");
}

type Leftover = NonNullable<XendomainsSettings["leftover"]>;

/**
 * Debian's script has words of its own for a shutdown; the others take them from here, and shut nothing down where there are
 * none. Only xm knows --halt.
 */
function shutdownWords(toolstack: "xl" | "xm", leftover: Leftover): readonly string[] {
  const words = toolstack === "xm" ? "--halt --wait" : "--wait";
  const [each, all] = leftover === "leave" ? ["", ""] : [words, `--all ${words}`];
  return [
    'XENDOMAINS_SYSRQ=""',
    "XENDOMAINS_USLEEP=100000",
    "XENDOMAINS_CREATE_USLEEP=5000000",
    `XENDOMAINS_SHUTDOWN="${each}"`,
    `XENDOMAINS_SHUTDOWN_ALL="${all}"`,
  ];
}

/**
 * Every script of xendomains ends with the exit code of its own deeds, Debian's with 0 always: the trap makes it 1 where
 * something may be left. Subshells do not inherit it. A restart or reload is a stop and a start to them; a start does
 * nothing, so what would remain is a host without guests that nobody asked for.
 *
 * Debian's script shuts down whatever is here, and no setting keeps it from that: where guests are to be left, the stop
 * ends here, also when systemd's unit has made the evacuation before.
 */
function hook(evacuate: string, script: XendomainsSettings["script"], leftover: Leftover): string {
  const isLeft = leftover === "leave";
  const what = isLeft ? "runs on" : "is shut down now";
  const ends = isLeft && script === "debian";
  const afterSystemd = ["  stop:*)", "    exit 0", "    ;;", ""].join("\n");
  return `\
# "\${1-}" is what xendomains was called with.
case "\${1-}:\${xensan_evacuation-}" in
  stop:)
    xensan_evacuation=done
    if ${evacuate} </dev/null; then
      :
    else
      echo "xendomains: xensan's evacuation ended with exit code $?; what is left here ${what}." >&2
      ${ends ? "exit 1" : "trap 'exit 1' 0"}
    fi
    ;;
${ends ? afterSystemd : ""}  restart:* | reload:* | force-reload:*)
    echo "xendomains: nothing was done: $1 would stop every guest here and start none." >&2
    echo "xendomains: 'xendomains stop' empties this host, 'xensan start' starts a guest." >&2
    exit 1
    ;;
esac`;
}
