import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { SetUpError } from "./set-up-error.mjs";

/**
 * Debian's packages that are only unpacked: installed they would replace this machine's own time service, or bring
 * services, boot scripts and udev's rules that nobody asked for. Of several names, Debian has one.
 */
const unpacked = {
  chrony: ["chrony"],
  crmsh: ["crmsh"],
  heartbeat: ["heartbeat", "libheartbeat2"],
  insserv: ["insserv"],
  multipath: ["multipath-tools", "liburcu8|liburcu8t64"],
  ntpsec: ["ntpsec"],
  pcs: ["pcs"],
  xen: [
    "xen-utils-common",
    "libxenmisc4.17|libxenmisc4.20",
    ...[
      "call1",
      "devicemodel1",
      "evtchn1",
      "foreignmemory1",
      "gnttab1",
      "hypfs1",
      "store4",
      "toolcore1",
      "toollog1",
    ].map((name) => `libxen${name}`),
    ...["libnl-3-200", "libnl-route-3-200", "libyajl2"],
  ],
  "xen-tools": ["xen-utils-4.17|xen-utils-4.20"],
};

/** Where they are, each in a folder of its name. `npm ci` takes them away, and the next set-up brings them back. */
const folder = "node_modules/.cache/xensan-debian";

/**
 * Downloads and unpacks what is missing.
 * @param {string[]} [names] of all of them
 */
export function unpackedPackages(names = Object.keys(unpacked)) {
  const wanted = Object.entries(unpacked).filter(([name]) => names.includes(name));
  const missing = wanted.filter(([name]) => !existsSync(join(folder, name)));
  if (missing.length === 0) {
    process.stdout.write(`all there: ${names.join(" ")}\n`);
    return;
  }
  process.stdout.write(`unpacking ${missing.map(([name]) => name).join(" ")}\n`);
  mkdirSync(folder, { recursive: true });
  for (const [name, packages] of missing) {
    const work = mkdtempSync(join(folder, ".new-"));
    try {
      for (const names of packages) unpack(names.split("|"), work);
      renameSync(join(work, "root"), join(folder, name));
    } finally {
      rmSync(work, { recursive: true });
    }
  }
}

/**
 * @param {string[]} names
 * @param {string} work
 */
function unpack(names, work) {
  if (!names.some((name) => run("apt-get", ["-qq", "download", name], work) === "")) {
    run("apt-get", ["-qq", "update"], work);
    const said = names.map((name) => run("apt-get", ["-qq", "download", name], work));
    if (said.every((text) => text !== "")) {
      throw new SetUpError(
        `apt-get cannot download ${names.join(" or ")} (${said[0]}); check that this machine reaches Debian's package ` +
          "archive, and run this again.",
      );
    }
  }
  for (const file of readdirSync(work).filter((each) => each.endsWith(".deb"))) {
    const said = run("dpkg-deb", ["--extract", file, "root"], work);
    if (said !== "") throw new SetUpError(`${file} cannot be unpacked (${said}); run this again.`);
    rmSync(join(work, file));
  }
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {string} cwd
 * @returns {string} empty: it succeeded
 */
function run(program, args, cwd) {
  const { status, stderr, error } = spawnSync(program, args, {
    cwd,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === 0) return "";
  return stderr?.trim().split("\n").at(-1) || error?.message || `exit code ${status}`;
}
