import { exitCode } from "../../lib/ocf/exit-code.ts";
import { OcfError } from "../../lib/ocf/ocf-error.ts";
import { askLeave, carryOut } from "./act.ts";
import { notDone } from "./carried-over.ts";
import { checkedParameters, guestOf } from "./guest.ts";
import { lackOfLease } from "./guest-guard.ts";
import type { Host, XenVmCall } from "./host.ts";
import { refuseOtherConfig } from "./listed-config.ts";
import { checkMemory } from "./memory.ts";
import { sightOf } from "./sight.ts";
import { usableConfig } from "./usable-config.ts";
import { toolstackOr } from "./watch.ts";

const lookMs = 10_000;

/** Success where it runs here already with its lease; else, if the policy lets the cluster, a guarded start. */
export async function start(call: XenVmCall, host: Host) {
  const parameters = checkedParameters(call);
  const node = host.nameFor(call);
  const toolstack = await toolstackOr(exitCode.notInstalled, call, host, parameters.toolstack);
  const found = await guestOf(call, host);
  if (found.kind === "unknown") {
    // 5 and not 6, as ocf:heartbeat:Xen says it and ocft's suite for it wants it: another node may have the file.
    throw new OcfError(
      exitCode.notInstalled,
      `${call.environment.instance} cannot be started on ${node}: ${found.reason}.`,
    );
  }
  const guest = found.name;
  const sight = sightOf(await toolstack.find(guest, Math.min(lookMs, call.deadline.remainingMs())));
  if (sight.kind === "executes") return alreadyRuns(call, host, guest);
  const asked = { action: "start", guest, node } as const;
  await askLeave("peek", host, parameters.policy, asked);
  const config = await usableConfig(call, host, guest);
  const opened = await host.guard(call);
  if (opened.kind === "open") refuseOtherConfig(opened.guard, guest, config.file);
  for (const sentence of notDone(parameters)) call.log.warning(sentence);
  await checkMemory(call, host, { guest, config, toolstack, reservedMiB: parameters.reservedDom0MemoryMiB });
  await askLeave("consume", host, parameters.policy, asked);
  return carryOut(call, host, asked, { kind: "start" });
}

/** 6 where its lease is not here: no other node is to be tried while it runs. */
async function alreadyRuns(call: XenVmCall, host: Host, guest: string) {
  const lack = await lackOfLease(call, host, guest);
  if (lack === undefined) return exitCode.success;
  throw new OcfError(exitCode.notConfigured, lack);
}
