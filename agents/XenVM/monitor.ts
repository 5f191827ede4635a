import { exitCode } from "../../lib/ocf/exit-code.ts";
import { OcfError } from "../../lib/ocf/ocf-error.ts";
import { checkedParameters, guestOf } from "./guest.ts";
import type { Host, XenVmCall } from "./host.ts";
import { doubtOf, toolstackOr, watch } from "./watch.ts";

/** The check level from which on the other hosts and the lease are asked. */
const clusterLevel = 10;

/**
 * Is the guest here? Not running is said only of an absence that is certain: seen twice and apart in time, or at once by a
 * probe, which asks about what nobody touches at that moment. Whatever is not known is a failure.
 */
export async function monitor(call: XenVmCall, host: Host) {
  const level = call.checkLevel();
  const probe = call.environment.intervalMs === 0;
  const { monitorScripts } = checkedParameters(call);
  const seen = await seenHere(call, host, probe);
  if (seen.kind === "absent") return exitCode.notRunning;
  if (level >= clusterLevel) {
    const { lookAround } = await import("./look-around.ts");
    if ((await lookAround(call, host, seen.guest)) === "absent") return exitCode.notRunning;
  }
  if (!probe && seen.kind === "executes" && monitorScripts.length > 0) {
    const { runScripts } = await import("./monitor-scripts.ts");
    await runScripts(call, seen.guest, monitorScripts);
  }
  return exitCode.success;
}

/** As a probe at level 0, whoever asks. */
export async function status(call: XenVmCall, host: Host) {
  const { kind } = await seenHere(call, host, true);
  return kind === "absent" ? exitCode.notRunning : exitCode.success;
}

type Seen = { readonly kind: "absent" } | { readonly kind: "executes" | "stands"; readonly guest: string };

/** @throws OcfError for whatever is neither "here, and not crashed" nor "certainly not here" */
async function seenHere(call: XenVmCall, host: Host, probe: boolean): Promise<Seen> {
  const { toolstack: asked } = checkedParameters(call);
  const node = host.nameFor(call);
  // To a probe, a node without Xen is one where the guest cannot be; later, the tools may have gone from under it.
  const toolstack = await toolstackOr(probe ? exitCode.notInstalled : exitCode.generic, call, host, asked);
  const guest = await guestOf(call, host);
  if (guest.kind === "unknown") {
    const { instance } = call.environment;
    throw new OcfError(
      exitCode.generic,
      `which guest ${instance} means is not known on ${node}: ${guest.reason}.`,
    );
  }
  const { name } = guest;
  const { sight, certain } = await watch(call, toolstack, name, { once: probe });
  if (!certain) throw new OcfError(exitCode.generic, doubtOf(name, node, sight));
  switch (sight.kind) {
    case "executes":
      return { kind: "executes", guest: name };
    case "stands":
      call.log.warning(`${name} is ${sight.domain.state} on ${node} as domain ${sight.domain.domid}.`);
      return { kind: "stands", guest: name };
    case "absent":
      return { kind: "absent" };
    case "crashed":
      throw new OcfError(
        exitCode.generic,
        `${name} has crashed on ${node} and is still there as domain ${sight.domain.domid}; ` +
          `when you have looked at it, run xensan stop ${name} --force.`,
      );
    default:
      throw new OcfError(exitCode.generic, doubtOf(name, node, sight));
  }
}
