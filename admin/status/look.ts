import { readMembership } from "../../lib/cluster/membership/read-membership.ts";
import { readResources } from "../../lib/cluster/resources/read-resources.ts";
import type { Machine } from "../../lib/guard/machine.ts";
import { ownDetails } from "../../lib/guard/overview/own-details.ts";
import { leftoverFindings } from "../check/checks/leftovers.ts";
import { memoryFindings } from "../check/checks/memory.ts";
import { answered } from "../check/quick-facts.ts";
import { askAll, sightsOf } from "../domains/ask-all.ts";
import type { OpenedHost } from "../guard/open-this-host.ts";
import { version } from "../version.ts";
import { statusOf } from "./compose.ts";
import type { Status } from "./document.ts";

/**
 * One look at everything; nothing is changed. Hosts and the cluster manager are asked at once, and each question has its own
 * deadline: 15 s for a host, 10 s for each tool of the cluster manager, 10 s for the lease volume where a host is silent.
 */
export async function lookAtAll(host: OpenedHost, machine: Machine): Promise<Status> {
  const { here, description } = host;
  const beganMs = machine.clock.nowMs();
  const takenMs = machine.wallClockMs();
  const nodes = description.nodes.map(({ name }) => name);
  const [answers, membership, resources] = await Promise.all([
    askAll(host, { memory: true, details: ownDetails }),
    readMembership(machine.run, description.dialect, { self: here, nodes }),
    readResources(machine.run, description.dialect),
  ]);
  const sights = await sightsOf(host, description.guests, answers);
  return statusOf({
    ...{ here, xensan: version, takenMs, tookMs: machine.clock.nowMs() - beganMs },
    ...{ dialect: description.dialect, membership, resources, answers, sights },
    checked: [...memoryFindings({ description, answers }), ...leftoverFindings(answered({ answers }))],
  });
}
