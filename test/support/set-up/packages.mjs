import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { SetUpError } from "./set-up-error.mjs";

/** Debian's packages that the tests run, unmodified. */
const needed = [
  "corosync",
  "iproute2",
  "libxml2-utils",
  "lvm2",
  "pacemaker",
  "pacemaker-cli-utils",
  "procps",
  "resource-agents",
  "shellcheck",
  "util-linux",
];

/** Installs what is missing. The services in these packages are not started: the labs start their own. */
export function packages() {
  const missing = needed.filter((name) => !isInstalled(name));
  if (missing.length === 0) {
    process.stdout.write(`all there: ${needed.join(" ")}\n`);
    return;
  }
  process.stdout.write(`installing ${missing.join(" ")} (about a minute)\n`);
  withoutStartingServices(() => {
    apt(["update", "-qq"]);
    apt(["install", "-y", "-qq", "--no-install-recommends", ...missing]);
  });
  const still = missing.filter((name) => !isInstalled(name));
  if (still.length > 0) throw new SetUpError(`apt-get did not install ${still.join(" ")}; see above.`);
}

/** @param {string} name */
function isInstalled(name) {
  const query = spawnSync("dpkg", ["--status", name], { encoding: "utf8" });
  return /^Status: install ok installed$/m.test(query.stdout ?? "");
}

/** @param {string[]} args */
function apt(args) {
  const result = spawnSync("apt-get", args, {
    encoding: "utf8",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  if (result.status === 0) return;
  const said = `${result.stderr ?? ""}`.trim().split("\n").at(-1) ?? "";
  throw new SetUpError(
    `apt-get ${args[0]} failed (${said}); check that this machine reaches Debian's package archive, and run this again.`,
  );
}

/** invoke-rc.d asks this file; 101 means "do not". One that the machine has already is left alone. */
const policy = "/usr/sbin/policy-rc.d";

/** @param {() => void} install */
function withoutStartingServices(install) {
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    install();
  } finally {
    if (ours) rmSync(policy, { force: true });
  }
}
