import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { runAgent } from "../../lib/ocf/run-agent.ts";
import { findProgram, searchPath } from "../../lib/system/search-path.ts";
import { xenVm } from "./agent.ts";
import { checkedParameters } from "./guest.ts";
import { handedList } from "./handed-list.ts";
import type { Host, OpenedGuard, ToolstackChoice, XenVmCall } from "./host.ts";

const path = searchPath(process.env["PATH"]);
const isInstalled = (program: string) => findProgram(program, path) !== undefined;
const listHanded = handedList(process.env, {
  pid: process.pid,
  uptimeSeconds: () => Number.parseFloat(readFileSync("/proc/uptime", "latin1")),
});
const migrationTarget = process.env["OCF_RESKEY_CRM_meta_migrate_target"] || undefined;

// Each is loaded only where an action asks for it: the monitor of a guest that runs needs one of them.
const toolstackBy = async ({ run, clock }: XenVmCall, asked: ToolstackChoice) => {
  const titles = asked === "auto" ? (["xl", "xm"] as const) : [asked];
  const title = titles.find(isInstalled);
  if (title === undefined) return undefined;
  return title === "xl"
    ? (await import("../../lib/xen/xl.ts")).xl(listHanded(run), clock)
    : (await import("../../lib/xen/xm.ts")).xm(run, clock);
};

/** The cluster file is read once in an action. */
let opened: Promise<OpenedGuard> | undefined;

const host: Host = {
  nameFor: ({ environment }) => environment.node ?? hostname(),
  toolstack: toolstackBy,
  readConfig: async (file) => (await import("./config-file.ts")).readConfigFile(file),
  permits: async () => {
    const { permitStore } = await import("../../lib/guard/permit/permit-store.ts");
    const { bootTime } = await import("../../lib/guard/permit/boot-time.ts");
    return permitStore(bootTime);
  },
  guard: (call) => {
    opened ??= open(call);
    return opened;
  },
  isExecutable: (file) => findProgram(file, "/") !== undefined,
  migrationTarget: () => migrationTarget,
};

async function open(call: XenVmCall): Promise<OpenedGuard> {
  const { toolstack, migrationAddress, shutdownAcpi } = checkedParameters(call);
  const { openGuard } = await import("./open-guard.ts");
  return openGuard({
    ...{ here: host.nameFor(call), isInstalled, toolstack },
    migrationAddresses: new Map(migrationAddress.map(nodeAndAddress)),
    pressPowerButton: shutdownAcpi,
    deadline: call.deadline,
    signal: call.signal,
  });
}

function nodeAndAddress(pair: string): [string, string] {
  const [node = "", address = ""] = pair.split("=");
  return [node, address];
}

void runAgent(xenVm, async () => (await import("./actions.ts")).actionsOn(host));
