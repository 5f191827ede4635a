import { release } from "node:os";
import type { Toolstack } from "../../../lib/xen/toolstack.ts";
import { parsePackages, type Version } from "../parse/packages.ts";
import type { LookEffects } from "./tool.ts";

/** Whose versions matter to each other on different hosts. */
const debian = [
  ...["corosync", "pacemaker", "heartbeat", "resource-agents", "sanlock", "lvm2", "multipath-tools"],
  ...["chrony", "ntpsec", "xen-utils-common", "xen-utils-4*", "openssh-server"],
];
const suse = [
  "heartbeat",
  "pacemaker",
  "corosync",
  "evms",
  "lvm2",
  "multipath-tools",
  "xen",
  "xen-tools",
  "xntp",
  "chrony",
  "sanlock",
  "openssh",
];

/** Of this host's programs; what is not installed is left out. */
export async function lookAtVersions(
  effects: LookEffects,
  toolstack: Pick<Toolstack, "info">,
): Promise<readonly Version[]> {
  const [told, packages] = await Promise.all([toolstack.info(effects.toolMs), installed(effects)]);
  return [
    { name: "kernel", version: release() },
    { name: "Node.js", version: process.versions.node },
    ...(told.kind === "told" ? [{ name: "Xen", version: told.info.version }] : []),
    ...packages.toSorted((one, other) => (one.name < other.name ? -1 : 1)),
  ];
}

async function installed({ run, isInstalled, toolMs }: LookEffects): Promise<readonly Version[]> {
  const format = `${["binary:Package", "Version", "db:Status-Status"].map((field) => `$\{${field}}`).join(" ")}\\n`;
  const [file, args] = isInstalled("dpkg-query")
    ? (["dpkg-query", ["--show", `--showformat=${format}`, ...debian]] as const)
    : (["rpm", ["-q", "--queryformat", "%{NAME} %{VERSION}-%{RELEASE} installed\\n", ...suse]] as const);
  // It ends with 1 where one of them is not there.
  const result = await run(file, args, { timeoutMs: toolMs });
  return result.kind === "exited" ? parsePackages(result.stdout) : [];
}
