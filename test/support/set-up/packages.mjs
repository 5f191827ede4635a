import { spawnSync } from "node:child_process";
import { runChild } from "./child.mjs";
import { SetUpError } from "./set-up-error.mjs";

/** Debian's packages that the tests run, unmodified. */
const needed = [
  "busybox",
  "chromium-headless-shell",
  "corosync",
  "e2fsprogs",
  "iproute2",
  "kmod",
  "libfaketime",
  "libxml2-utils",
  "lvm2",
  "man-db",
  "mandoc",
  "openssh-client",
  "openssh-server",
  "pacemaker",
  "pacemaker-cli-utils",
  "procps",
  "psmisc",
  "python3",
  "python3-dacite",
  "python3-dateutil",
  "python3-lxml",
  "python3-openssl",
  "python3-parallax",
  "python3-pkg-resources",
  "python3-pycurl",
  "python3-pyparsing",
  "python3-tornado",
  "python3-yaml",
  "resource-agents",
  "sanlock",
  "shellcheck",
  "strace",
  "tidy",
  "time",
  "util-linux",
  "zsh",
];

/** Those with which the Xen lab makes its hosts and runs them; all of it comes to 400 MB, so only where it is asked for. */
const neededForXen = ["cpio", "mmdebstrap", "qemu-system-x86", "qemu-utils", "xz-utils"];

/**
 * Installs what is missing. The services in these packages are not started: the labs start their own.
 * @param {"labs" | "xen"} purpose
 */
export async function packages(purpose) {
  const wanted = purpose === "xen" ? [...needed, ...neededForXen] : needed;
  const missing = wanted.filter((name) => !isInstalled(name));
  if (missing.length === 0) {
    process.stdout.write(`all there: ${wanted.join(" ")}\n`);
    return;
  }
  process.stdout.write(`installing ${missing.join(" ")} (about a minute)\n`);
  await apt(["update", "-qq"]);
  await apt(["install", "-y", "-qq", "--no-install-recommends", ...missing]);
  const still = missing.filter((name) => !isInstalled(name));
  if (still.length > 0) throw new SetUpError(`apt-get did not install ${still.join(" ")}; see above.`);
}

/** @param {string} name */
function isInstalled(name) {
  const query = spawnSync("dpkg", ["--status", name], { encoding: "utf8" });
  return /^Status: install ok installed$/m.test(query.stdout ?? "");
}

/**
 * Maintainer scripts start services with these two alone (Debian policy 9.3.3), and here, in a mount namespace, they
 * do nothing. A policy-rc.d would be the machine's own file, which has its own answer, or is left behind by a signal.
 */
const withoutStartingServices = `
for starter in /usr/sbin/invoke-rc.d /usr/bin/deb-systemd-invoke; do
  [ ! -e "$starter" ] || mount --bind /bin/true "$starter" || exit
done
exec apt-get "$@"`;

/** @param {string[]} args */
async function apt(args) {
  /** @type {string[]} */
  const said = [];
  const code = await runChild(
    "unshare",
    [
      ...["--mount", "sh", "-c", withoutStartingServices, "sh"],
      ...["-o", "DPkg::Lock::Timeout=120", ...args],
    ],
    {
      env: { DEBIAN_FRONTEND: "noninteractive" },
      // apt-get puts SIGINT off while dpkg works; any other signal would leave packages half installed.
      endsItself: true,
      onErrorLine: (line) => {
        if (line.startsWith("E: ")) said.push(line);
      },
    },
  );
  if (code === 0) return;
  const advice = said.some((line) => /fetch|locate package|installation candidate/.test(line))
    ? "check that this machine reaches Debian's package archive, and run this again"
    : "see above, mend that, and run this again";
  throw new SetUpError(`apt-get ${args[0]} failed (${said.at(-1) ?? `exit code ${code}`}); ${advice}.`);
}
