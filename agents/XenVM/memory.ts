import { exitCode } from "../../lib/ocf/exit-code.ts";
import { OcfError } from "../../lib/ocf/ocf-error.ts";
import type { ConfigValue, DomainConfig } from "../../lib/xen/domain-config.ts";
import type { Toolstack } from "../../lib/xen/toolstack.ts";
import type { Host, XenVmCall } from "./host.ts";

type Wanted = {
  readonly guest: string;
  readonly config: DomainConfig;
  readonly toolstack: Toolstack;
  /** MiB that the host keeps; 0: nothing is checked. */
  readonly reservedMiB: number;
};

const askMs = 10_000;

/**
 * Whether the guest fits beside what the host keeps for itself: Xen gives it what is free, and takes the rest from the
 * host's own domain.
 *
 * @throws OcfError generic where it does not, or where that cannot be known: another node may have more
 */
export async function checkMemory(
  call: XenVmCall,
  host: Host,
  { guest, config, toolstack, reservedMiB }: Wanted,
): Promise<void> {
  if (reservedMiB === 0) return;
  const { deadline } = call;
  const node = host.nameFor(call);
  const refusal = (why: string) =>
    new OcfError(exitCode.generic, `${guest} was not started on ${node}: ${why}.`);
  const wantedMiB = mebibytes(config.settings.get("memory"));
  if (wantedMiB === undefined) {
    throw refusal("its configuration does not say how much memory it needs; write memory = MiB there");
  }
  const info = await toolstack.info(Math.min(askMs, deadline.remainingMs()));
  if (info.kind === "unknown") throw refusal(info.reason);
  const listing = await toolstack.list(Math.min(askMs, deadline.remainingMs()));
  if (listing.kind === "unknown") throw refusal(listing.reason);
  const own = listing.domains.find(({ domid }) => domid === 0)?.memoryMiB ?? 0;
  const free = info.info.freeMemoryMiB;
  const fits = free + Math.max(0, own - reservedMiB);
  if (fits >= wantedMiB) return;
  throw refusal(
    `it needs ${wantedMiB} MiB and there are ${fits} beside the ${reservedMiB} that reserved_dom0_memory keeps; stop or move another guest`,
  );
}

/** xl and xm take memory as a number or as text with one in it. */
function mebibytes(value: ConfigValue | undefined): number | undefined {
  if (value?.kind === "number") return value.value;
  return value?.kind === "string" && /^\d{1,9}$/.test(value.text) ? Number(value.text) : undefined;
}
