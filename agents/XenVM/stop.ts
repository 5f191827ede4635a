import { type ExitCode, exitCode } from "../../lib/ocf/exit-code.ts";
import { OcfError } from "../../lib/ocf/ocf-error.ts";
import { askLeave, carryOut } from "./act.ts";
import { checkedParameters, guestOf } from "./guest.ts";
import { guestGuard } from "./guest-guard.ts";
import type { Host, XenVmCall } from "./host.ts";
import type { Asked } from "./policy.ts";
import { doubtOf, toolstackOr, watch } from "./watch.ts";

/**
 * Success where the guest is certainly not here, whatever else is missing; else, if the policy lets the cluster, a
 * guarded stop. It needs no configuration file: a stop that fails for the want of one gets the node fenced.
 */
export async function stop(call: XenVmCall, host: Host): Promise<ExitCode> {
  const { policy, toolstack: asked } = checkedParameters(call);
  const node = host.nameFor(call);
  const toolstack = await toolstackOr(exitCode.generic, call, host, asked);
  const found = await guestOf(call, host);
  if (found.kind === "unknown") {
    const { instance } = call.environment;
    throw new OcfError(
      exitCode.generic,
      `cannot tell whether ${instance} is stopped on ${node}: ${found.reason}.`,
    );
  }
  const order = { action: "stop", guest: found.name, node } as const;
  const { sight, certain } = await watch(call, toolstack, order.guest, { once: false });
  if (sight.kind === "absent" && certain) {
    if (policy === "cluster") await giveUpLease(call, host, order.guest);
    return exitCode.success;
  }
  if (sight.kind === "absent" || sight.kind === "unknown") {
    throw new OcfError(exitCode.generic, doubtOf(order.guest, node, sight));
  }
  await askLeave("consume", host, policy, order);
  return policy === "manual" ? shutDown(call, host, order) : shutDownOrDestroy(call, host, order);
}

/** Milliseconds that the guest gets: what the resource says, else two thirds of what is left. */
function patienceMs(call: XenVmCall): number {
  const { shutdownTimeoutSeconds: given } = checkedParameters(call);
  const most = (call.deadline.remainingMs() * 2) / 3;
  return given === undefined ? most : Math.min(given * 1_000, call.deadline.remainingMs());
}

function shutDown(call: XenVmCall, host: Host, order: Asked): Promise<ExitCode> {
  return carryOut(call, host, order, { kind: "stop", patienceMs: patienceMs(call) });
}

/** As ocf:heartbeat:Xen does it: a guest that does not shut down in its time is destroyed. */
async function shutDownOrDestroy(call: XenVmCall, host: Host, order: Asked): Promise<ExitCode> {
  if (patienceMs(call) > 0) {
    try {
      return await shutDown(call, host, order);
    } catch (error) {
      if (!(error instanceof OcfError) || call.signal.aborted) throw error;
      call.log.warning(`${error.message} It is destroyed now.`);
    }
  }
  return carryOut(call, host, order, { kind: "stop", patienceMs: undefined });
}

/**
 * A guest that went away by itself may have left its lease with this host, and no other could start it. That it is
 * stopped is true all the same, so nothing that goes wrong here makes the stop fail.
 */
async function giveUpLease(call: XenVmCall, host: Host, guest: string): Promise<void> {
  const guard = await guestGuard(call, host, guest);
  if (guard.kind === "unavailable" || (await guard.leaseHere()).kind === "no-leases") return;
  const ending = await guard.run({ kind: "stop", patienceMs: 0 });
  if (ending.kind !== "done") call.log.warning(ending.reason);
}
