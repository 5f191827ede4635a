import { createHash } from "node:crypto";
import { readGuestConfig } from "../../../lib/guard/disks/config-file.ts";
import { placeOf } from "../../../lib/guard/disks/look-at-disks.ts";
import { wantedOf } from "../../../lib/guard/disks/wanted.ts";
import { disksOfConfig } from "../../../lib/xen/disk-config.ts";
import type { HostFacts } from "../wire/facts.ts";
import type { Question } from "../wire/question.ts";

type ConfigFacts = HostFacts["configs"][number];

/** Each guest's configuration on this host, by its digest, and the disks that it gives. */
export function lookAtConfigs({ guests }: Pick<Question, "guests">): readonly ConfigFacts[] {
  return guests.map(({ name, config }) => ({ guest: name, content: contentOf(name, config) }));
}

function contentOf(guest: string, path: string): ConfigFacts["content"] {
  const read = readGuestConfig(path, guest);
  if (read.kind === "unknown") return read;
  const sha256 = createHash("sha256").update(read.bytes).digest("hex");
  const found = disksOfConfig(read.config);
  if (found.kind === "failed") {
    return { kind: "read", sha256, disks: { kind: "unknown", reason: found.reasons[0].replace(/\.$/, "") } };
  }
  const disks = wantedOf(found.disks).map(({ target, access }) => {
    const place = placeOf(target);
    return { target, access, thing: place.kind === "thing" ? place.thing : undefined };
  });
  return { kind: "read", sha256, disks: { kind: "known", disks } };
}
