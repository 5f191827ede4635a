import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { heading } from "../../agents/XenVM/ordinary.ts";
import { lookAtDevice } from "../../lib/storage/block-device.ts";

/** What the agents of both kinds are run on: the same tools, files and variables for both. */
export type Setting = {
  readonly folder: string;
  /** Where the stand-ins for Xen's and EVMS's tools are. */
  readonly tools: string;
  /** What `xl list -v` prints. */
  readonly list: string;
  readonly clear: () => void;
};

const volumes = 10;

/** The least that a monitor in Node.js does: it asks xl once, and could end it after a while. */
const askScript = `require("node:child_process").execFile("xl", ["list", "-v"], { timeout: 10000 }, (error) => {
  process.exitCode = error === null ? 0 : 1;
});
`;

/**
 * A host with eleven domains, of which "nfs1" runs, with ten volumes that were activated by EvmsSCC.
 *
 * @throws Error where there is no block device to look at
 */
export function makeSetting(): Setting {
  const device = usableDevice();
  const folder = mkdtempSync(join(tmpdir(), "xensan-bench-"));
  const tools = join(folder, "tools");
  mkdirSync(tools);
  mkdirSync(join(folder, "started"));
  mkdirSync(join(folder, "stopped"));
  const list = `${[heading, ...rows].join("\n")}\n`;
  writeTool(join(tools, "xl"), standInXl(list));
  writeTool(join(tools, "evms_activate"), "#!/bin/sh\n");
  writeFileSync(join(folder, "nfs1.cfg"), 'name = "nfs1"\nmemory = 128\nvcpus = 1\n');
  writeFileSync(join(folder, "empty.cjs"), "");
  writeFileSync(join(folder, "ask.cjs"), askScript);
  const bootId = readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
  const record = [bootId, "started", ...Array.from({ length: volumes }, () => device), ""].join("\n");
  writeFileSync(join(folder, "started", "xensan-EvmsSCC-evmsclone"), record);
  return { folder, tools, list, clear: () => rmSync(folder, { recursive: true }) };
}

function writeTool(path: string, text: string): void {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}

function usableDevice(): string {
  const paths = readdirSync("/dev").map((name) => join("/dev", name));
  const found = paths.find((path) => lookAtDevice(path).kind === "usable");
  if (found === undefined)
    throw new Error("the benchmark needs a block device in /dev, such as a loop device");
  return found;
}

const domains = Array.from({ length: 11 }, (_, domid) => ({
  ...{ name: domid === 0 ? "Domain-0" : `nfs${domid}`, domid },
}));
const rows = domains.map(
  ({ name, domid }) =>
    `${name.padEnd(40)} ${String(domid).padStart(5)}   128     1     -b----      14.2 bafaf061-69ff-4d35-b5fa-80bc75685739        -                -`,
);

/** As cheap as it can be, so that what is measured is the agents: no program but the shell. */
function standInXl(list: string): string {
  const entries = domains.map(({ name, domid }) => ({
    domid,
    config: { c_info: { name }, b_info: { max_memkb: 131_072, max_vcpus: 1 } },
  }));
  return [
    "#!/bin/sh",
    'case "$*" in',
    `  "list -v") printf %s '${list}' ;;`,
    `  "list -l") printf '%s\\n' '${JSON.stringify(entries)}' ;;`,
    `  "list nfs1") printf '%s\\n' '${rows[1]}' ;;`,
    "  *) exit 1 ;;",
    "esac",
    "",
  ].join("\n");
}
