import { type ExitCode, exitCode } from "../../lib/ocf/exit-code.ts";
import { OcfError } from "../../lib/ocf/ocf-error.ts";
import { askLeave, carryOut } from "./act.ts";
import { notDone } from "./carried-over.ts";
import { checkedParameters, guestOf } from "./guest.ts";
import { lackOfLease } from "./guest-guard.ts";
import type { Host, XenVmCall } from "./host.ts";
import { doubtOf, toolstackOr, watch } from "./watch.ts";

/** On the source: the whole hand-over, up to the guest that runs on the target with its lease. */
export async function migrateTo(call: XenVmCall, host: Host): Promise<ExitCode> {
  const parameters = checkedParameters(call);
  const target = host.migrationTarget();
  const node = host.nameFor(call);
  const guest = await knownGuest(call, host);
  if (target === undefined) {
    throw new OcfError(
      exitCode.arguments,
      `nobody says where ${guest} is to be moved from ${node}; move it with xensan migrate ${guest} NODE.`,
    );
  }
  for (const sentence of notDone(parameters)) call.log.warning(sentence);
  const asked = { action: "migrate_to", guest, node, target } as const;
  await askLeave("consume", host, parameters.policy, asked);
  return carryOut(call, host, asked, { kind: "migrate", destination: target });
}

/** On the target: nothing is changed here, so it needs no permit. It is looked whether the hand-over has come to its end. */
export async function migrateFrom(call: XenVmCall, host: Host): Promise<ExitCode> {
  const { toolstack: asked } = checkedParameters(call);
  const node = host.nameFor(call);
  const guest = await knownGuest(call, host);
  const toolstack = await toolstackOr(exitCode.generic, call, host, asked);
  const { sight } = await watch(call, toolstack, guest, { once: false });
  if (sight.kind === "absent") {
    throw new OcfError(
      exitCode.generic,
      `${guest} did not arrive on ${node}; on the node that it was to come from, run xensan repair ${guest}.`,
    );
  }
  if (sight.kind === "unknown") throw new OcfError(exitCode.generic, doubtOf(guest, node, sight));
  if (sight.kind !== "executes") {
    throw new OcfError(
      exitCode.generic,
      `${guest} is ${sight.domain.state} on ${node}, so its migration is not over; run xensan repair ${guest} there.`,
    );
  }
  const lack = await lackOfLease(call, host, guest);
  if (lack === undefined) return exitCode.success;
  throw new OcfError(exitCode.generic, lack);
}

/** @throws OcfError generic */
async function knownGuest(call: XenVmCall, host: Host): Promise<string> {
  const found = await guestOf(call, host);
  if (found.kind === "known") return found.name;
  const { instance } = call.environment;
  throw new OcfError(
    exitCode.generic,
    `which guest ${instance} means is not known on ${host.nameFor(call)}: ${found.reason}.`,
  );
}
