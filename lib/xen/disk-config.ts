import { placed } from "./config-error.ts";
import { type ConfigDisk, parseDiskSpec } from "./disk-spec.ts";
import type { ConfigValue, DomainConfig } from "./domain-config.ts";

export type ConfigDisks =
  | { readonly kind: "disks"; readonly disks: readonly ConfigDisk[] }
  /** One sentence for every disk that is not understood, with file, line and column. */
  | { readonly kind: "failed"; readonly reasons: readonly [string, ...string[]] };

/**
 * The disks that a guest's configuration gives it; none where it has no `disk`. All or nothing: whoever asks wants to
 * know who writes where, and a list without the disk that was not understood would be wrong.
 */
export function disksOfConfig({ file, settings }: DomainConfig): ConfigDisks {
  const setting = settings.get("disk");
  if (setting === undefined) return { kind: "disks", disks: [] };
  // xl warns and goes on without any disk; Python takes the text apart into characters.
  if (setting.kind !== "list") {
    return {
      kind: "failed",
      reasons: [placed(file, setting.at, "expected disk = [ ], a list, found a single value.")],
    };
  }
  const parsed = setting.items.map((item) => parseItem(item, file));
  const [first, ...others] = parsed.flatMap((each) => (each.kind === "failed" ? [each.reason] : []));
  if (first !== undefined) return { kind: "failed", reasons: [first, ...others] };
  return { kind: "disks", disks: parsed.flatMap((each) => (each.kind === "disk" ? [each.disk] : [])) };
}

function parseItem(item: ConfigValue, file: string) {
  const failed = (reason: string) =>
    ({ kind: "failed", reason: placed(file, item.at, `${reason}.`) }) as const;
  if (item.kind !== "string") return failed(`expected a disk in quotes, found a ${item.kind}`);
  const parsed = parseDiskSpec(item.text);
  return parsed.kind === "disk"
    ? parsed
    : failed(`${parsed.reason}, in the disk ${JSON.stringify(item.text)}`);
}
