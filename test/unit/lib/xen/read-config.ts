import { type ConfigValue, parseDomainConfig } from "../../../../lib/xen/domain-config.ts";

export type Plain = string | number | readonly Plain[];

export const parse = (text: string | Uint8Array) =>
  parseDomainConfig("/etc/xen/nfs1", typeof text === "string" ? new TextEncoder().encode(text) : text);

function plain(value: ConfigValue): Plain {
  if (value.kind === "list") return value.items.map(plain);
  return value.kind === "number" ? value.value : value.text;
}

export function settings(text: string | Uint8Array) {
  const parsed = parse(text);
  if (parsed.kind === "failed") throw new Error(parsed.reason);
  return Object.fromEntries([...parsed.config.settings].map(([name, value]) => [name, plain(value)]));
}

export const warnings = (text: string) => {
  const parsed = parse(text);
  return parsed.kind === "read" ? parsed.config.warnings : parsed;
};
