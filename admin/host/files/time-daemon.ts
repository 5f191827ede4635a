import type { HostDescription } from "../../../lib/cluster/description/description.ts";
import { platformOf } from "../settings.ts";

export function timeDaemonOf(description: HostDescription): "chrony" | "ntp" {
  return description.time?.daemon ?? (platformOf(description) === "sles" ? "ntp" : "chrony");
}
