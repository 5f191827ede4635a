import { exitCode } from "../../lib/ocf/exit-code.ts";
import { OcfError } from "../../lib/ocf/ocf-error.ts";
import { disksOfConfig } from "../../lib/xen/disk-config.ts";
import { notDone } from "./carried-over.ts";
import { checkedParameters, guestOf } from "./guest.ts";
import type { Host, XenVmCall } from "./host.ts";
import { refuseOtherConfig } from "./listed-config.ts";
import { usableConfig } from "./usable-config.ts";
import { toolstackOr } from "./watch.ts";

/** The check level from which on this node is looked at, and not only the parameters. */
const nodeLevel = 10;

export async function validate(call: XenVmCall, host: Host) {
  const parameters = checkedParameters(call);
  if (parameters.name === undefined && parameters.config === undefined) {
    throw new OcfError(
      exitCode.notConfigured,
      `${call.environment.instance}: neither name nor config is set, so it means no guest; set name.`,
    );
  }
  for (const sentence of notDone(parameters)) call.log.warning(sentence);
  if (call.checkLevel() < nodeLevel) return exitCode.success;
  await toolstackOr(exitCode.notInstalled, call, host, parameters.toolstack);
  const found = await guestOf(call, host);
  if (found.kind === "unknown") {
    throw new OcfError(
      exitCode.notInstalled,
      `${call.environment.instance} on ${host.nameFor(call)}: ${found.reason}.`,
    );
  }
  const config = await usableConfig(call, host, found.name);
  const disks = disksOfConfig(config);
  if (disks.kind === "failed") throw new OcfError(exitCode.notInstalled, disks.reasons[0]);
  checkScripts(call, host, parameters.monitorScripts);
  await checkClusterFile(call, host, found.name, config.file);
  return exitCode.success;
}

function checkScripts(call: XenVmCall, host: Host, scripts: readonly string[]): void {
  const missing = scripts.filter((script) => !host.isExecutable(script));
  if (missing.length === 0) return;
  throw new OcfError(
    exitCode.notInstalled,
    `${missing.join(", ")} cannot be run on ${host.nameFor(call)}; install it there or correct monitor_scripts.`,
  );
}

async function checkClusterFile(call: XenVmCall, host: Host, guest: string, config: string): Promise<void> {
  const opened = await host.guard(call);
  const node = host.nameFor(call);
  if (opened.kind === "unavailable") {
    throw new OcfError(exitCode.notInstalled, `${guest} cannot be guarded on ${node}: ${opened.reason}.`);
  }
  if (!opened.guard.guests.some(({ name }) => name === guest)) {
    throw new OcfError(
      exitCode.notInstalled,
      `the cluster file on ${node} does not list ${guest}; add it there on every host.`,
    );
  }
  refuseOtherConfig(opened.guard, guest, config);
}
