import { type Renderer, wholeFile } from "../host-file.ts";

/**
 * evms.conf. Below /sys/block a multipath device has only its number, which changes from boot to boot: dm-* names them
 * all, and what of it EVMS may activate is said by the containers' names, which are stable.
 */
export const evms: Renderer = ({ description }) => {
  const wanted = description.volumes?.evms;
  if (wanted === undefined) return undefined;
  const { devices, exclude, containers } = wanted;
  return wholeFile("/etc/evms.conf", [
    ...section("sysfs_devices", [`include = ${list(devices)}`, `exclude = ${list(exclude)}`]),
    ...(containers.length === 0
      ? []
      : section("activate", [`include = ${list(containers.map((name) => `/dev/evms/${name}/*`))}`])),
  ]);
};

function section(name: string, lines: readonly string[]): readonly string[] {
  return [`${name} {`, ...lines.map((line) => `\t${line}`), "}"];
}

function list(words: readonly string[]): string {
  return `[ ${words.map((word) => `${word} `).join("")}]`;
}
