import type { ExitCode } from "../../lib/ocf/exit-code.ts";
import { OcfError } from "../../lib/ocf/ocf-error.ts";
import { guestGuard } from "./guest-guard.ts";
import type { Host, Work, XenVmCall } from "./host.ts";
import { type Asked, byPermit, codeOf, permitFor, refusalCode } from "./policy.ts";

/**
 * The permit that the policy manual asks for: "peek" before the checks that it shall outlive, "consume" before the deed.
 * @throws OcfError where there is none that counts
 */
export async function askLeave(
  how: "peek" | "consume",
  host: Host,
  policy: "manual" | "cluster",
  asked: Asked,
): Promise<void> {
  if (policy === "cluster") return;
  const permits = await host.permits();
  const decision = byPermit(asked, permits[how](asked.guest, permitFor[asked.action]));
  if (decision.kind === "refuse") throw new OcfError(decision.code, decision.reason);
}

/**
 * Runs a guarded program.
 * @throws OcfError with the program's own sentence where it did not do what was asked
 */
export async function carryOut(
  call: XenVmCall,
  host: Host,
  { action, guest }: Asked,
  work: Work,
): Promise<ExitCode> {
  const guard = await guestGuard(call, host, guest);
  if (guard.kind === "unavailable") {
    throw new OcfError(
      refusalCode(action),
      `nothing was done with ${guest} on ${host.nameFor(call)}: ${guard.reason}.`,
    );
  }
  const ending = await guard.run(work);
  if (ending.kind !== "done") throw new OcfError(codeOf(action, ending), ending.reason);
  call.log.info(ending.text);
  return codeOf(action, ending);
}
