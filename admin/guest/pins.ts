import type { Guest } from "../../lib/cluster/description/description.ts";

/** Pins of the cluster file bind whoever starts or moves a guest, and not what is repaired. */
export function objectionByPins({ name, pins }: Guest, host: string, refusal: string): string | undefined {
  if (pins.length === 0 || pins.includes(host)) return undefined;
  return `${refusal}: by the pins of the cluster file ${name} may run on ${listed(pins)} only.`;
}

/** "host1, host2 and host3". */
export function listed(hosts: readonly string[]): string {
  return hosts.length < 2 ? hosts.join("") : `${hosts.slice(0, -1).join(", ")} and ${hosts.at(-1)}`;
}
