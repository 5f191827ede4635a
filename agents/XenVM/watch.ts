import type { exitCode } from "../../lib/ocf/exit-code.ts";
import { OcfError } from "../../lib/ocf/ocf-error.ts";
import type { Toolstack } from "../../lib/xen/toolstack.ts";
import type { Host, XenVmCall } from "./host.ts";
import { type Sight, sightOf } from "./sight.ts";

/** Longer than a guest that reboots is gone: resource-agents' issue 308 saw one or two seconds. */
const apartMs = 3_000;

/** One question to the toolstack: it answers in well under a second, or hangs. */
const lookMs = 10_000;

/** So often what may pass by is looked at: a reboot is over by then. */
const looks = 3;

/** The last sight, and whether it is certain: what is absent was seen so twice, where that was asked for. */
export type Watched = { readonly sight: Sight; readonly certain: boolean };

/**
 * Looks until it is certain what is with the guest. An absence is looked at twice, longer apart than a guest that
 * reboots is gone, unless `once`; a guest on its way, and a toolstack that does not know, get two more looks.
 */
export async function watch(
  { clock, deadline, signal }: XenVmCall,
  toolstack: Toolstack,
  guest: string,
  { once }: { readonly once: boolean },
): Promise<Watched> {
  let absentBefore = false;
  for (let looked = 1; ; looked += 1) {
    const sight = sightOf(await toolstack.find(guest, Math.min(lookMs, deadline.remainingMs())));
    const absent = sight.kind === "absent";
    if (absent && (once || absentBefore)) return { sight, certain: true };
    if (sight.kind === "executes" || sight.kind === "stands" || sight.kind === "crashed") {
      return { sight, certain: true };
    }
    if ((looked >= looks && !absent) || deadline.remainingMs() <= apartMs) return { sight, certain: false };
    absentBefore = absent;
    await clock.sleep(apartMs, signal);
  }
}

/** @throws OcfError with the code for an action that cannot do without */
export async function toolstackOr(
  code: typeof exitCode.generic | typeof exitCode.notInstalled,
  call: XenVmCall,
  host: Host,
  asked: "auto" | "xl" | "xm",
): Promise<Toolstack> {
  const toolstack = await host.toolstack(call, asked);
  if (toolstack !== undefined) return toolstack;
  const what = asked === "auto" ? "neither xl nor xm is" : `${asked} is not`;
  throw new OcfError(
    code,
    `${what} installed on ${host.nameFor(call)}, so nothing can be said of guests there; install Xen's tools.`,
  );
}

/** What a sight that is not certain means, as one sentence. */
export function doubtOf(guest: string, node: string, sight: Sight): string {
  switch (sight.kind) {
    case "unknown":
      return `cannot tell whether ${guest} runs on ${node}: ${sight.reason}.`;
    case "absent":
      return `${guest} was not on ${node} just now, and no time was left to look again; give the action a longer timeout.`;
    default:
      return `${guest} is ${sight.domain.state} on ${node} as domain ${sight.domain.domid} and does not get on; look with xl list.`;
  }
}
