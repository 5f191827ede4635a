import { exitCode } from "../../lib/ocf/exit-code.ts";
import { OcfError } from "../../lib/ocf/ocf-error.ts";
import { select } from "../../lib/storage/selection.ts";
import { checkedParameters, chooseManager } from "./backend.ts";
import type { EvmsSccCall, Host } from "./host.ts";

/** The check level from which on this node is looked at, and not only the parameters. */
const nodeLevel = 10;

export async function validate(call: EvmsSccCall, host: Host) {
  const { volumes } = checkedParameters(call);
  if (call.checkLevel() < nodeLevel) return exitCode.success;
  const manager = await chooseManager(call, host);
  const node = host.nameFor(call);
  const waitsFor = manager.waitsFor();
  if (waitsFor !== undefined) throw new OcfError(exitCode.generic, `${waitsFor} on ${node}.`);
  const listing = await manager.list(call.deadline.remainingMs());
  if (listing.kind === "failed") throw new OcfError(exitCode.generic, `${listing.reason} on ${node}.`);
  // What EVMS lists is what is active, so before a start it says nothing about names; LVM2 knows the inactive too.
  if (manager.title === "EVMS") return exitCode.success;
  const { unknownNames } = select(volumes, listing.volumes);
  if (unknownNames.length === 0) return exitCode.success;
  throw new OcfError(
    exitCode.notInstalled,
    `${manager.title} on ${node} does not know ${unknownNames.join(", ")}; correct volumes or LVM2's filter there.`,
  );
}
