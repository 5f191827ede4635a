import { exitCode } from "../../lib/ocf/exit-code.ts";
import { OcfError } from "../../lib/ocf/ocf-error.ts";
import { finding } from "./finding.ts";
import { guestGuard } from "./guest-guard.ts";
import type { Host, XenVmCall } from "./host.ts";

/**
 * The monitor's look beyond this host: the other hosts, the lease, what is open. A host that does not answer is no
 * finding: what counts for a start, that it may run the guest, would here make every guest fail for one dead host.
 *
 * @throws OcfError generic with what was found
 */
export async function lookAround(call: XenVmCall, host: Host, guest: string): Promise<"here" | "absent"> {
  const guard = await guestGuard(call, host, guest);
  const node = host.nameFor(call);
  if (guard.kind === "unavailable") {
    throw new OcfError(
      exitCode.generic,
      `${guest} runs on ${node}, but the other hosts cannot be asked: ${guard.reason}.`,
    );
  }
  const survey = await guard.survey();
  for (const [other, answer] of survey.answers) {
    if (answer.kind === "silent")
      call.log.warning(`${other} did not say whether ${guest} runs there: ${answer.reason}.`);
  }
  const found = finding(survey);
  if (found.kind === "wrong") throw new OcfError(exitCode.generic, found.reason);
  return found.kind;
}
